package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogDiff;
import dev.assay.catalog.CatalogLint;
import dev.assay.catalog.CatalogLint.Finding;
import dev.assay.catalog.CatalogLint.Limits;
import dev.assay.catalog.Listing;
import dev.assay.catalog.MergedCatalog;
import dev.assay.catalog.Model;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that concern models and their prices. */
@Command(
    name = "catalog",
    description = {
      "Shows, compares, checks and syncs models and their dated prices.",
      "",
      "  assay catalog list",
      "  assay catalog show openai/gpt-4o-mini",
      "  assay catalog sync https://openrouter.ai/api/v1 pipelines/catalog/openrouter.yaml",
      "",
      "A SOURCE is a catalog file, a saved listing (.json, .csv, LiteLLM's price map, or a folder of",
      "pages), or the address of a gateway, which is asked then and there. Several are merged value by",
      "value: a live listing beats a snapshot, a snapshot beats a curated file.",
      "",
    })
final class CatalogVerb {
  static CommandLine commands(Surroundings surroundings) {
    CommandLine catalog = new CommandLine(new CatalogVerb());
    catalog.addSubcommand(new ListModels(surroundings));
    catalog.addSubcommand(new ShowModel(surroundings));
    catalog.addSubcommand(new Diff(surroundings));
    catalog.addSubcommand(new Lint(surroundings));
    catalog.addSubcommand(new PriceHistory(surroundings));
    catalog.addSubcommand(new CatalogSync(surroundings));
    return catalog;
  }

  /** The day whose prices are looked at. */
  static final class DayOption {
    @Option(
        names = "--day",
        paramLabel = "DAY",
        description = "Prices and ages as of this day (UTC), such as 2026-11-21. Default: today.")
    private LocalDate day;

    LocalDate day() {
      return day == null ? LocalDate.now(ZoneOffset.UTC) : day;
    }
  }

  /** A model that a verb is asked about, and where it is looked for. */
  static final class AskedModel {
    @Mixin private CatalogSources sources;

    @Parameters(paramLabel = "MODEL", description = "A model from 'assay catalog list'.")
    private String id;

    @Option(
        names = {"-c", "--catalog"},
        paramLabel = "SOURCE",
        description = "Look here. May repeat. Default: every file of pipelines/catalog.")
    private List<String> names = List.of();

    MergedCatalog merged(Surroundings surroundings) throws IOException {
      return sources.merged(names, surroundings);
    }

    Model in(MergedCatalog merged) {
      Catalog catalog = merged.catalog();
      return catalog
          .model(id)
          .orElseThrow(
              () ->
                  new InvalidInput(
                      Place.setting("MODEL"),
                      "no source lists the model '%s'".formatted(id),
                      Closest.to(id, catalog.modelIds())
                          .map("Did you mean '%s'?"::formatted)
                          .orElse("'assay catalog list' shows those there are.")));
    }
  }

  /** Lists the models. */
  @Command(
      name = "list",
      description = {
        "Lists the models with their tier, context and price.",
        "",
        "  assay catalog list",
        "  assay catalog list pipelines/catalog/keeptrusts-2026-08.yaml http://localhost:8080/api/v1",
        "",
      })
  static final class ListModels implements Verb {
    private final Surroundings surroundings;
    @Mixin private CatalogSources sources;
    @Mixin private DayOption on;
    @Mixin private OutputOptions output;

    @Parameters(
        arity = "0..*",
        paramLabel = "SOURCE",
        description = "What to list. Default: every file of pipelines/catalog.")
    private List<String> names = List.of();

    ListModels(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      output.show(
          CatalogTables.models(sources.merged(names, surroundings), on.day()),
          surroundings.console());
      return ExitCode.DONE;
    }
  }

  /** Shows every value of a model with its source. */
  @Command(
      name = "show",
      description = {
        "Shows every value of a model, with who states it and how old that is.",
        "",
        "  assay catalog show openai/gpt-4o-mini",
        "  assay catalog show openai/gpt-4o-mini -c models.yaml -c https://openrouter.ai/api/v1",
        "",
      })
  static final class ShowModel implements Verb {
    private final Surroundings surroundings;
    @Mixin private AskedModel asked;
    @Mixin private DayOption on;
    @Mixin private OutputOptions output;

    ShowModel(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      MergedCatalog merged = asked.merged(surroundings);
      output.show(
          CatalogTables.values(asked.in(merged).id(), merged, on.day()), surroundings.console());
      return ExitCode.DONE;
    }
  }

  /** Compares two sources. */
  @Command(
      name = "diff",
      description = {
        "Shows what changed from one source to another: models and endpoints that came and went, and",
        "every value that is another.",
        "",
        "  assay catalog diff models_2025-07-20.csv models_2025-07-29.csv",
        "  assay catalog diff pipelines/catalog/openrouter.yaml https://openrouter.ai/api/v1",
        "",
      })
  static final class Diff implements Verb {
    private final Surroundings surroundings;
    @Mixin private CatalogSources sources;
    @Mixin private OutputOptions output;

    @Parameters(index = "0", paramLabel = "OLD", description = "The source as it was.")
    private String before;

    @Parameters(index = "1", paramLabel = "NEW", description = "The source as it is.")
    private String after;

    Diff(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      List<Listing> both = sources.read(List.of(before, after), surroundings);
      output.show(
          CatalogTables.changes(
              "From %s to %s".formatted(both.get(0).version(), both.get(1).version()),
              CatalogDiff.between(both.get(0), both.get(1))),
          surroundings.console());
      return ExitCode.DONE;
    }
  }

  /** Checks a catalog. */
  @Command(
      name = "lint",
      description = {
        "Finds what a keeper of the catalog should look at: prices that are stale, missing, repeated,",
        "overruled by a listing or that jumped; models without tier or endpoints, or that expire.",
        "",
        "  assay catalog lint",
        "  assay catalog lint models.yaml openrouter.yaml --stale-days 30",
        "",
      },
      footer = {"", "Exit codes: 0 nothing was found, 2 something was (assay help exit-codes)"})
  static final class Lint implements Verb {
    private final Surroundings surroundings;
    @Mixin private CatalogSources sources;
    @Mixin private DayOption on;

    @Parameters(
        arity = "0..*",
        paramLabel = "SOURCE",
        description = "What to check. Default: every file of pipelines/catalog.")
    private List<String> names = List.of();

    @Option(
        names = "--stale-days",
        paramLabel = "N",
        description = "A price nobody looked at for more than N days is stale. Default: 90.")
    private int staleDays = Limits.USUAL.staleDays();

    @Option(
        names = "--jump",
        paramLabel = "TIMES",
        description = "A price that changed by more than so many times jumped. Default: 2.")
    private BigDecimal jump = Limits.USUAL.jump();

    Lint(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      if (staleDays < 0) {
        throw new InvalidInput(
            Place.setting("--stale-days"),
            "'%d' days, expected 0 or more".formatted(staleDays),
            "");
      }
      if (jump.compareTo(BigDecimal.ONE) < 0) {
        throw new InvalidInput(
            Place.setting("--jump"), "'%s' times, expected 1 or more".formatted(jump), "");
      }
      MergedCatalog merged = sources.merged(names, surroundings);
      Problems problems = new Problems();
      for (Finding finding :
          CatalogLint.findings(
              merged, on.day(), new Limits(staleDays, jump, Limits.USUAL.expiresDays()))) {
        problems.add(
            finding.place(), "%s: %s".formatted(finding.rule(), finding.what()), finding.mend());
      }
      problems.throwIfAny();
      surroundings
          .console()
          .out()
          .printf("Nothing to mend as of %s in %s.%n", on.day(), merged.catalog().version());
      return ExitCode.DONE;
    }
  }

  /** Shows the dated prices of a model. */
  @Command(
      name = "price-history",
      description = {
        "Shows every price a model has had, endpoint by endpoint.",
        "",
        "  assay catalog price-history meta-llama/llama-3.3-70b-instruct",
        "",
      })
  static final class PriceHistory implements Verb {
    private final Surroundings surroundings;
    @Mixin private AskedModel asked;
    @Mixin private OutputOptions output;

    PriceHistory(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      MergedCatalog merged = asked.merged(surroundings);
      output.show(CatalogTables.history(asked.in(merged), merged), surroundings.console());
      return ExitCode.DONE;
    }
  }
}

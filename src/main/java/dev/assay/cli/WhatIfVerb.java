package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.report.Scope;
import dev.assay.usage.Repricing;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prices stored usage by other prices. */
@Command(
    name = "whatif",
    description = {
      "Prices stored usage by other prices, exactly: what was billed, what the run computed, and what",
      "it would have cost. What cannot be priced is counted and in no sum.",
      "",
      "  assay whatif --prices pipelines/catalog/openrouter.yaml",
      "  assay whatif --prices models_2025-07-29.csv --as openai/gpt-4o-mini",
      "  assay whatif --prices models.yaml --as openai/gpt-4o@azure/eu --from 2026-11-01 --to 2026-11-30",
      "",
    })
final class WhatIfVerb implements Verb {
  private final Surroundings surroundings;
  @Mixin private WarehouseOption warehouse;
  @Mixin private CatalogSources sources;
  @Mixin private OutputOptions output;

  @Option(
      names = "--prices",
      paramLabel = "SOURCE",
      required = true,
      description =
          "A catalog, a snapshot, a saved listing or LiteLLM's price map. May repeat, to be merged.")
  private List<String> prices = List.of();

  @Option(
      names = "--as",
      paramLabel = "MODEL",
      description =
          "Price every attempt as if this model had served it; MODEL@ENDPOINT where its endpoints differ. Default: the model and endpoint that did.")
  private String as;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "Look at this run. May repeat. Default: every committed run.")
  private List<String> runs = List.of();

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first day (UTC) on which attempts count. Default: the first there is.")
  private LocalDate from;

  @Option(
      names = "--to",
      paramLabel = "DAY",
      description = "The last day (UTC) on which attempts count. Default: the last there is.")
  private LocalDate to;

  WhatIfVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    if (from != null && to != null && to.isBefore(from)) {
      throw new InvalidInput(
          Place.setting("--to"), "%s is before --from %s".formatted(to, from), "Swap the two.");
    }
    Catalog catalog = sources.merged(prices, surroundings).catalog();
    Repricing repricing = as == null ? Repricing.asServed(catalog) : Repricing.as(as, catalog);
    try (Warehouse opened = Warehouse.open(warehouse.folder(surroundings))) {
      Scope scope = runs.isEmpty() ? Scope.everyRun() : Scope.runs(runs);
      Scope.Choice looked = scope.among(opened.runs());
      opened.narrowTo(looked.excerpt());
      output.show(
          WhatIf.of(repricing, opened, from, to, notes(looked, catalog)), surroundings.console());
    }
    return ExitCode.DONE;
  }

  private List<String> notes(Scope.Choice looked, Catalog catalog) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%d run%s by the prices of %s%s."
            .formatted(
                looked.runs().size(),
                looked.runs().size() == 1 ? "" : "s",
                catalog.version(),
                as == null ? "" : ", every attempt as " + as));
    notes.addAll(looked.notes());
    return notes;
  }
}

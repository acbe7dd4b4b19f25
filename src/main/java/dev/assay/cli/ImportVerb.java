package dev.assay.cli;

import dev.assay.intake.FileKind;
import dev.assay.intake.Form;
import dev.assay.intake.Import;
import dev.assay.intake.ImportRequest;
import dev.assay.intake.Imported;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that bring in what others recorded. */
@Command(
    name = "import",
    description = {
      "Makes a run of what others recorded, so that every report works on it.",
      "",
      "  assay import outcomes results.csv            # results of an evaluation",
      "  assay import openrouter-logs logs.csv        # what production used and cost",
      "",
    })
final class ImportVerb {
  static CommandLine commands(Surroundings surroundings) {
    CommandLine all = new CommandLine(new ImportVerb());
    all.addSubcommand(new ImportOutcomes(surroundings));
    ImportBooks.verbs(surroundings).forEach(all::addSubcommand);
    return all;
  }

  static String counted(int count, String noun) {
    return count + " " + (count == 1 ? noun : noun + "s");
  }

  static String plain(BigDecimal usd) {
    return usd == null ? "no" : usd.stripTrailingZeros().toPlainString();
  }

  /** Brings in the results of an evaluation. */
  @Command(
      name = "outcomes",
      description = {
        "Makes one run of the results in some files. Sends nothing; the same files again change nothing.",
        "",
        "  assay import outcomes results.csv               # columns item_id, arm, score, ...",
        "  assay import outcomes results.csv --map arm=model --map score=accuracy",
        "  assay import outcomes ratings.csv --score-range 1..5",
        "  assay import outcomes promptfoo.json            # as 'promptfoo eval -o' wrote it",
        "  assay import outcomes logs/*.json --score match  # Inspect logs, one a model",
        "  assay import outcomes out/*/samples_gsm8k_*.jsonl --score exact_match,strict-match",
        "  assay import outcomes votes.csv                 # item_id, model_a, model_b, preference",
        "",
        "What a file does not say stays unknown. Rows with a fault are left out and written to rejected.csv",
        "of the run, which then counts as partial. docs/import.md describes every format.",
        "",
      })
  static final class ImportOutcomes implements Verb {
    private static final Pattern RANGE =
        Pattern.compile("(-?\\d{1,18}(?:\\.\\d{1,18})?)\\.\\.(-?\\d{1,18}(?:\\.\\d{1,18})?)");

    private final Surroundings surroundings;
    @Mixin private WarehouseOption warehouse;

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "CSV, JSONL, JSON or Parquet, the first three also as .gz; all of one kind.")
    private List<Path> files;

    @Option(
        names = "--map",
        paramLabel = "OURS=THEIRS",
        description = "Our column OURS is called THEIRS in the files. May repeat.")
    private Map<String, String> columns = new TreeMap<>();

    @Option(
        names = "--as",
        paramLabel = "KIND",
        description =
            "outcomes, promptfoo, inspect, lm-eval or preferences. Default: as the content looks.")
    private String kind;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "csv, jsonl, json or parquet. Default: as the name ends.")
    private String format;

    @Option(
        names = "--suite",
        paramLabel = "NAME",
        description = "The suite of rows that name none. Default: the first file's name.")
    private String suite;

    @Option(names = "--arm", paramLabel = "NAME", description = "The arm of rows that name none.")
    private String arm;

    @Option(
        names = "--score",
        paramLabel = "NAME",
        description = "Which score counts, where a file has several.")
    private String score;

    @Option(
        names = "--score-range",
        paramLabel = "WORST..BEST",
        description = "The scores that mean 0 and 1. Default: 0..1.")
    private String range;

    @Option(
        names = "--pass-at",
        paramLabel = "SCORE",
        description =
            "From which score, on the scale from 0 to 1, an answer is a success. Default: 1.")
    private BigDecimal passAt = BigDecimal.ONE;

    ImportOutcomes(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      ImportRequest request = request();
      Path into = warehouse.writable(surroundings);
      tell(Import.into(into, Version.current()).of(request, Instant.now()));
      return ExitCode.DONE;
    }

    private ImportRequest request() {
      BigDecimal worst = BigDecimal.ZERO;
      BigDecimal best = BigDecimal.ONE;
      if (range != null) {
        Matcher ends = RANGE.matcher(range);
        if (!ends.matches()
            || new BigDecimal(ends.group(1)).compareTo(new BigDecimal(ends.group(2))) == 0) {
          throw new InvalidInput(
              Place.setting("--score-range"),
              "'%s' is no range of scores".formatted(range),
              "Write the worst and the best: 0..100, or 5..1 where 1 is the best.");
        }
        worst = new BigDecimal(ends.group(1));
        best = new BigDecimal(ends.group(2));
      }
      if (passAt.signum() < 0 || passAt.compareTo(BigDecimal.ONE) > 0) {
        throw new InvalidInput(
            Place.setting("--pass-at"),
            "%s is not from 0 to 1".formatted(passAt),
            "Say it on the scale that --score-range leads to.");
      }
      return new ImportRequest(
          files,
          format == null ? null : Form.named(format),
          kind == null ? null : FileKind.named(kind),
          columns,
          suite,
          arm,
          score,
          worst,
          best,
          passAt);
    }

    private void tell(Imported imported) {
      Console console = surroundings.console();
      RunManifest run = imported.manifest();
      ImportOrigin origin = run.imported();
      if (!imported.isNew()) {
        console
            .out()
            .println("Run %s already holds these files; nothing changed.".formatted(run.runId()));
        return;
      }
      imported.firstRejected().forEach(problem -> console.tell("left out: " + problem));
      imported.notes().forEach(console::tell);
      PrintStream out = console.out();
      out.println(
          "Run %s holds %s as %s."
              .formatted(run.runId(), counted(origin.files().size(), "file"), origin.kind()));
      out.printf(
          Locale.ROOT,
          "Rows: %,d read, %,d kept, %,d rejected, %,d duplicates.%n",
          origin.read(),
          origin.kept(),
          origin.rejected(),
          origin.duplicates());
      out.printf(
          Locale.ROOT,
          "Arms: %d. Suites: %d. Answered %,d, failed %,d.%n",
          run.arms().size(),
          run.suiteHashes().size(),
          run.parts().answered(),
          run.parts().failed());
      if (origin.filesUsd() != null) {
        out.printf(
            Locale.ROOT,
            "Money: %s USD in the files, %s USD in the run; %,d rows without a cost.%n",
            plain(origin.filesUsd()),
            plain(run.billedUsd()),
            run.parts().unknownCost());
      }
      if (origin.rejected() > 0) {
        out.println(
            "The rows left out are in %s; the run is partial, and no verdict is given on it."
                .formatted(imported.run().rejected()));
      }
    }
  }
}

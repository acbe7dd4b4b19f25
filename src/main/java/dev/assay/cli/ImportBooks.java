package dev.assay.cli;

import dev.assay.intake.BookImport;
import dev.assay.intake.BookRequest;
import dev.assay.intake.BookSource;
import dev.assay.intake.Booked;
import dev.assay.intake.Form;
import dev.assay.intake.Said;
import dev.assay.intake.Tally;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings in somebody's books: one verb, by the name of each source, with what it lets one say. */
@Command
final class ImportBooks implements Verb {
  private static final int EXAMPLE_WIDTH = 44;

  private final Surroundings surroundings;
  private final BookSource source;
  @Spec private CommandSpec spec;
  @Mixin private WarehouseOption warehouse;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "CSV, JSONL, JSON or Parquet, the first three also as .gz, or a .zip of them.")
  private List<Path> files;

  @Option(
      names = "--map",
      paramLabel = "COLUMN=THEIRS",
      description =
          "The column COLUMN of the documentation is called THEIRS in the files. May repeat.")
  private Map<String, String> columns = new TreeMap<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "csv, jsonl, json or parquet. Default: as the name ends.")
  private String format;

  private ImportBooks(Surroundings surroundings, BookSource source) {
    this.surroundings = surroundings;
    this.source = source;
  }

  /** A verb for each source. */
  static List<CommandLine> verbs(Surroundings surroundings) {
    return BookSource.all().stream().map(source -> verb(surroundings, source)).toList();
  }

  private static CommandLine verb(Surroundings surroundings, BookSource source) {
    CommandLine verb = new CommandLine(new ImportBooks(surroundings, source));
    CommandSpec spec = verb.getCommandSpec();
    spec.name(source.name());
    Arrays.stream(Said.values())
        .filter(source.takes()::contains)
        .forEach(each -> spec.addOption(option(each)));
    List<String> description = new ArrayList<>();
    description.add(source.summary());
    description.add("Sends nothing; rows that the warehouse has already are not taken again.");
    description.add("");
    for (String example : source.examples()) {
      description.add("  assay import " + aligned(example));
    }
    description.add("");
    description.add(
        "Rows with a fault are left out and written to rejected.csv of the run, with their money accounted");
    description.add("for. docs/usage-imports.md describes every column.");
    description.add("");
    spec.usageMessage().description(description.toArray(String[]::new));
    return verb;
  }

  private static String aligned(String example) {
    int comment = example.indexOf("  #");
    return comment < 0
        ? example
        : ("%-" + EXAMPLE_WIDTH + "s%s")
            .formatted(example.substring(0, comment), example.substring(comment));
  }

  private static OptionSpec option(Said what) {
    boolean isFlag = what == Said.SIMULATED;
    return OptionSpec.builder(what.flag())
        .type(isFlag ? boolean.class : String.class)
        .arity(isFlag ? "0" : "1")
        .paramLabel(label(what))
        .required(what == Said.SYSTEM)
        .description(description(what))
        .build();
  }

  private static String label(Said what) {
    return switch (what) {
      case SYSTEM, ORGANIZATION, WORKSPACE, KEY -> "NAME";
      case USER_IS -> "WHO";
      case AS_OF -> "TIME";
      case MONEY -> "UNIT";
      case CACHED_TOKENS -> "WHERE";
      case TIME_ZONE -> "ZONE";
      case SIMULATED -> "";
    };
  }

  private static String description(Said what) {
    return switch (what) {
      case SYSTEM -> "Whose books these are: openrouter, azure, our-gateway, ...";
      case ORGANIZATION -> "The organization of rows that name none.";
      case WORKSPACE -> "The workspace of rows that name none.";
      case KEY -> "The name of the API key of rows that name none.";
      case USER_IS -> "Whom the files mean by a user: customer or member. Default: customer.";
      case AS_OF -> "When the keys were listed, e.g. 2026-11-21T07:26:35Z. Default: now.";
      case MONEY -> "What amounts are in: usd or cents. Needed where there are amounts.";
      case CACHED_TOKENS ->
          "Whether prompt_tokens have the cached ones inside or outside. Needed where there are some.";
      case TIME_ZONE ->
          "Where the clocks stand of times without an offset: Europe/Berlin. Default: UTC.";
      case SIMULATED -> "The twin wrote the files, so that no figure of them is real.";
    };
  }

  private Map<Said, String> said() {
    Map<Said, String> said = new EnumMap<>(Said.class);
    for (Said each : source.takes()) {
      Object value = spec.findOption(each.flag()).getValue();
      if (value != null && !value.equals(false)) {
        said.put(each, value.toString());
      }
    }
    return said;
  }

  @Override
  public ExitCode run() throws IOException {
    BookRequest request =
        new BookRequest(source, files, format == null ? null : Form.named(format), columns, said());
    Path into = warehouse.writable(surroundings);
    tell(BookImport.into(into, Version.current()).of(request, Instant.now()));
    return ExitCode.DONE;
  }

  private void tell(Booked booked) {
    Console console = surroundings.console();
    PrintStream out = console.out();
    if (booked.tally() == null) {
      out.println(
          "Run %s already holds these files; nothing changed.".formatted(booked.run().runId()));
      return;
    }
    booked.firstRejected().forEach(problem -> console.tell("left out: " + problem));
    booked.notes().forEach(console::tell);
    out.println(
        booked.isNew()
            ? "Run %s holds %s as %s."
                .formatted(
                    booked.run().runId(), ImportVerb.counted(files.size(), "file"), source.name())
            : "The warehouse has every row of these files already; nothing changed.");
    tell(booked.tally(), out);
    if (booked.isNew() && booked.tally().rejected() > 0) {
      out.println("The rows left out are in %s.".formatted(booked.run().rejected()));
    }
  }

  private static void tell(Tally tally, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "Rows: %,d read, %,d kept, %,d duplicate, %,d rejected.%n",
        tally.read(),
        tally.kept(),
        tally.duplicates(),
        tally.rejected());
    if (tally.filesUsd() != null) {
      out.printf(
          "Money: %s USD before, %s USD after; %s USD duplicate, %s USD rejected.%n",
          plain(tally.filesUsd()),
          plain(tally.keptUsd()),
          plain(tally.duplicateUsd()),
          plain(tally.rejectedUsd()));
    }
    new TreeMap<>(tally.otherCurrencies())
        .forEach(
            (currency, amount) ->
                out.printf(
                    "Rejected in another currency, in none of these sums: %s %s.%n",
                    plain(amount), currency));
  }

  private static String plain(BigDecimal usd) {
    return usd == null ? "0" : ImportVerb.plain(usd);
  }
}

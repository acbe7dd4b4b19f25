package dev.assay.cli;

import dev.assay.render.Format;
import dev.assay.report.ReportFile;
import dev.assay.usage.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells a shell what the word that is being typed can become. */
@Command(
    name = "complete",
    hidden = true,
    description = {
      "Prints what the last of some words can become, one a line; the script of 'assay completion' asks it.",
      "",
      "  assay complete -- report run comparison/",
      ""
    })
final class CompleteVerb implements Verb {
  private final Surroundings surroundings;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "WORD",
      arity = "0..*",
      description = "What stands after assay on the line; the last word is being typed.")
  private List<String> words = List.of();

  CompleteVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Where a line's runs and reports lie, read off the line leniently: it is not finished. */
  private static final class Places {
    @Mixin private WarehouseOption warehouse;
    @Mixin private ReportOptions reports;
  }

  @Override
  public ExitCode run() throws IOException {
    String begun = words.isEmpty() ? "" : words.get(words.size() - 1);
    List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
    candidates(before, begun).stream()
        .filter(candidate -> candidate.startsWith(begun))
        .distinct()
        .forEach(surroundings.console().out()::println);
    return ExitCode.DONE;
  }

  private Collection<String> candidates(List<String> before, String begun) throws IOException {
    CommandLine command = spec.root().commandLine();
    String open = null;
    List<String> given = new ArrayList<>();
    for (String word : before) {
      CommandLine verb = command.getSubcommands().get(word);
      if (open == null && given.isEmpty() && verb != null) {
        command = verb;
      } else if (open != null) {
        open = null;
      } else if (word.startsWith("-")) {
        open = valueOf(command, word).orElse(null);
      } else {
        given.add(word);
      }
    }
    if (open != null) {
      return named(open, before);
    }
    if (begun.startsWith("-")) {
      return options(command);
    }
    List<String> all = new ArrayList<>(WrongUsage.verbs(command));
    for (ArgSpec parameter : command.getCommandSpec().positionalParameters()) {
      if (given.isEmpty() || parameter.arity().max() > 1) {
        all.addAll(named(parameter.paramLabel(), before));
      }
    }
    return all;
  }

  /** What an option's value is called, where it has one that stands as the next word. */
  private static Optional<String> valueOf(CommandLine command, String option) {
    return Optional.ofNullable(command.getCommandSpec().findOption(option))
        .filter(known -> known.arity().max() > 0 && !known.typeInfo().isBoolean())
        .map(OptionSpec::paramLabel);
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .sorted()
        .toList();
  }

  /** A file or a folder is left to the shell. */
  private Collection<String> named(String label, List<String> before) throws IOException {
    return switch (label) {
      case "REPORT" ->
          places(before).reports.files(surroundings).all().stream().map(ReportFile::name).toList();
      case "PACK" -> places(before).reports.files(surroundings).packs();
      case "RUN" -> runs(places(before).warehouse.folder(surroundings));
      case "FORMAT" -> Format.names();
      default -> List.of();
    };
  }

  private static List<String> runs(Path warehouse) throws IOException {
    List<String> newestFirst =
        new ArrayList<>(RunFolder.all(warehouse).stream().map(RunFolder::runId).toList());
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  private static Places places(List<String> before) {
    Places places = new Places();
    CommandLine reader = new CommandLine(CommandSpec.forAnnotatedObject(places));
    reader.setUnmatchedArgumentsAllowed(true);
    reader.setUnmatchedOptionsArePositionalParams(true);
    reader.parseArgs(before.toArray(String[]::new));
    return places;
  }
}

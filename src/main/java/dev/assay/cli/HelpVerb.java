package dev.assay.cli;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the help of a verb, or a topic that belongs to no single verb. */
@Command(
    name = "help",
    description = {
      "Shows how a verb is used, or what the exit codes mean.",
      "",
      "  assay help exit-codes",
    })
final class HelpVerb implements Verb {
  private static final String EXIT_CODES = "exit-codes";

  private final Surroundings surroundings;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TOPIC",
      arity = "0..*",
      description = "A verb, or 'exit-codes'. Default: all verbs.")
  private List<String> topic = List.of();

  HelpVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() {
    PrintStream out = surroundings.console().out();
    if (topic.equals(List.of(EXIT_CODES))) {
      explainExitCodes(out);
    } else {
      command().usage(out);
    }
    return ExitCode.DONE;
  }

  private CommandLine command() {
    CommandLine command = spec.root().commandLine();
    for (String name : topic) {
      CommandLine next = command.getSubcommands().get(name);
      if (next == null) {
        Set<String> known = new TreeSet<>(WrongUsage.verbs(command));
        known.add(EXIT_CODES);
        throw new InvalidInput(
            Place.setting("assay help"),
            "there is no help on '%s'".formatted(String.join(" ", topic)),
            Closest.hint(name, "topics", known));
      }
      command = next;
    }
    return command;
  }

  private static void explainExitCodes(PrintStream out) {
    out.println("Exit codes:");
    Stream.of(ExitCode.values())
        .sorted(Comparator.comparingInt(ExitCode::code))
        .forEach(ending -> out.println("  %3d  %s".formatted(ending.code(), ending.meaning())));
    out.println("With several at once the first of 1, 2, 130, 3, 5, 4, 102, 100, 101.");
  }
}

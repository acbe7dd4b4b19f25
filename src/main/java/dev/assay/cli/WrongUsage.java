package dev.assay.cli;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that cannot be run, told the way every other fault of a user's input is. */
final class WrongUsage {
  private WrongUsage() {}

  static InvalidInput of(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unknown(command, unmatched.getUnmatched().get(0));
    }
    if (wrong instanceof MissingParameterException missing) {
      return invalid(command, "%s is missing".formatted(labels(missing.getMissing())));
    }
    if (wrong instanceof OverwrittenOptionException twice) {
      return invalid(command, "%s is given twice".formatted(label(twice.getOverwritten())));
    }
    return invalid(command, wrong.getMessage().strip().replaceAll("\\.$", ""));
  }

  static InvalidInput missingVerb(CommandLine command) {
    return new InvalidInput(
        Place.setting(command.getCommandSpec().qualifiedName()),
        "a verb is missing",
        Closest.hint("", "verbs", verbs(command)));
  }

  private static InvalidInput unknown(CommandLine command, String argument) {
    CommandSpec spec = command.getCommandSpec();
    if (argument.startsWith("-")) {
      String option = argument.replaceAll("=.*", "");
      List<String> known =
          spec.options().stream()
              .filter(each -> !each.hidden())
              .map(OptionSpec::longestName)
              .toList();
      return new InvalidInput(
          Place.setting(spec.qualifiedName()),
          "'%s' is not an option here".formatted(option),
          Closest.hint(option, "options", known));
    }
    if (!command.getSubcommands().isEmpty()) {
      return new InvalidInput(
          Place.setting(spec.qualifiedName()),
          "'%s' is not a verb here".formatted(argument),
          Closest.hint(argument, "verbs", verbs(command)));
    }
    return invalid(command, "'%s' is one argument too many".formatted(argument));
  }

  private static InvalidInput invalid(CommandLine command, String what) {
    CommandSpec spec = command.getCommandSpec();
    return new InvalidInput(
        Place.setting(spec.qualifiedName()),
        what,
        "%s --help shows how it is used.".formatted(spec.qualifiedName()));
  }

  /** The verbs a user may know of. */
  static List<String> verbs(CommandLine command) {
    return command.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(spec -> !spec.usageMessage().hidden())
        .map(CommandSpec::name)
        .sorted()
        .toList();
  }

  private static String labels(List<ArgSpec> arguments) {
    return arguments.stream().map(WrongUsage::label).collect(Collectors.joining(", "));
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}

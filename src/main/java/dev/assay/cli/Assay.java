package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command line: finds the verb, runs it, and turns whatever happens into an exit code. */
@Command(
    name = "assay",
    description = {
      "Evaluates language models, accounts for their cost, and decides when to switch.",
      "",
      "  assay plan pipelines/nightly.yaml            # calls and estimated cost, sends nothing",
      "  assay run pipelines/nightly.yaml             # asks, commits a run, compares its arms",
      "  assay report run finops/spend --all          # where the money went",
      "  assay help exit-codes                        # what each exit code means",
    },
    versionProvider = Version.class,
    footer = {"", "assay help VERB shows a verb with examples."})
public final class Assay {
  private static final Map<String, Function<Surroundings, Object>> VERBS = verbs();
  private static final Set<String> LOOKING_AT_ALL = Set.of("help", "complete");
  private static final String NOTHING_SPENT = " Nothing was sent and nothing was spent.";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = Integer.MAX_VALUE,
      description = "Show this help, then stop.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version, then stop.")
  boolean version;

  private Assay() {}

  public static void main(String[] args) {
    Map<String, String> environment = System.getenv();
    int code = run(args, Console.ofProcess(environment), environment);
    Ahead.finish();
    System.exit(code);
  }

  /** Runs one command line within this process. */
  public static int run(String[] args, Console console, Map<String, String> environment) {
    Surroundings surroundings = new Surroundings(console, environment);
    return run(commandsFor(args, surroundings), args, surroundings);
  }

  static int run(CommandLine commands, String[] args, Surroundings surroundings) {
    Console console = surroundings.console();
    try {
      return perform(commands.parseArgs(args), console).code();
    } catch (ParameterException wrongUsage) {
      return refuse(WrongUsage.of(wrongUsage), console).code();
    } catch (InvalidInput invalid) {
      return refuse(invalid, console).code();
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError fault) {
      return admit(fault, surroundings).code();
    } finally {
      console.flush();
    }
  }

  /** Every verb there is. */
  static CommandLine commands(Surroundings surroundings) {
    return commands(VERBS.keySet(), surroundings);
  }

  /**
   * What a command line needs: the one verb it names, for each takes its time to be read off its
   * annotations; every verb where it names none, or one that looks at all of them.
   */
  static CommandLine commandsFor(String[] args, Surroundings surroundings) {
    boolean isAlone =
        args.length > 0 && VERBS.containsKey(args[0]) && !LOOKING_AT_ALL.contains(args[0]);
    return isAlone ? commands(Set.of(args[0]), surroundings) : commands(surroundings);
  }

  private static CommandLine commands(Set<String> verbs, Surroundings surroundings) {
    CommandLine root = new CommandLine(new Assay());
    verbs.forEach(verb -> root.addSubcommand(verb, VERBS.get(verb).apply(surroundings)));
    return styled(root);
  }

  private static Map<String, Function<Surroundings, Object>> verbs() {
    Map<String, Function<Surroundings, Object>> verbs = new LinkedHashMap<>();
    verbs.put("run", RunVerb::new);
    verbs.put("plan", PlanVerb::new);
    verbs.put("score", ScoreVerb::new);
    verbs.put("runs", RunsVerb::new);
    verbs.put("sql", SqlVerb::new);
    verbs.put("report", ReportVerb::commands);
    verbs.put("budgets", BudgetsVerb::commands);
    verbs.put("policy", PolicyVerb::commands);
    verbs.put("cutover", CutoverVerb::new);
    verbs.put("catalog", CatalogVerb::commands);
    verbs.put("whatif", WhatIfVerb::new);
    verbs.put("import", ImportVerb::commands);
    verbs.put("compact", CompactVerb::new);
    verbs.put("twin", TwinVerb::new);
    verbs.put("help", HelpVerb::new);
    verbs.put("completion", CompletionVerb::new);
    verbs.put("complete", CompleteVerb::new);
    verbs.put("rehearse", RehearseVerb::new);
    return verbs;
  }

  /** Usage first, then what it does with examples, then what it takes. */
  private static CommandLine styled(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.width(100);
    usage.synopsisSubcommandLabel("VERB ...");
    usage.commandListHeading("%nVerbs:%n");
    boolean takesArguments = !command.getCommandSpec().positionalParameters().isEmpty();
    usage.parameterListHeading("%n");
    usage.optionListHeading(takesArguments ? "" : "%n");
    usage.sectionKeys(
        List.of(
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_FOOTER));
    command.getSubcommands().values().forEach(Assay::styled);
    return command;
  }

  private static ExitCode perform(ParseResult parsed, Console console) throws Exception {
    List<CommandLine> named = parsed.asCommandLineList();
    for (CommandLine command : named) {
      if (command.isUsageHelpRequested()) {
        command.usage(console.out());
        return ExitCode.DONE;
      }
      if (command.isVersionHelpRequested()) {
        command.printVersionHelp(console.out());
        return ExitCode.DONE;
      }
    }
    CommandLine last = named.get(named.size() - 1);
    if (last.getCommand() instanceof Verb verb) {
      return verb.run();
    }
    throw WrongUsage.missingVerb(last);
  }

  private static ExitCode refuse(InvalidInput invalid, Console console) {
    console.tell(invalid.report() + NOTHING_SPENT);
    return ExitCode.INVALID_INPUT;
  }

  private static ExitCode admit(Throwable fault, Surroundings surroundings) {
    Console console = surroundings.console();
    String message = fault.getMessage() == null ? "" : ": " + fault.getMessage().strip();
    console.tell(
        "Assay failed, and the fault is its own: %s%s (ASSAY_DEBUG=1 shows where)"
            .formatted(fault.getClass().getSimpleName(), message.replaceAll("\\s*\\R\\s*", " ")));
    if (surroundings.debugging()) {
      fault.printStackTrace(console.err());
    }
    return ExitCode.FAULT;
  }
}

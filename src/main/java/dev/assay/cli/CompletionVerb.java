package dev.assay.cli;

import picocli.CommandLine.Command;

/** Prints what a shell needs to complete a line. */
@Command(
    name = "completion",
    description = {
      "Prints a script that lets bash or zsh complete verbs, options, and the names of reports and runs.",
      "",
      "  source <(./assay completion)              # in this shell; in ~/.bashrc for each one",
      "  autoload -U bashcompinit && bashcompinit && source <(./assay completion)      # zsh",
      "",
    })
final class CompletionVerb implements Verb {
  // a name that no report, run or option has is completed as a file, which is the shell's own work
  private static final String SCRIPT =
      """
      _assay() {
        local IFS=$'\n'
        COMPREPLY=($(ASSAY_BUILD=never "${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
      }
      complete -o default -F _assay assay ./assay
      """;

  private final Surroundings surroundings;

  CompletionVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() {
    surroundings.console().out().print(SCRIPT);
    return ExitCode.DONE;
  }
}

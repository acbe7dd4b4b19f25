package dev.assay.cli;

import java.util.Collection;
import java.util.Comparator;

/**
 * How a command ended, as the number a shell sees. Listed by weight: of several, the first wins.
 */
public enum ExitCode {
  FAULT(1, "a fault of this program"),
  INVALID_INPUT(2, "invalid input or usage; nothing was sent and nothing was spent"),
  INTERRUPTED(130, "interrupted; resumable"),
  BUDGET(3, "stopped at the budget; resumable"),
  DEADLINE(5, "deadline reached; resumable"),
  TOO_MANY_FAILURES(4, "too many failed calls; resumable"),
  NOT_COMPARABLE(102, "not comparable: another suite or scorer, a filtered or a partial run"),
  GATE_FAILED(100, "a gate failed, the verdict is Hold, or a budget reached a threshold"),
  NOT_ENOUGH_EVIDENCE(101, "not enough evidence for a verdict"),
  DONE(0, "done, and every gate passed");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }

  /** The weightiest of several endings; none at all is done. */
  public static ExitCode of(Collection<ExitCode> endings) {
    return endings.stream().min(Comparator.naturalOrder()).orElse(DONE);
  }
}

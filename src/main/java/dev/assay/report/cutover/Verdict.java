package dev.assay.report.cutover;

import java.util.List;
import java.util.function.Function;

/** Whether to switch to the candidate: yes, no, or not to be said from these data. */
public sealed interface Verdict {
  /** Applies the function that fits, so that no caller can forget a case. */
  <T> T fold(
      Function<CutOver, T> onCutOver,
      Function<Hold, T> onHold,
      Function<NotEnoughEvidence, T> onNotEnoughEvidence);

  /** Every criterion is in order. */
  record CutOver() implements Verdict {
    @Override
    public <T> T fold(
        Function<CutOver, T> onCutOver,
        Function<Hold, T> onHold,
        Function<NotEnoughEvidence, T> onNotEnoughEvidence) {
      return onCutOver.apply(this);
    }
  }

  /**
   * At least one criterion is shown to be broken.
   *
   * @param broken their names
   */
  record Hold(List<String> broken) implements Verdict {
    public Hold {
      broken = List.copyOf(broken);
    }

    @Override
    public <T> T fold(
        Function<CutOver, T> onCutOver,
        Function<Hold, T> onHold,
        Function<NotEnoughEvidence, T> onNotEnoughEvidence) {
      return onHold.apply(this);
    }
  }

  /**
   * The data cannot tell.
   *
   * @param invalid gates that failed, which void every figure
   * @param open criteria that are neither shown to be in order nor broken
   */
  record NotEnoughEvidence(List<String> invalid, List<String> open) implements Verdict {
    public NotEnoughEvidence {
      invalid = List.copyOf(invalid);
      open = List.copyOf(open);
    }

    @Override
    public <T> T fold(
        Function<CutOver, T> onCutOver,
        Function<Hold, T> onHold,
        Function<NotEnoughEvidence, T> onNotEnoughEvidence) {
      return onNotEnoughEvidence.apply(this);
    }
  }

  /** The rule: a failed gate voids all, one broken criterion holds, all in order cut over. */
  static Verdict of(List<Gate> gates, List<Criterion> criteria) {
    List<String> invalid = gates.stream().filter(gate -> !gate.passed()).map(Gate::name).toList();
    List<String> broken = named(criteria, Criterion.Finding.BAD);
    List<String> open = named(criteria, Criterion.Finding.UNKNOWN);
    if (!invalid.isEmpty()) {
      return new NotEnoughEvidence(invalid, open);
    }
    if (!broken.isEmpty()) {
      return new Hold(broken);
    }
    return open.isEmpty() ? new CutOver() : new NotEnoughEvidence(List.of(), open);
  }

  private static List<String> named(List<Criterion> criteria, Criterion.Finding finding) {
    return criteria.stream()
        .filter(criterion -> criterion.finding() == finding)
        .map(Criterion::name)
        .toList();
  }
}

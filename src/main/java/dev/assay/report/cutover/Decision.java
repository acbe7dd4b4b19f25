package dev.assay.report.cutover;

import static java.util.Objects.requireNonNull;

import dev.assay.report.Table;
import dev.assay.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A verdict with the rule that made it and every figure behind it.
 *
 * @param notes what a reader must know, simulated figures first of all
 */
public record Decision(
    String runId,
    String incumbent,
    String candidate,
    Verdict verdict,
    List<Gate> gates,
    List<Criterion> criteria,
    Limits limits,
    boolean simulated,
    List<String> notes) {
  public Decision {
    requireNonNull(verdict, "verdict");
    gates = List.copyOf(gates);
    criteria = List.copyOf(criteria);
    notes = List.copyOf(notes);
  }

  /** The verdict in one line. */
  public String headline() {
    String told =
        verdict.fold(
            cutOver -> "CUT OVER",
            hold -> "HOLD (%s)".formatted(String.join(", ", hold.broken())),
            open ->
                open.invalid().isEmpty()
                    ? "NOT ENOUGH EVIDENCE (%s)".formatted(String.join(", ", open.open()))
                    : "NOT ENOUGH EVIDENCE (invalid: %s)"
                        .formatted(String.join(", ", open.invalid())));
    return "%s%s to '%s' from '%s'"
        .formatted(simulated ? "[simulated] " : "", told, candidate, incumbent);
  }

  /** The evidence, a row a criterion and a row a gate; the notes say what would settle the rest. */
  public Table table() {
    List<List<Object>> rows = new ArrayList<>();
    for (Criterion criterion : criteria) {
      Estimate estimate = criterion.estimate();
      rows.add(
          Arrays.asList(
              criterion.name(),
              criterion.finding().name(),
              criterion.statistic(),
              known(estimate.value()),
              estimate.hasInterval() ? estimate.interval().low() : null,
              estimate.hasInterval() ? estimate.interval().high() : null,
              criterion.rule(),
              (long) estimate.n(),
              estimate.method()));
    }
    for (Gate gate : gates) {
      rows.add(
          Arrays.asList(
              gate.name(),
              gate.passed() ? "OK" : "INVALID",
              gate.meaning(),
              known(gate.observed()),
              null,
              null,
              "limit " + gate.limit(),
              null,
              "count"));
    }
    return new Table(headline(), columns(), rows, notesWithAdvice());
  }

  private List<String> notesWithAdvice() {
    List<String> all = new ArrayList<>(notes);
    for (Criterion criterion : criteria) {
      if (!criterion.advice().isEmpty()) {
        all.add("To settle %s: %s".formatted(criterion.name(), criterion.advice()));
      }
    }
    return all;
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static List<Table.Column> columns() {
    return List.of(
        new Table.Column("criterion", "what is asked of the candidate, or of the data"),
        new Table.Column("finding", "OK, BAD or UNKNOWN; INVALID voids every figure"),
        new Table.Column("statistic", "what was estimated"),
        new Table.Column("value", "the estimate"),
        new Table.Column("low", "lower end of its interval; null where none can be claimed"),
        new Table.Column("high", "upper end of its interval; null where none can be claimed"),
        new Table.Column("rule", "what is in order"),
        new Table.Column("n", "prompts it rests on"),
        new Table.Column("method", "how the interval was made"));
  }
}

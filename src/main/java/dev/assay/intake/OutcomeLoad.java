package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the outcomes of some files as the events, scores and answers of a run. It takes them as
 * they come; only where a row is faulty or says a key again are rows counted and chosen, which
 * takes several times as long.
 */
final class OutcomeLoad {
  private static final String SCORING = "imported";
  private static final String KEY = "suite, item_id, arm, repeat";
  private static final String VALUES =
      "score, passed, failed, error, billed_usd, latency_ms, ttft_ms, prompt_tokens, completion_tokens,"
          + " cluster_id, model, provider, policy, started_at, output";
  private static final String CONTRADICTION =
      "concat('item ''', left(item_id, 40), ''' of arm ''', left(arm, 40), ''' stands here ', times,"
          + " ' times as repeat ', repeat, ', each time with other values. Number its repeats in a column"
          + " repeat, or remove all but one')";
  private static final int MOST_ARMS = 1000;

  private final Workbench workbench;
  private final RawRows raw;
  private final OutcomeSql sql;
  private final RunFolder run;

  OutcomeLoad(Workbench workbench, RawRows raw, OutcomeSql sql, RunFolder run) {
    this.workbench = workbench;
    this.raw = raw;
    this.sql = sql;
    this.run = run;
  }

  Loaded load(LeftOut leftOut) throws SQLException, IOException {
    if (!writesAsItIs()) {
      choose(leftOut);
    }
    return sum(leftOut);
  }

  /** Takes every row as it comes; false where one is faulty or a key is said again. */
  private boolean writesAsItIs() throws SQLException, IOException {
    String typed = sql.typed(raw.select());
    // no reader asks for the order of the file, and keeping it costs a fifth of the time
    inOrder(false);
    try {
      write(OutcomeSql.sound(typed), "(%s)".formatted(typed));
    } catch (SQLException stopped) {
      if (String.valueOf(stopped.getMessage()).contains(OutcomeSql.FAULTY)) {
        return false;
      }
      throw stopped;
    }
    if (sql.has("score")) {
      requireScale(Parquet.in(run.scores(SCORING)));
    }
    return (Boolean)
        one("select count(*) = count(distinct hash(call_id)) from " + Parquet.in(run.events()))
            .get(0);
  }

  private void choose(LeftOut leftOut) throws SQLException, IOException {
    inOrder(true);
    String numbered = sql.typed(raw.numbered());
    requireScale("(%s)".formatted(numbered));
    leftOut.find(numbered, KEY, VALUES, CONTRADICTION);
    String kept = leftOut.keptOf(numbered);
    write(kept, kept);
  }

  /**
   * Such a score puts all others in doubt: a 1 is the best of one scale and the worst of another.
   */
  private void requireScale(String scores) throws SQLException, IOException {
    String outside = "score < 0 or (score > 1 and isfinite(score))";
    long times =
        (Long) one("select count(*) filter (where %s) from %s".formatted(outside, scores)).get(0);
    if (times == 0) {
      return;
    }
    inOrder(true);
    List<Object> first =
        one(
            "select _file, _row, score from (%s) where %s limit 1"
                .formatted(sql.typed(raw.numbered()), outside));
    int file = ((Long) first.get(0)).intValue();
    throw new InvalidInput(
        raw.of(file, List.of((Long) first.get(1))).get(first.get(1)),
        "the score %s is not from 0 to 1 (rows with such a score: %d)"
            .formatted(first.get(2), times),
        "Say which score is the worst and which the best: --score-range 0..100.");
  }

  /** The events are written first, and the others of the same rows. */
  private void write(String events, String rows) throws SQLException, IOException {
    copy(sql.events(events, run.runId()), run.events());
    if (sql.has("score")) {
      copy(sql.scores(rows, run.runId()), run.scores(SCORING));
    }
    if (sql.has("output")) {
      copy(sql.answers(rows, run.runId()), run.answers());
    }
  }

  /** Rows are numbered as they stand in their file only while their order is kept. */
  private void inOrder(boolean kept) throws SQLException {
    workbench.execute("set preserve_insertion_order = " + kept);
  }

  private void copy(String select, Path table) throws SQLException, IOException {
    Parquet.write(workbench, select, Files.createDirectories(table));
  }

  private Loaded sum(LeftOut leftOut) throws SQLException {
    String events = Parquet.in(run.events());
    boolean priced = sql.has("cost_usd");
    List<Object> sums =
        one(
            "select count(*), count(*) filter (where outcome = 'failed'), %s from %s"
                .formatted(
                    priced
                        ? "sum(billed_usd), count(*) - count(billed_usd), count(billed_as_sent)"
                        : "cast(null as DECIMAL(38,18)), count(*), 0::BIGINT",
                    events));
    long kept = (Long) sums.get(0);
    long failed = (Long) sums.get(1);
    BigDecimal keptUsd = (BigDecimal) sums.get(2);
    long rejected = leftOut.rejected();
    long duplicates = leftOut.duplicates();
    if (kept + rejected == 0) {
      throw new InvalidInput(
          Place.of(raw.paths().get(0), 0), "there are no rows", "Name a file that has some.");
    }
    List<String> arms = arms(events);
    Overlap overlap = Overlap.of(events, arms, workbench);
    List<String> notes = new ArrayList<>(raw.notes());
    notes.addAll(overlap.notes());
    long rounded = (Long) sums.get(4);
    if (rounded > 0) {
      notes.add(
          "%,d costs have more than 18 decimals; they are rounded to them, and billed_as_sent keeps their text."
              .formatted(rounded));
    }
    if (!sql.has("score")) {
      notes.add("No row has a score, so reports show no quality.");
    }
    return new Loaded(
        kept + rejected + duplicates,
        rejected,
        duplicates,
        arms,
        overlap.suiteHashes(),
        sql.has("score") ? SCORING : null,
        new RunManifest.Parts(kept, kept - failed, failed, 0, kept, (Long) sums.get(3)),
        // where nothing is left out, what is written is what was read
        priced && rejected + duplicates > 0 ? filesUsd() : keptUsd,
        keptUsd,
        notes);
  }

  private BigDecimal filesUsd() throws SQLException {
    return (BigDecimal)
        one("select sum(billed_usd) from (%s)".formatted(sql.typed(raw.select()))).get(0);
  }

  private List<String> arms(String events) throws SQLException {
    List<String> arms =
        workbench
            .query(
                "select distinct arm from %s order by arm limit %d"
                    .formatted(events, MOST_ARMS + 1))
            .values()
            .stream()
            .map(row -> (String) row.get(0))
            .toList();
    if (arms.size() > MOST_ARMS) {
      throw new InvalidInput(
          Place.of(raw.paths().get(0), 0),
          "there are more than %,d different arms".formatted(MOST_ARMS),
          "Is 'arm' the right column? Name another: --map arm=NAME.");
    }
    return arms;
  }

  private List<Object> one(String query) throws SQLException {
    return workbench.query(query).values().get(0);
  }
}

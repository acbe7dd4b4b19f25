package dev.assay.warehouse;

import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lays down committed runs from rows that a reader can add up by hand. Its Parquet is DuckDB's own,
 * so it shares nothing with the writer of the product.
 */
public final class TinyWarehouse {
  private static final Connection WRITER = writer();

  private final Path folder;
  private final String runId;
  private final List<String> events = new ArrayList<>();
  private final List<String> scores = new ArrayList<>();
  private final TreeSet<String> arms = new TreeSet<>();
  private Instant startedAt = Instant.parse("2026-11-20T02:00:00Z");
  private String ended = "complete";
  private boolean simulated = true;
  private Map<String, String> suites = Map.of("refunds", "hash-1");

  private TinyWarehouse(Path folder, String runId) {
    this.folder = folder;
    this.runId = runId;
  }

  public static TinyWarehouse run(Path folder, String runId) {
    return new TinyWarehouse(folder, runId);
  }

  public TinyWarehouse startedAt(String time) {
    this.startedAt = Instant.parse(time);
    return this;
  }

  public TinyWarehouse ended(String reason) {
    this.ended = reason;
    return this;
  }

  public TinyWarehouse real() {
    this.simulated = false;
    return this;
  }

  public TinyWarehouse suites(Map<String, String> hashes) {
    this.suites = hashes;
    return this;
  }

  /** One attempt; what is not set has the value of a plain, answered first attempt. */
  public Event event(String arm, String caseId) {
    arms.add(arm);
    return new Event(arm, caseId);
  }

  /** A score of the call of an arm and case; null is unscored. */
  public TinyWarehouse score(String arm, String caseId, int repeat, Double score) {
    return score(arm, caseId, repeat, "exact", "scorer-1", score);
  }

  public TinyWarehouse score(
      String arm, String caseId, int repeat, String scorer, String hash, Double score) {
    scores.add(
        "('%s', '%s', '%s', '%s', %s, %s, %s, null)"
            .formatted(
                runId,
                callId(arm, caseId, repeat),
                scorer,
                hash,
                score == null ? "null::DOUBLE" : score + "::DOUBLE",
                score == null ? "null::BOOLEAN" : String.valueOf(score >= 1),
                score == null ? "'judge abstained'" : "null::VARCHAR"));
    return this;
  }

  private static String callId(String arm, String caseId, int repeat) {
    return arm + "/" + caseId + "/" + repeat;
  }

  /** Writes the Parquet files, not yet the manifest: no reader sees the run. */
  public TinyWarehouse write() {
    RunFolder run = RunFolder.of(folder, runId);
    copy(
        events,
        run.events(),
        """
        run_id, call_id, attempt, purpose, source, simulated, suite, case_id, cluster_id, repeat,
        arm, workspace, api_key_name, requested_model, route_policy, served_model, provider,
        cache_status, started_at, ttft_ms, latency_ms, prompt_tokens, completion_tokens,
        reasoning_tokens, billed_usd, computed_usd, estimated_usd, outcome, failure_kind,
        attribution, cancelled, reused_from_run""");
    copy(
        scores,
        run.scores("scoring-1"),
        "run_id, call_id, scorer, scorer_hash, score, passed, unscored_reason, detail");
    return this;
  }

  public TinyWarehouse commit() {
    write();
    try {
      RunFolder.of(folder, runId)
          .commit(
              new RunManifest(
                  runId,
                  1,
                  "test",
                  "nightly",
                  startedAt,
                  startedAt.plusSeconds(60),
                  ended,
                  simulated,
                  "direct",
                  null,
                  "twin",
                  "2026-11",
                  suites,
                  Map.of(),
                  List.copyOf(arms),
                  "scoring-1",
                  new RunManifest.Parts(events.size(), events.size(), 0, 0, events.size(), 0),
                  null,
                  null));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  private static Connection writer() {
    try {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:");
      try (Statement statement = connection.createStatement()) {
        statement.execute("set TimeZone = 'UTC'");
      }
      return connection;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void copy(List<String> rows, Path into, String columns) {
    if (rows.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(into);
      try (Statement statement = WRITER.createStatement()) {
        statement.execute(
            "copy (select * from (values %s) t(%s)) to '%s' (format parquet)"
                .formatted(String.join(",\n", rows), columns, into.resolve("part-0.parquet")));
      }
    } catch (IOException | SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** One attempt of one call, built in the words of its columns. */
  public final class Event {
    private final String arm;
    private final String caseId;
    private int repeat = 1;
    private int attempt = 1;
    private String cluster;
    private String billed = "0.001";
    private String outcome = "answered";
    private String kind;
    private String attribution;
    private String latency = "1000";
    private String ttft = "200";
    private String tokens = "81";
    private String reused;
    private boolean cancelled;

    private Event(String arm, String caseId) {
      this.arm = arm;
      this.caseId = caseId;
      this.cluster = caseId;
    }

    public Event repeat(int number) {
      this.repeat = number;
      return this;
    }

    public Event attempt(int number) {
      this.attempt = number;
      return this;
    }

    public Event cluster(String id) {
      this.cluster = id;
      return this;
    }

    /** Null is unknown. */
    public Event billed(String usd) {
      this.billed = usd;
      return this;
    }

    public Event latency(String milliseconds, String firstTokenMilliseconds) {
      this.latency = milliseconds;
      this.ttft = firstTokenMilliseconds;
      return this;
    }

    public Event failed(String failureKind, String whose) {
      this.outcome = "failed";
      this.kind = failureKind;
      this.attribution = whose;
      return unanswered();
    }

    public Event cancelled() {
      this.cancelled = true;
      return failed("cancelled", "ours");
    }

    public Event notSent() {
      this.outcome = "not_sent";
      this.attempt = 0;
      this.billed = null;
      return unanswered();
    }

    public Event reusedFrom(String run) {
      this.reused = run;
      this.billed = null;
      return this;
    }

    private Event unanswered() {
      this.tokens = null;
      this.ttft = null;
      return this;
    }

    /** Adds the row to the run. */
    public TinyWarehouse add() {
      events.add(
          "(%s)"
              .formatted(
                  String.join(
                      ", ",
                      text(runId),
                      text(callId(arm, caseId, repeat)),
                      String.valueOf(attempt),
                      "'eval'",
                      "'run'",
                      String.valueOf(simulated),
                      "'refunds'",
                      text(caseId),
                      text(cluster),
                      String.valueOf(repeat),
                      text(arm),
                      "'support'",
                      "'nightly-key'",
                      text("model-of-" + arm),
                      "'cheapest'",
                      outcome.equals("answered") ? text("model-of-" + arm) : "null::VARCHAR",
                      outcome.equals("answered") ? "'acme'" : "null::VARCHAR",
                      "null::VARCHAR",
                      outcome.equals("not_sent")
                          ? "null::TIMESTAMPTZ"
                          : "'%s'::TIMESTAMPTZ".formatted(startedAt),
                      number(ttft, "DOUBLE"),
                      outcome.equals("not_sent") ? "null::DOUBLE" : number(latency, "DOUBLE"),
                      "100::BIGINT",
                      number(tokens, "BIGINT"),
                      "null::BIGINT",
                      number(billed, "DECIMAL(38,18)"),
                      number(billed, "DECIMAL(38,18)"),
                      "0.002::DECIMAL(38,18)",
                      text(outcome),
                      text(kind),
                      text(attribution),
                      String.valueOf(cancelled),
                      text(reused))));
      return TinyWarehouse.this;
    }

    private static String text(String value) {
      return value == null ? "null::VARCHAR" : "'" + value + "'";
    }

    private static String number(String value, String type) {
      return (value == null ? "null" : value) + "::" + type;
    }
  }
}

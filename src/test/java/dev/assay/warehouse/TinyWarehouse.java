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
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Lays down committed runs from rows that a reader can add up by hand. Its Parquet is DuckDB's own,
 * so it shares nothing with the writer of the product.
 */
public final class TinyWarehouse {
  private static final Connection WRITER = writer();

  private static final String EVENT_COLUMNS =
      """
      run_id VARCHAR, call_id VARCHAR, attempt INTEGER, purpose VARCHAR, source VARCHAR,
      simulated BOOLEAN, suite VARCHAR, case_id VARCHAR, cluster_id VARCHAR, repeat INTEGER,
      arm VARCHAR, workspace VARCHAR, api_key_name VARCHAR, requested_model VARCHAR,
      route_policy VARCHAR, served_model VARCHAR, provider VARCHAR, started_at TIMESTAMPTZ,
      ttft_ms DOUBLE, latency_ms DOUBLE, prompt_tokens BIGINT, completion_tokens BIGINT,
      billed_usd DECIMAL(38;18), computed_usd DECIMAL(38;18), estimated_usd DECIMAL(38;18),
      outcome VARCHAR, failure_kind VARCHAR, attribution VARCHAR, cancelled BOOLEAN,
      reused_from_run VARCHAR, http_status INTEGER, failure_phase VARCHAR, tags VARCHAR[],
      preset VARCHAR, preset_version VARCHAR, deployment_context VARCHAR, asked_capabilities VARCHAR[],
      claimed_capabilities VARCHAR[], fallback_depth INTEGER, cache_status VARCHAR,
      finish_reason VARCHAR, queue_ms DOUBLE, retry_wait_ms DOUBLE, gateway_ms DOUBLE,
      cheapest_usd DECIMAL(38;18), cap_usd DECIMAL(38;18), tool_calls_valid BOOLEAN,
      json_valid BOOLEAN, failure_detail VARCHAR, environment VARCHAR,
      first_scoring VARCHAR, first_score DOUBLE, first_passed BOOLEAN""";

  /** Where a column stands in {@link #EVENT_COLUMNS}. */
  private static final List<String> EVENT_NAMES =
      Arrays.stream(EVENT_COLUMNS.split(",", -1))
          .map(each -> each.strip().split(" ", 2)[0])
          .toList();

  private final Path folder;
  private final String runId;
  private final List<List<String>> events = new ArrayList<>();
  private final List<List<String>> scores = new ArrayList<>();
  private final TreeSet<String> arms = new TreeSet<>();
  private Instant startedAt = Instant.parse("2026-11-20T02:00:00Z");
  private String ended = "complete";
  private boolean simulated = true;
  private boolean carriesScores;
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

  /** Its events repeat what the only scorer of an answer said, as those of a run of ours do. */
  public TinyWarehouse carryingScores() {
    this.carriesScores = true;
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
    return scoreCall(callId(arm, caseId, repeat), scorer, hash, score);
  }

  /** A score of a call whose id is not the usual one. */
  public TinyWarehouse scoreCall(String callId, double score) {
    return scoreCall(callId, "exact", "scorer-1", score);
  }

  private TinyWarehouse scoreCall(String callId, String scorer, String hash, Double score) {
    scores.add(
        Arrays.asList(
            runId,
            callId,
            scorer,
            hash,
            score == null ? null : String.valueOf(score),
            score == null ? null : String.valueOf(score >= 1),
            score == null ? "judge abstained" : null,
            null));
    return this;
  }

  private static String callId(String arm, String caseId, int repeat) {
    return arm + "/" + caseId + "/" + repeat;
  }

  /** Writes the Parquet files, not yet the manifest: no reader sees the run. */
  public TinyWarehouse write() {
    RunFolder run = RunFolder.of(folder, runId);
    if (carriesScores) {
      events.forEach(this::carryScore);
    }
    copy(events, run.events(), EVENT_COLUMNS);
    copy(
        scores,
        run.scores("scoring-1"),
        """
        run_id VARCHAR, call_id VARCHAR, scorer VARCHAR, scorer_hash VARCHAR, score DOUBLE,
        passed BOOLEAN, unscored_reason VARCHAR, detail VARCHAR""");
    return this;
  }

  private void carryScore(List<String> event) {
    List<List<String>> judged =
        scores.stream()
            .filter(score -> score.get(1).equals(event.get(EVENT_NAMES.indexOf("call_id"))))
            .toList();
    if (judged.size() == 1 && event.get(EVENT_NAMES.indexOf("outcome")).equals("answered")) {
      event.set(EVENT_NAMES.indexOf("first_scoring"), "scoring-1");
      event.set(EVENT_NAMES.indexOf("first_score"), judged.get(0).get(4));
      event.set(EVENT_NAMES.indexOf("first_passed"), judged.get(0).get(5));
    }
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

  private static void copy(List<List<String>> rows, Path into, String typedColumns) {
    if (rows.isEmpty()) {
      return;
    }
    List<String[]> columns =
        Arrays.stream(typedColumns.split(",", -1)).map(each -> each.strip().split(" ", 2)).toList();
    String texts =
        columns.stream().map(each -> each[0] + " VARCHAR").collect(Collectors.joining(", "));
    String casts =
        columns.stream()
            .map(each -> "cast(%1$s as %2$s) as %1$s".formatted(each[0], each[1].replace(';', ',')))
            .collect(Collectors.joining(", "));
    try (Statement statement = WRITER.createStatement()) {
      Files.createDirectories(into);
      statement.execute("create or replace table texts (%s)".formatted(texts));
      append(rows);
      statement.execute(
          "copy (select %s from texts) to '%s' (format parquet)"
              .formatted(casts, into.resolve("part-0.parquet")));
    } catch (IOException | SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void append(List<List<String>> rows) throws SQLException {
    try (DuckDBAppender appender = WRITER.unwrap(DuckDBConnection.class).createAppender("texts")) {
      for (List<String> row : rows) {
        appender.beginRow();
        for (String value : row) {
          if (value == null) {
            appender.appendNull();
          } else {
            appender.append(value);
          }
        }
        appender.endRow();
      }
    }
  }

  /** One attempt of one call, built in the words of its columns. */
  public final class Event {
    private final String arm;
    private final String caseId;
    private int repeat = 1;
    private int attempt = 1;
    private String purpose = "eval";
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
    private String status;
    private String phase;
    private final Map<String, String> others = new HashMap<>();
    private String started;
    private List<String> tags = List.of();

    private Event(String arm, String caseId) {
      this.arm = arm;
      this.caseId = caseId;
      this.cluster = caseId;
      this.started = startedAt.toString();
    }

    /** Null where the attempt tells no time; at first when its run started. */
    public Event startedAt(String time) {
      this.started = time;
      return this;
    }

    public Event tags(String... of) {
      this.tags = List.of(of);
      return this;
    }

    public Event repeat(int number) {
      this.repeat = number;
      return this;
    }

    public Event purpose(String why) {
      this.purpose = why;
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

    /** How a failure showed. */
    public Event refused(int httpStatus, String failurePhase) {
      this.status = String.valueOf(httpStatus);
      this.phase = failurePhase;
      return this;
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

    /** Whatever else a row can say, by the name of its column; null is unknown. */
    public Event with(String column, String value) {
      if (!EVENT_NAMES.contains(column)) {
        throw new IllegalArgumentException("there is no column " + column);
      }
      others.put(column, value);
      return this;
    }

    private Event unanswered() {
      this.tokens = null;
      this.ttft = null;
      return this;
    }

    /** Adds the row to the run. */
    public TinyWarehouse add() {
      boolean answered = outcome.equals("answered");
      boolean sent = !outcome.equals("not_sent");
      List<String> row = new ArrayList<>(Collections.nCopies(EVENT_NAMES.size(), null));
      List<String> usual =
          Arrays.asList(
              runId,
              callId(arm, caseId, repeat),
              String.valueOf(attempt),
              purpose,
              "run",
              String.valueOf(simulated),
              "refunds",
              caseId,
              cluster,
              String.valueOf(repeat),
              arm,
              "support",
              "nightly-key",
              "model-of-" + arm,
              "cheapest",
              answered ? "model-of-" + arm : null,
              answered ? "acme" : null,
              sent ? started : null,
              ttft,
              sent ? latency : null,
              "100",
              tokens,
              billed,
              billed,
              "0.002",
              outcome,
              kind,
              attribution,
              String.valueOf(cancelled),
              reused,
              status,
              phase,
              "[" + String.join(", ", tags) + "]");
      IntStream.range(0, usual.size()).forEach(i -> row.set(i, usual.get(i)));
      others.forEach((column, value) -> row.set(EVENT_NAMES.indexOf(column), value));
      events.add(row);
      return TinyWarehouse.this;
    }
  }
}

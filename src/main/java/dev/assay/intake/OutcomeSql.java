package dev.assay.intake;

import dev.assay.usage.UsageEvent;
import dev.assay.warehouse.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a row of text becomes an outcome: the value of each column, what is wrong with a row, and the
 * rows that are published of it.
 */
final class OutcomeSql {
  /** More for one answer is a mistake of unit or of sign somewhere, not a price. */
  private static final String DEAREST_USD = "10000";

  private static final String MONEY = "DECIMAL(38,18)";
  private static final String TIME = "TIMESTAMP WITH TIME ZONE";

  /** What stops a statement that meets a faulty row. */
  static final String FAULTY = "a row is faulty";

  private final Set<String> columns;
  private final ImportRequest request;
  private final FileKind kind;
  private final String suite;
  private final boolean namesScorers;

  /**
   * What the columns of some files mean.
   *
   * @param suite the suite of rows that name none
   */
  OutcomeSql(RawRows rows, ImportRequest request, FileKind kind, String suite) {
    this.columns = rows.columns();
    this.request = request;
    this.kind = kind;
    this.suite = suite;
    this.namesScorers = rows.namesScorers();
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  /**
   * Every row with its values, null where unknown, and what is wrong with it, null where nothing.
   */
  String typed(String rows) {
    return """
        select _file, _row, %s, arm_said as arm, %s, %s as fault
        from (select raw.*, %s from (%s) as raw) as raw"""
        .formatted(texts(), values(), fault(), casts(), rows);
  }

  private String texts() {
    return all(
        as("suite", "coalesce(%s, %s)".formatted(text("suite"), Workbench.text(suite))),
        as("item_id", text("item_id")),
        as("cluster_id", has("cluster") ? "coalesce(cluster, item_id)" : "item_id"),
        as("error", text("error")),
        as("model", text("model")),
        as("provider", text("provider")),
        as("policy", text("policy")),
        as("output", text("output")),
        as("scorer", scorer()));
  }

  /** Each text read once; one that cannot be read is null here, and told by its fault. */
  private String casts() {
    return all(
        as("arm_said", arm()),
        as("repeat_read", cast("repeat", "INTEGER")),
        as("score_read", score()),
        as("passed_read", cast("passed", "BOOLEAN")),
        as("failed_read", cast("failed", "BOOLEAN")),
        as("cost_usd_read", cast("cost_usd", MONEY)),
        as("latency_ms_read", cast("latency_ms", "DOUBLE")),
        as("ttft_ms_read", cast("ttft_ms", "DOUBLE")),
        as("prompt_tokens_read", cast("prompt_tokens", "BIGINT")),
        as("completion_tokens_read", cast("completion_tokens", "BIGINT")),
        as("started_at_read", cast("started_at", TIME)));
  }

  private String values() {
    String byScore = "score_read >= " + request.passAt().toPlainString();
    return all(
        as("repeat", has("repeat") ? "coalesce(repeat_read, 1)" : "1"),
        as("score", "score_read"),
        as("passed", has("passed") ? "coalesce(passed_read, %s)".formatted(byScore) : byScore),
        as("failed", "coalesce(failed_read, false)"),
        as("billed_usd", "cost_usd_read"),
        as("billed_as_sent", asSent()),
        as("latency_ms", "latency_ms_read"),
        as("ttft_ms", "ttft_ms_read"),
        as("prompt_tokens", "prompt_tokens_read"),
        as("completion_tokens", "completion_tokens_read"),
        as("started_at", "started_at_read"));
  }

  private static String all(String... columns) {
    return String.join(", ", columns);
  }

  private static String as(String name, String value) {
    return value + " as " + name;
  }

  private String text(String column) {
    return has(column) ? "raw." + column : "cast(null as VARCHAR)";
  }

  private String cast(String column, String type) {
    return has(column)
        ? "try_cast(raw.%s as %s)".formatted(column, type)
        : "cast(null as %s)".formatted(type);
  }

  private String arm() {
    if (request.arm() == null) {
      return text("arm");
    }
    String said = Workbench.text(request.arm());
    return kind == FileKind.OUTCOMES && has("arm") ? "coalesce(raw.arm, %s)".formatted(said) : said;
  }

  /** On the scale from 0 to 1. */
  private String score() {
    if (!has("score")) {
      return "cast(null as DOUBLE)";
    }
    String worst = request.worst().toPlainString();
    String best = request.best().toPlainString();
    return worst.equals("0") && best.equals("1")
        ? "coalesce(try_cast(raw.score as DOUBLE), case lower(raw.score) when 'true' then 1.0 when 'false' then 0.0 end)"
        : "(try_cast(raw.score as DOUBLE) - cast(%1$s as DOUBLE)) / (cast(%2$s as DOUBLE) - cast(%1$s as DOUBLE))"
            .formatted(worst, best);
  }

  private String asSent() {
    return has("cost_usd")
        ? Reading.textIfLonger("raw.cost_usd", "cost_usd_read")
        : "cast(null as VARCHAR)";
  }

  private String scorer() {
    String only = Workbench.text(request.score() == null ? "score" : request.score());
    return namesScorers ? "coalesce(raw._scorer, %s)".formatted(only) : only;
  }

  private String fault() {
    List<String> cases = new ArrayList<>();
    cases.add(when("raw.item_id is null", "'item_id is empty. Every row needs one'"));
    cases.add(when("arm_said is null", "'arm is empty. Every row needs one, or say --arm NAME'"));
    if (has("repeat")) {
      cases.add(
          when(
              "raw.repeat is not null and coalesce(repeat_read, 0) < 1",
              told("repeat", "is no whole number from 1")));
    }
    for (String column : List.of("failed", "passed")) {
      if (has(column)) {
        cases.add(
            when(
                "raw.%1$s is not null and %1$s_read is null".formatted(column),
                told(column, "is neither true nor false")));
      }
    }
    if (has("score")) {
      cases.add(
          when(
              "raw.score is not null and not coalesce(isfinite(score_read), false)",
              told("score", "is no number. Leave it empty where there is no score")));
    }
    if (has("score") && has("failed")) {
      cases.add(
          when(
              "failed_read and score_read <> 0",
              told("score", "is not 0, and the row says that the call failed")));
    }
    if (has("cost_usd")) {
      addMoney(cases);
    }
    for (String column : List.of("latency_ms", "ttft_ms")) {
      if (has(column)) {
        cases.add(
            when(
                "raw.%1$s is not null and not coalesce(isfinite(%1$s_read) and %1$s_read >= 0, false)"
                    .formatted(column),
                told(column, "is no number of milliseconds")));
      }
    }
    for (String column : List.of("prompt_tokens", "completion_tokens")) {
      if (has(column)) {
        cases.add(
            when(
                "raw.%1$s is not null and not coalesce(%1$s_read = try_cast(raw.%1$s as DOUBLE) and %1$s_read >= 0, false)"
                    .formatted(column),
                told(column, "is no whole number of tokens")));
      }
    }
    if (has("started_at")) {
      cases.add(
          when(
              "raw.started_at is not null and not coalesce(isfinite(started_at_read), false)",
              told("started_at", "is no time. Write it as 2026-11-21T07:26:35Z")));
    }
    return "case %s end".formatted(String.join("\n", cases));
  }

  private void addMoney(List<String> cases) {
    cases.add(
        when(
            "raw.cost_usd is not null and (cost_usd_read is null or contains(raw.cost_usd, '_'))",
            told("cost_usd", "is no amount. Write digits and a point, without a currency sign")));
    cases.add(
        when(
            "cost_usd_read < 0", told("cost_usd", "is negative. An answer costs nothing or more")));
    cases.add(
        when(
            "cost_usd_read > " + DEAREST_USD,
            told("cost_usd", "is more than %s USD for one answer".formatted(DEAREST_USD))));
    if (has("currency")) {
      cases.add(
          when(
              "raw.cost_usd is not null and raw.currency <> 'USD' and upper(trim(raw.currency)) <> 'USD'",
              told("currency", "is not USD. Convert the amounts at the rate you were billed at")));
    }
  }

  private static String when(String condition, String reason) {
    return "when %s then %s".formatted(condition, reason);
  }

  private static String told(String column, String fault) {
    return "concat('%1$s is ''', left(raw.%1$s, 40), ''', which %2$s')".formatted(column, fault);
  }

  /** Typed rows of which none is faulty; a statement that meets one that is stops. */
  static String sound(String typed) {
    return "(select * from (%s) where if(fault is null, true, error('%s')))"
        .formatted(typed, FAULTY);
  }

  /** What is asked of a run's rows: unique in it, whatever stands in a name. */
  private static final String CALL_ID =
      "concat(suite, '/', item_id, '/', arm, '/', repeat, '/', strlen(suite), '-', strlen(item_id))";

  /** The usage events of typed rows; columns that no row says anything in are left out. */
  String events(String rows, String runId) {
    List<String> select = new ArrayList<>();
    select.add(as("run_id", Workbench.text(runId)));
    select.add(as("call_id", CALL_ID));
    select.add("cast(1 as INTEGER) as attempt");
    select.add("'eval' as purpose");
    select.add(as("source", Workbench.text("import:" + kind.word())));
    select.add("false as simulated");
    select.add("suite");
    select.add("item_id as case_id");
    select.add("cluster_id");
    select.add("repeat");
    select.add("cast([] as VARCHAR[]) as tags");
    select.add("arm");
    if (has("model")) {
      select.add("model as requested_model");
    }
    if (has("policy")) {
      select.add("policy as route_policy");
    }
    for (String same :
        List.of(
            "provider",
            "started_at",
            "ttft_ms",
            "latency_ms",
            "prompt_tokens",
            "completion_tokens")) {
      if (has(same)) {
        select.add(same);
      }
    }
    if (has("cost_usd")) {
      select.add("billed_usd");
      select.add("billed_as_sent");
      select.add("if(billed_usd is null, 'unknown', 'import') as cost_source");
    }
    select.add(
        "if(failed, '%s', '%s') as outcome".formatted(UsageEvent.FAILED, UsageEvent.ANSWERED));
    if (has("error")) {
      select.add("if(failed, error, null) as failure_detail");
    }
    select.add("false as cancelled");
    return "select %s from %s".formatted(String.join(", ", select), rows);
  }

  /** The scores of typed rows that were answered. */
  String scores(String rows, String runId) {
    String grader =
        "import:%s %s..%s pass at %s "
            .formatted(
                kind.word(),
                request.worst().toPlainString(),
                request.best().toPlainString(),
                request.passAt().toPlainString());
    return """
        select %s as run_id, %s as call_id, scorer, sha256(concat(%s, scorer)) as scorer_hash, score,
          passed, if(score is null, 'the import has no score', null) as unscored_reason
        from %s where not failed"""
        .formatted(Workbench.text(runId), CALL_ID, Workbench.text(grader), rows);
  }

  /** The answers of typed rows that have a text. */
  String answers(String rows, String runId) {
    return "select %s as run_id, %s as call_id, output as text from %s where not failed and output is not null"
        .formatted(Workbench.text(runId), CALL_ID, rows);
  }
}

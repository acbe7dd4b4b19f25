package dev.assay.warehouse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The part of a warehouse that a report looks at: some of its runs, and of their attempts those
 * that match.
 *
 * @param runs their ids
 * @param soFar the ids of those that may hold what came before as well, for a report that compares
 * @param from the first moment an attempt may have started; null where any is early enough
 * @param to the first moment that is too late; null where none is
 * @param suites an attempt is of one of these; empty where it may be of any, likewise arms
 * @param tags an attempt has one of these; empty where it need have none
 * @param scoring the name of a scoring, or how it begins; null is each run's newest
 */
public record Excerpt(
    List<String> runs,
    List<String> soFar,
    Instant from,
    Instant to,
    List<String> suites,
    List<String> arms,
    List<String> tags,
    String scoring) {
  public Excerpt {
    runs = List.copyOf(runs);
    soFar = List.copyOf(soFar);
    suites = List.copyOf(suites);
    arms = List.copyOf(arms);
    tags = List.copyOf(tags);
  }

  /** Some runs with all their rows. */
  public static Excerpt ofRuns(List<String> runs) {
    return new Excerpt(runs, runs, null, null, List.of(), List.of(), List.of(), null);
  }

  /** The same part of other runs. */
  public Excerpt of(List<String> otherRuns, List<String> otherSoFar) {
    return new Excerpt(otherRuns, otherSoFar, from, to, suites, arms, tags, scoring);
  }

  /** The same part with all that came before it. */
  Excerpt withWhatCameBefore() {
    return new Excerpt(soFar, soFar, null, to, suites, arms, tags, scoring);
  }

  public Excerpt between(Instant first, Instant end) {
    return new Excerpt(runs, soFar, first, end, suites, arms, tags, scoring);
  }

  public Excerpt only(List<String> ofSuites, List<String> ofArms, List<String> withTags) {
    return new Excerpt(runs, soFar, from, to, ofSuites, ofArms, withTags, scoring);
  }

  public Excerpt scoredBy(String beginning) {
    return new Excerpt(runs, soFar, from, to, suites, arms, tags, beginning);
  }

  /** Whether it leaves out rows of its runs. */
  boolean narrowsRows() {
    return isOfATime() || !suites.isEmpty() || !arms.isEmpty() || !tags.isEmpty();
  }

  /** Whether it leaves out rows by when they were. */
  boolean isOfATime() {
    return from != null || to != null;
  }

  /**
   * A select of those rows of a table that match.
   *
   * @param events the matching usage events, for tables whose rows belong to one
   * @param runStarts when each run started, which counts for a row that tells no time; of the
   *     events of a time, those runs that have such an attempt
   */
  String narrowed(RunTable table, String all, String events, Map<String, Instant> runStarts) {
    return switch (table) {
      case USAGE_EVENTS -> attempts(all, runStarts);
      case SCORES, ANSWERS ->
          "select * from %s semi join %s using (run_id, call_id)".formatted(all, events);
      case PREFERENCES ->
          "select * from %s where %s".formatted(all, conditionOfPreferences(runStarts));
      case ADJUSTMENTS ->
          "select * from %s semi join %s using (run_id, call_id, attempt)".formatted(all, events);
      case STATEMENTS -> ofTheTime(all, "period_start");
      case CHARGES -> ofTheTime(all, "charged_at");
      // what a key may spend was so before it was listed
      case KEY_CARDS -> "select * from %s".formatted(all);
    };
  }

  /** Books know no suites, arms and tags: of a part that names some they are none. */
  private String ofTheTime(String all, String column) {
    boolean named = !suites.isEmpty() || !arms.isEmpty() || !tags.isEmpty();
    return "select * from %s where %s"
        .formatted(
            all,
            named
                ? "false"
                : "%1$s >= %2$s and %1$s < %3$s"
                    .formatted(column, moment(from, "-infinity"), moment(to, "infinity")));
  }

  /**
   * Attempts that tell no time are asked for by themselves: then files of other times stay unread.
   */
  private String attempts(String all, Map<String, Instant> runStarts) {
    List<String> conditions = new ArrayList<>();
    among("suite", suites, conditions);
    among("arm", arms, conditions);
    if (!tags.isEmpty()) {
      conditions.add("list_has_any(tags, [%s])".formatted(RowFiles.quoted(tags)));
    }
    if (!isOfATime()) {
      return "select * from %s where %s".formatted(all, String.join(" and ", conditions));
    }
    String others = conditions.stream().map(" and "::concat).collect(Collectors.joining());
    String dated =
        "select * from %1$s where started_at >= %2$s and started_at < %3$s%4$s"
            .formatted(all, moment(from, "-infinity"), moment(to, "infinity"), others);
    String then = startedThen(runStarts);
    return then.equals("false")
        ? dated
        : "%s union all select * from %s where started_at is null and %s%s"
            .formatted(dated, all, then, others);
  }

  /** A choice is of the time of its run, of both its models, and has no tag. */
  private String conditionOfPreferences(Map<String, Instant> runStarts) {
    List<String> conditions = new ArrayList<>();
    conditions.add(startedThen(runStarts));
    among("suite", suites, conditions);
    if (!arms.isEmpty()) {
      conditions.add("(model_a in (%1$s) or model_b in (%1$s))".formatted(RowFiles.quoted(arms)));
    }
    if (!tags.isEmpty()) {
      conditions.add("false");
    }
    return String.join(" and ", conditions);
  }

  private String startedThen(Map<String, Instant> runStarts) {
    List<String> then =
        runStarts.entrySet().stream()
            .filter(run -> covers(run.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return then.isEmpty() ? "false" : "run_id in (%s)".formatted(RowFiles.quoted(then));
  }

  private boolean covers(Instant time) {
    return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
  }

  private static String moment(Instant time, String unbounded) {
    return "TIMESTAMPTZ '%s'".formatted(time == null ? unbounded : time);
  }

  private static void among(String column, List<String> values, List<String> conditions) {
    if (!values.isEmpty()) {
      conditions.add("%s in (%s)".formatted(column, RowFiles.quoted(values)));
    }
  }
}

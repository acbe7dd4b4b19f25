package dev.assay.cli;

import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.plan.Past;
import dev.assay.plan.SpendSoFar;
import dev.assay.plan.TokenHistory;
import dev.assay.plan.TokenHistory.Observation;
import dev.assay.policy.SpendLimit;
import dev.assay.problem.InvalidInput;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the runs of a warehouse tell about the next one.
 *
 * @param fault why they could not be read, so that nothing is known of them; empty where they were
 */
record PastRuns(Past past, Optional<String> fault) {
  /** What providers change, they change slowly: older runs would tell of other models. */
  private static final int NEWEST_RUNS = 20;

  private static final Sql TOKENS =
      Sql.typed(
          """
          with
          newest as (
              select run_id from runs where simulated = $1 order by started_at desc limit %d
          )
          select
              run_id, suite, case_id, requested_model, arm, count(*),
              avg(prompt_tokens)::DOUBLE,
              avg(coalesce(cached_tokens, 0))::DOUBLE,
              avg(coalesce(cache_write_tokens, 0))::DOUBLE,
              avg(completion_tokens)::DOUBLE,
              avg(coalesce(reasoning_tokens, 0))::DOUBLE,
              var_samp(completion_tokens)::DOUBLE,
              avg(latency_ms)::DOUBLE
          from usage_events
          semi join newest using (run_id)
          where outcome = 'answered' and attempt > 0 and reused_from_run is null
            and prompt_tokens is not null and completion_tokens is not null
            and list_contains(string_split($2, chr(10)), suite)
            and list_contains(string_split($3, chr(10)), requested_model)
          group by run_id, suite, case_id, requested_model, arm
          order by run_id, suite, case_id, requested_model, arm"""
              .formatted(NEWEST_RUNS));

  private static final PastRuns NONE = new PastRuns(Past.UNKNOWN, Optional.empty());

  /**
   * Reads them; a warehouse that cannot be read keeps nobody from planning.
   *
   * @param suites by name
   */
  static PastRuns of(Path warehouse, Job job, List<String> suites) {
    Instant now = Instant.now();
    // what a twin answered tells nothing of a real gateway, nor the other way round
    boolean simulated = job.gateway().isEmbedded();
    try {
      if (RunFolder.committed(warehouse).isEmpty()) {
        SpendSoFar nothing = new SpendSoFar(MonthSpend.month(now), Usd.ZERO);
        Map<SpendLimit, Usd> nothingOfLimits =
            job.floor().limits().stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), limit -> Usd.ZERO));
        return new PastRuns(
            new Past(TokenHistory.NONE, nothing, nothingOfLimits), Optional.empty());
      }
      try (Warehouse opened = Warehouse.open(warehouse)) {
        return new PastRuns(
            new Past(
                TokenHistory.of(observations(opened, job, suites, simulated)),
                MonthSpend.in(opened, now, simulated),
                MonthSpend.ofLimits(opened, job.floor().limits(), now, simulated)),
            Optional.empty());
      }
    } catch (InvalidInput | IOException unreadable) {
      return new PastRuns(
          NONE.past(),
          Optional.of(
              "Earlier runs cannot be read, so nothing is known of them: "
                  + unreadable.getMessage()));
    }
  }

  /** Begins to load what reading takes longest to load, where there is something to read. */
  static void loadAhead(Path warehouse) {
    if (Files.isDirectory(warehouse)) {
      Ahead.load(Warehouse::load);
    }
  }

  private static List<Observation> observations(
      Warehouse warehouse, Job job, List<String> suites, boolean simulated) {
    List<String> models =
        job.arms().stream().map(arm -> arm.candidate().model()).distinct().toList();
    return warehouse
        .query(TOKENS, simulated, String.join("\n", suites), String.join("\n", models))
        .values()
        .stream()
        .map(PastRuns::observation)
        .toList();
  }

  private static Observation observation(List<Object> row) {
    return new Observation(
        (String) row.get(0),
        (String) row.get(1),
        (String) row.get(2),
        (String) row.get(3),
        (String) row.get(4),
        (Long) row.get(5),
        (Double) row.get(6),
        (Double) row.get(7),
        (Double) row.get(8),
        (Double) row.get(9),
        (Double) row.get(10),
        (Double) row.get(11),
        (Double) row.get(12));
  }
}

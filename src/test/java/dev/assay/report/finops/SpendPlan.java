package dev.assay.report.finops;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Thirteen months of a company's traffic before it is written down, and what is planted in it: a
 * price change, a day out of line, a key that runs away, a new model and one that is given up. The
 * same seed makes the same plan. {@link #ROWS} makes requests of its {@link Cell}s in DuckDB, so
 * that few rows for tests and ten million for a measurement are the same story.
 *
 * @param priceChange from the first day of the last month the first model costs so many times more
 * @param oddDay in the second to last month
 * @param oddKey has so many times its usual requests then
 * @param runaway has so many times its usual requests from {@code runsFrom} to the end
 */
record SpendPlan(
    long seed,
    List<Key> keys,
    double priceChange,
    LocalDate oddDay,
    Key oddKey,
    double oddFactor,
    Key runaway,
    LocalDate runsFrom,
    double runawayFactor) {
  static final LocalDate FIRST_DAY = LocalDate.of(2025, 10, 1);
  static final LocalDate LAST_MONTH = LocalDate.of(2026, 10, 1);
  static final LocalDate END_DAY = LocalDate.of(2026, 11, 1);

  /** What all keys together are sent on a plain working day, relative to the share of a key. */
  private static final int KEYS = 48;

  private static final double ZIPF = 1.1;
  private static final double DAILY_NOISE = 0.2;
  private static final List<String> WORKSPACES =
      List.of("customers", "research", "regulated", "creative", "evaluation");
  private static final List<String> TEAMS =
      List.of("assistant", "search", "studio", "data", "platform", "growth");

  /** Prices in US dollars per million tokens; the last two come and go. */
  static final List<Model> MODELS =
      List.of(
          new Model("anthropic/claude-sonnet-4-5", "anthropic", "amazon-bedrock", 3, 0.3, 15),
          new Model("openai/gpt-4o", "openai", "azure", 2.5, 1.25, 10),
          new Model("openai/gpt-4o-mini", "openai", "azure", 0.15, 0.075, 0.6),
          new Model(
              "google/gemini-2.0-flash", "google-ai-studio", "google-vertex", 0.1, 0.025, 0.4),
          new Model("mistralai/mistral-large", "mistral", "azure", 2, 2, 6),
          new Model("acme/retired-1", "acme", "acme", 1, 0.5, 4),
          new Model("acme/new-1", "acme", "acme", 1.5, 0.5, 5));

  private static final int RETIRED = 5;
  private static final int NEW = 6;

  /** A model with its first provider and the one it falls back to. */
  record Model(
      String name,
      String provider,
      String fallback,
      double usdPerMillionFresh,
      double usdPerMillionCached,
      double usdPerMillionCompletion) {}

  /**
   * @param team null where nobody said whose it is
   * @param share of all requests
   * @param model the one it asks most, by its place in {@link #MODELS}; others get a third
   */
  record Key(
      String name,
      String workspace,
      String environment,
      String team,
      double share,
      int model,
      int otherModel) {}

  /**
   * What one key asks of one model on one day.
   *
   * @param requests as a share of what all keys ask on a plain working day
   * @param promptTokens of a request on average, of which a fifth are cached
   */
  record Cell(
      LocalDate day,
      Key key,
      Model model,
      double requests,
      long promptTokens,
      long completionTokens,
      double priceFactor) {}

  static SpendPlan of(long seed) {
    Random chance = new Random(seed);
    double all = IntStream.range(0, KEYS).mapToDouble(SpendPlan::weight).sum();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      String environment = i % 4 == 3 ? "staging" : i % 7 == 5 ? "development" : "production";
      String team = i % 5 == 4 ? null : TEAMS.get(chance.nextInt(TEAMS.size()));
      keys.add(
          new Key(
              "%s-%s-%02d".formatted(environment, team == null ? "shared" : team, i),
              WORKSPACES.get(i < 5 ? i : chance.nextInt(WORKSPACES.size())),
              environment,
              team,
              weight(i) / all,
              i < 7 ? i % 5 : chance.nextInt(5),
              chance.nextInt(5)));
    }
    LocalDate oddDay = LocalDate.of(2026, 9, 7).plusDays(chance.nextInt(20));
    while (oddDay.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0) {
      oddDay = oddDay.plusDays(1);
    }
    return new SpendPlan(
        seed,
        List.copyOf(keys),
        1.25,
        oddDay,
        dearOne(keys.subList(1, 5), chance),
        6,
        dearOne(keys.subList(5, 9), chance),
        LAST_MONTH.plusDays(9 + chance.nextInt(8)),
        12);
  }

  /**
   * One that mostly asks a model of a dollar or more. Of a cheap one even many times the requests
   * come to less than the five dollars a day under which nobody is to be woken.
   */
  private static Key dearOne(List<Key> keys, Random chance) {
    List<Key> dear =
        keys.stream().filter(key -> MODELS.get(key.model()).usdPerMillionFresh() >= 1).toList();
    return dear.get(chance.nextInt(dear.size()));
  }

  private static double weight(int rank) {
    return Math.pow(rank + 1, -ZIPF);
  }

  /** Every cell that has requests, day by day. */
  List<Cell> cells() {
    Random chance = new Random(seed + 1);
    List<Cell> cells = new ArrayList<>();
    for (LocalDate day = FIRST_DAY; day.isBefore(END_DAY); day = day.plusDays(1)) {
      for (Key key : keys) {
        double requests =
            key.share()
                * weekday(day, key)
                * Math.exp(DAILY_NOISE * chance.nextGaussian())
                * planted(day, key);
        add(cells, day, key, key.model(), requests * 0.6);
        add(cells, day, key, key.otherModel(), requests * 0.3);
        add(cells, day, key, day.isBefore(LAST_MONTH) ? RETIRED : NEW, requests * 0.1);
      }
    }
    return cells;
  }

  private void add(List<Cell> cells, LocalDate day, Key key, int model, double requests) {
    boolean dearer = model == 0 && !day.isBefore(LAST_MONTH);
    cells.add(
        new Cell(
            day,
            key,
            MODELS.get(model),
            requests,
            800 + 40L * keys.indexOf(key),
            200 + 10L * keys.indexOf(key),
            dearer ? priceChange : 1));
  }

  private static double weekday(LocalDate day, Key key) {
    boolean aroundTheClock = key.environment().equals("staging");
    return switch (day.getDayOfWeek()) {
      case SATURDAY -> aroundTheClock ? 0.9 : 0.45;
      case SUNDAY -> aroundTheClock ? 0.9 : 0.35;
      case FRIDAY -> 0.9;
      default -> 1;
    };
  }

  private double planted(LocalDate day, Key key) {
    if (key.equals(oddKey) && day.equals(oddDay)) {
      return oddFactor;
    }
    return key.equals(runaway) && !day.isBefore(runsFrom) ? runawayFactor : 1;
  }

  /** What is in there, as JSON. */
  String truth() {
    return String.format(
        Locale.ROOT,
        """
        {
          "seed": %d,
          "keys": %d,
          "price-change": {"model": "%s", "from": "%s", "factor": %.2f},
          "odd-day": {"day": "%s", "key": "%s", "workspace": "%s", "times-its-requests": %.1f},
          "runaway-key": {"key": "%s", "workspace": "%s", "from": "%s", "times-its-requests": %.1f},
          "new-model": "%s",
          "retired-model": "%s"
        }""",
        seed,
        keys.size(),
        MODELS.get(0).name(),
        LAST_MONTH,
        priceChange,
        oddDay,
        oddKey.name(),
        oddKey.workspace(),
        oddFactor,
        runaway.name(),
        runaway.workspace(),
        runsFrom,
        runawayFactor,
        MODELS.get(NEW).name(),
        MODELS.get(RETIRED).name());
  }

  /** The table that {@link #ROWS} reads; a cell has {@code requests} whole ones. */
  static final String CELLS =
      """
      create or replace table cells (
        cell INTEGER, day DATE, api_key_name VARCHAR, workspace VARCHAR, environment VARCHAR, team VARCHAR,
        model VARCHAR, provider VARCHAR, fallback VARCHAR, requests INTEGER, prompt_tokens BIGINT,
        completion_tokens BIGINT, usd_fresh DECIMAL(18,12), usd_cached DECIMAL(18,12),
        usd_completion DECIMAL(18,12), price_factor DECIMAL(6,2))""";

  /**
   * One row per attempt of the cells of some days. Of a hundred requests two fail and are tried
   * again (one of them refused, one broken off and of unknown cost), three are answered by the
   * fallback, two are cut short; one in two hundred is asked twice. Format arguments: run id, seed,
   * first day, end day.
   */
  static final String ROWS =
      """
      with
      requests as (
        select cells.*, i, hash(i * 31 + cell * 1009 + %2$d * 7919) as h
        from cells, unnest(range(cells.requests)) as numbers(i)
        where day >= DATE '%3$s' and day < DATE '%4$s'
      ),
      sized as (
        select
          *,
          (prompt_tokens * (500 + h %% 1001) // 1000)::BIGINT as prompt,
          (completion_tokens * (500 + (h // 1024) %% 1001) // 1000)::BIGINT as completion,
          (h // 16) %% 100 < 2 as is_retried,
          (h // 2048) %% 100 < 3 as is_fallback,
          (h // 65536) %% 100 < 2 as is_cut,
          (h // 1048576) %% 200 < 1 as is_twice
        from requests
      ),
      tries as (
        select *, 1 as attempt, true as has_failed, 0 as copy from sized where is_retried
        union all by name
        select *, if(is_retried, 2, 1) as attempt, false as has_failed, 0 as copy from sized
        union all by name
        select *, 1 as attempt, false as has_failed, 1 as copy from sized where is_twice
      )
      select
        '%1$s' as run_id,
        concat('call-', cell, '-', i, '-', copy) as call_id,
        attempt::INTEGER as attempt,
        'production' as purpose,
        'import:openrouter-logs' as source,
        false as simulated,
        'production' as suite,
        concat('case-', cell, '-', i) as case_id,
        concat('case-', cell, '-', i) as cluster_id,
        1::INTEGER as repeat,
        []::VARCHAR[] as tags,
        case h %% 3 when 0 then 'chat' when 1 then 'summarise' else 'classify' end as category,
        model as arm,
        'acme' as organization,
        workspace,
        environment,
        team,
        concat('customer-', (h // 128) %% 200) as customer,
        api_key_name,
        concat('app-', cell %% 9) as app,
        model as requested_model,
        'openrouter' as transport,
        if(h %% 10 = 0, 'flex', 'default') as service_tier,
        if(has_failed, null, model) as served_model,
        if(has_failed, null, if(is_fallback, fallback, provider)) as provider,
        is_fallback::INTEGER as fallback_depth,
        concat('gen-', md5(concat(%2$d, '/', cell, '/', i, '/', attempt, '/', copy))) as generation_id,
        if(has_failed, 'error', if(is_cut, 'length', 'stop')) as finish_reason,
        timestamptz '1970-01-01 00:00:00+00' + to_microseconds(
          epoch_us(day) + 1000000 * ((h // 256) %% 86390 + attempt + copy)::BIGINT) as started_at,
        (400 + (h // 32) %% 4000)::DOUBLE as latency_ms,
        if(has_failed, null, prompt) as prompt_tokens,
        if(has_failed, null, prompt // 5) as cached_tokens,
        if(has_failed, null, 0)::BIGINT as cache_write_tokens,
        if(has_failed, null, completion) as completion_tokens,
        if(has_failed, null, completion // 4) as reasoning_tokens,
        if(
          has_failed,
          null,
          price_factor * (
            (prompt - prompt // 5)::DECIMAL(9,0) * usd_fresh + (prompt // 5)::DECIMAL(9,0) * usd_cached
            + completion::DECIMAL(9,0) * usd_completion
          )
        )::DECIMAL(38,18) as billed_usd,
        if(has_failed, 'unknown', 'import') as cost_source,
        if(has_failed, 'failed', 'answered') as outcome,
        if(not has_failed, null, if(h %% 2 = 0, 'rate_limited', 'stream_interrupted')) as failure_kind,
        if(not has_failed, null, if(h %% 2 = 0, 'http', 'stream')) as failure_phase,
        if(has_failed, 'upstream', null) as attribution,
        if(has_failed, if(h %% 2 = 0, 429, 200), 200)::INTEGER as http_status,
        false as cancelled,
        'logs.csv' as origin_file,
        i::BIGINT as origin_row
      from tries
      """;
}

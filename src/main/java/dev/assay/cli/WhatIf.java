package dev.assay.cli;

import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import dev.assay.problem.Place;
import dev.assay.report.Table;
import dev.assay.report.Table.Column;
import dev.assay.usage.Repricing;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prices stored usage anew, arm by arm and model by model.
 *
 * <p>Attempts that any of the prices charges alike are added up by the database before they are
 * priced, which loses nothing: a cost is linear in its tokens.
 */
final class WhatIf {
  private final Repricing repricing;
  private final Map<Key, Sums> sums =
      new TreeMap<>(Comparator.comparing(Key::arm).thenComparing(Key::model));
  private final Map<String, Long> whyNot = new TreeMap<>();
  private final Sums total = new Sums();
  private long byLaterPrice;

  /** A line of the answer. */
  private record Key(String arm, String model) {}

  /** What is added up for a line; each sum knows how many attempts it lacks. */
  private static final class Sums {
    private long attempts;
    private long billedUnknown;
    private long computedUnknown;
    private long unpriceable;
    private long compared;
    private Usd billed = Usd.ZERO;
    private Usd computed = Usd.ZERO;
    private Usd whatIf = Usd.ZERO;
    private Usd change = Usd.ZERO;

    private void add(long count, BigDecimal billedUsd, BigDecimal computedUsd, Usd repriced) {
      attempts += count;
      billedUnknown += billedUsd == null ? count : 0;
      computedUnknown += computedUsd == null ? count : 0;
      unpriceable += repriced == null ? count : 0;
      billed = billedUsd == null ? billed : billed.plus(new Usd(billedUsd));
      computed = computedUsd == null ? computed : computed.plus(new Usd(computedUsd));
      whatIf = repriced == null ? whatIf : whatIf.plus(repriced);
      if (billedUsd != null && repriced != null) {
        compared += count;
        change = change.plus(repriced.minus(new Usd(billedUsd)));
      }
    }

    private List<Object> row(String arm, String model) {
      return Arrays.asList(
          arm,
          model,
          attempts,
          known(billed, attempts - billedUnknown),
          billedUnknown,
          known(computed, attempts - computedUnknown),
          computedUnknown,
          known(whatIf, attempts - unpriceable),
          unpriceable,
          known(change, compared));
    }

    /** A sum of nothing is unknown, not zero. */
    private static BigDecimal known(Usd sum, long of) {
      return of == 0 ? null : sum.amount();
    }
  }

  private WhatIf(Repricing repricing) {
    this.repricing = repricing;
  }

  /**
   * The answer over the runs in scope.
   *
   * @param from the first day (UTC), null for the first there is; likewise to, the last
   */
  static Table of(
      Repricing repricing, Warehouse warehouse, LocalDate from, LocalDate to, List<String> notes) {
    WhatIf whatIf = new WhatIf(repricing);
    Rows rows = warehouse.query(new Sql(whatIf.sql(from, to), Place.setting("whatif")));
    rows.values().forEach(whatIf::add);
    return whatIf.table(notes);
  }

  /** One row per group that every price charges alike. */
  private String sql(LocalDate from, LocalDate to) {
    String tiers =
        repricing.promptTiers().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String tier =
        tiers.isEmpty()
            ? "0"
            : "len(list_filter([%s]::BIGINT[], lambda above: prompt_tokens > above))"
                .formatted(tiers);
    return """
        with
        attempts as (
            select
                arm,
                coalesce(served_model, requested_model) as model,
                provider, endpoint_tag, service_tier,
                cache_status = 'HIT' as from_cache,
                date_trunc('%s', started_at) as started,
                %s as prompt_tier,
                case
                    when started_at is null then 'their start is unknown'
                    when cache_status = 'HIT' then null
                    when prompt_tokens is null or completion_tokens is null
                        then 'their tokens are unknown'
                    when greatest(prompt_tokens, completion_tokens) > 1000000000
                        then 'they claim more than a billion tokens each'
                    when coalesce(cached_tokens, 0) + coalesce(cache_write_tokens, 0) > prompt_tokens
                        or coalesce(reasoning_tokens, 0) > completion_tokens
                        or least(prompt_tokens, completion_tokens, coalesce(cached_tokens, 0),
                            coalesce(cache_write_tokens, 0), coalesce(reasoning_tokens, 0)) < 0
                        then 'their token counts contradict each other'
                end as fault,
                coalesce(prompt_tokens, 0) as prompt,
                coalesce(cached_tokens, 0) as cached,
                coalesce(cache_write_tokens, 0) as cache_write,
                coalesce(completion_tokens, 0) as completion,
                coalesce(reasoning_tokens, 0) as reasoning,
                billed_usd,
                computed_usd
            from usage_events
            join runs_in_scope using (run_id)
            where outcome <> 'not_sent' and reused_from_run is null%s%s
        )
        select
            arm, model, provider, endpoint_tag, service_tier, from_cache, started, fault,
            max(prompt) as prompt_of_one,
            sum(prompt) as prompt, sum(cached) as cached, sum(cache_write) as cache_write,
            sum(completion) as completion, sum(reasoning) as reasoning,
            count(*) as calls, sum(billed_usd) as billed, sum(computed_usd) as computed
        from attempts
        group by arm, model, provider, endpoint_tag, service_tier, from_cache, started, fault,
            prompt_tier, billed_usd is null, computed_usd is null
        """
        .formatted(
            repricing.dependsOnTheHour() ? "minute" : "day",
            tier,
            from == null ? "" : " and started_at >= TIMESTAMPTZ '%s 00:00:00+00'".formatted(from),
            to == null
                ? ""
                : " and started_at < TIMESTAMPTZ '%s 00:00:00+00'".formatted(to.plusDays(1)));
  }

  private void add(List<Object> row) {
    String fault = (String) row.get(7);
    long count = (Long) row.get(14);
    Usd repriced = null;
    if (Boolean.TRUE.equals(row.get(5)) && fault == null) {
      // the gateway's response cache answered: no model ran, whatever its price
      repriced = Usd.ZERO;
    } else if (fault == null) {
      Repricing.Answer answer = repricing.price(calls(row, count));
      fault = answer.whyNot();
      repriced = answer.usd();
      byLaterPrice += answer.isByLaterPrice() ? count : 0;
    }
    if (fault != null) {
      whyNot.merge(fault, count, Long::sum);
    }
    BigDecimal billed = (BigDecimal) row.get(15);
    BigDecimal computed = (BigDecimal) row.get(16);
    sums.computeIfAbsent(
            new Key(String.valueOf(row.get(0)), String.valueOf(row.get(1))), key -> new Sums())
        .add(count, billed, computed, repriced);
    total.add(count, billed, computed, repriced);
  }

  private static Repricing.Calls calls(List<Object> row, long count) {
    long[] tokens = IntStream.range(8, 14).mapToLong(i -> (Long) row.get(i)).toArray();
    return new Repricing.Calls(
        (String) row.get(1),
        (String) row.get(2),
        (String) row.get(3),
        (String) row.get(4),
        ((OffsetDateTime) row.get(6)).toInstant(),
        tokens[0],
        new TokenUse(tokens[1], tokens[2], tokens[3], tokens[4], tokens[5]),
        count);
  }

  private Table table(List<String> notes) {
    List<List<Object>> rows = new ArrayList<>();
    sums.forEach((key, each) -> rows.add(each.row(key.arm(), key.model())));
    rows.add(total.row("total", null));
    List<String> all = new ArrayList<>(notes);
    whyNot.forEach(
        (why, count) ->
            all.add(
                "%,d attempt%s cannot be priced: %s."
                    .formatted(count, count == 1 ? "" : "s", why)));
    if (byLaterPrice > 0) {
      all.add(
          "%,d attempt%s by the first price there is, which begins later."
              .formatted(byLaterPrice, byLaterPrice == 1 ? " is priced" : "s are priced"));
    }
    return new Table(
        "What if",
        List.of(
            new Column("arm", ""),
            new Column("model", "that served, else that was asked"),
            new Column("attempts", "sent; what was reused or replayed is not counted"),
            new Column("billed_usd", "as the gateway said"),
            new Column("billed_unknown", "attempts without a billed cost"),
            new Column("computed_usd", "as the run computed it from its own catalog"),
            new Column("computed_unknown", "attempts without a computed cost"),
            new Column("what_if_usd", "by the prices given"),
            new Column("unpriceable", "attempts they have no price for, in no sum"),
            new Column(
                "change_usd", "what-if less billed, over the attempts of which both are known")),
        rows,
        all);
  }
}

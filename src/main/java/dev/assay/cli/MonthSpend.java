package dev.assay.cli;

import dev.assay.money.Usd;
import dev.assay.plan.SpendSoFar;
import dev.assay.policy.SpendLimit;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the runs of a warehouse have cost in the month that is running, and since other days. */
final class MonthSpend {
  private static final Sql SPENT =
      Sql.typed(
          """
          select
              coalesce(sum(coalesce(billed_usd, computed_usd)), 0),
              count(*) filter (
                  where attempt > 0 and reused_from_run is null
                  and billed_usd is null and computed_usd is null)
          from usage_events
          where started_at >= $1 and simulated = $2""");

  private static final String SPENT_BY_HOLDER =
      """
      select coalesce(sum(coalesce(billed_usd, computed_usd)), 0)
      from usage_events
      where started_at >= $1 and simulated = $2 and %s = $3""";

  /** Where a row names who pays, by what a limit calls it. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          "organisation", "organization",
          "workspace", "workspace",
          "member", "member",
          "key", "api_key_name");

  private static final Pattern HOLDER =
      Pattern.compile("(?<kind>organisation|workspace|member|key) '(?<name>.*)'");

  private MonthSpend() {}

  /**
   * @param simulated play money and real money are not added up; this says which is counted
   */
  static SpendSoFar in(Warehouse warehouse, Instant now, boolean simulated) {
    YearMonth month = month(now);
    List<Object> spent =
        warehouse
            .query(SPENT, month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC), simulated)
            .values()
            .get(0);
    return new SpendSoFar(month, new Usd((BigDecimal) spent.get(0)), (Long) spent.get(1));
  }

  /** What has been spent of each budget of guardrails since it began anew. */
  static Map<SpendLimit, Usd> ofLimits(
      Warehouse warehouse, List<SpendLimit> limits, Instant now, boolean simulated) {
    Map<SpendLimit, Usd> spent = new HashMap<>();
    for (SpendLimit limit : limits) {
      Matcher holder = HOLDER.matcher(limit.holder());
      if (holder.matches()) {
        Sql since = Sql.typed(SPENT_BY_HOLDER.formatted(COLUMNS.get(holder.group("kind"))));
        LocalDate begun =
            limit.reset().begunOn(LocalDate.ofInstant(now, ZoneOffset.UTC)).orElse(LocalDate.EPOCH);
        Object usd =
            warehouse
                .query(
                    since,
                    begun.atStartOfDay().atOffset(ZoneOffset.UTC),
                    simulated,
                    holder.group("name"))
                .values()
                .get(0)
                .get(0);
        spent.put(limit, new Usd((BigDecimal) usd));
      }
    }
    return spent;
  }

  static YearMonth month(Instant now) {
    return YearMonth.from(now.atOffset(ZoneOffset.UTC));
  }
}

package dev.assay.cli;

import dev.assay.money.Usd;
import dev.assay.plan.SpendSoFar;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/** What the runs of a warehouse have cost in the month that is running. */
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

  static YearMonth month(Instant now) {
    return YearMonth.from(now.atOffset(ZoneOffset.UTC));
  }
}

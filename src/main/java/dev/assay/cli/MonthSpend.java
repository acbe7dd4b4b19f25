package dev.assay.cli;

import dev.assay.money.Usd;
import dev.assay.plan.SpendSoFar;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** What the runs of a warehouse have cost in the month that is running. */
final class MonthSpend {
  private static final Sql SPENT =
      Sql.typed(
          """
          select coalesce(sum(coalesce(billed_usd, computed_usd)), 0)
          from usage_events
          where started_at >= $1 and simulated = $2""");

  private MonthSpend() {}

  /**
   * @param simulated play money and real money are not added up; this says which is counted
   */
  static SpendSoFar in(Path folder, Instant now, Boolean simulated) throws IOException {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Object spent =
          warehouse
              .query(SPENT, month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC), simulated)
              .values()
              .get(0)
              .get(0);
      return new SpendSoFar(month, new Usd((BigDecimal) spent));
    }
  }
}

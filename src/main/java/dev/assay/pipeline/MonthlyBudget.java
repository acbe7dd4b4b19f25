package dev.assay.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.money.Usd;
import dev.assay.plan.SpendSoFar;
import dev.assay.usage.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Says when the spend of the month reaches half, four fifths and all of its budget: once each, and
 * of several at the same moment only the highest.
 *
 * <p>Every alert is a line of the run's {@link RunFolder#alerts}, written before it is told.
 */
final class MonthlyBudget {
  private static final int[] PERCENTS = {50, 80, 100};
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final Path file;
  private final SpendSoFar before;
  private final Usd budget;
  private final Consumer<BudgetAlert> told;
  private int next;

  /**
   * @param file where alerts are written
   */
  MonthlyBudget(Path file, SpendSoFar before, Usd budget, Consumer<BudgetAlert> told) {
    this.file = file;
    this.before = before;
    this.budget = budget;
    this.told = told;
  }

  /** Takes note of what the run has spent by now. */
  synchronized void spent(Usd byTheRun, Instant at) {
    Usd spent = before.usd().plus(byTheRun);
    int reached = 0;
    while (next < PERCENTS.length && reaches(spent, PERCENTS[next])) {
      reached = PERCENTS[next++];
    }
    if (reached > 0) {
      BudgetAlert alert = new BudgetAlert(at, before.month(), reached, spent, budget);
      write(alert);
      told.accept(alert);
    }
  }

  private boolean reaches(Usd spent, int percent) {
    BigDecimal part = budget.amount().multiply(BigDecimal.valueOf(percent));
    return spent.amount().multiply(HUNDRED).compareTo(part) >= 0;
  }

  private void write(BudgetAlert alert) {
    String line =
        JsonNodeFactory.instance
            .objectNode()
            .put("at", alert.at().toString())
            .put("event", "monthly_budget")
            .put("month", alert.month().toString())
            .put("percent", alert.percent())
            .put("spent_usd", alert.spent().amount())
            .put("budget_usd", alert.budget().amount())
            .toString();
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Cannot write the alerts in %s: %s".formatted(file, cause.getMessage()), cause);
    }
  }
}

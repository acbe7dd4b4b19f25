package dev.assay.pipeline;

import dev.assay.catalog.Catalog;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.ComputedCost;
import java.util.Optional;

/**
 * What an attempt counts for against the budget: what the gateway said, else the most it can have
 * been. Rows are not made of this; there an unknown cost stays unknown.
 */
final class BudgetCharge {
  private static final int FIRST_ERROR_STATUS = 400;

  private final ComputedCost computed;

  BudgetCharge(Catalog catalog) {
    this.computed = new ComputedCost(catalog);
  }

  /** The charge, or nothing where not even a bound is known. */
  Optional<Usd> of(PlannedCall call, Outcome outcome) {
    Exchange exchange = outcome.exchange();
    if (exchange.charge().billed() != null) {
      return Optional.of(exchange.charge().billed());
    }
    boolean neverServed = outcome.fold(answer -> false, BudgetCharge::wasTurnedAway);
    return neverServed
        ? Optional.of(Usd.ZERO)
        : computed
            .of(exchange)
            .or(() -> computed.atMost(call.question().candidate().model(), exchange));
  }

  /** An error status means that no model ran: gateways bill successful runs only. */
  private static boolean wasTurnedAway(Outcome.Failure failure) {
    Integer status = failure.exchange().httpStatus();
    return failure.phase() == FailurePhase.CONNECT
        || (status != null && status >= FIRST_ERROR_STATUS);
  }
}

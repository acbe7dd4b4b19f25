package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.plan.CallId;
import dev.assay.plan.Plan;
import dev.assay.plan.PlannedCall;

/** The calls of a plan. */
public record PlannedCalls(Plan plan) implements Calls {
  public PlannedCalls {
    requireNonNull(plan, "plan");
  }

  @Override
  public long size() {
    return plan.size();
  }

  @Override
  public PlannedCall call(long index) {
    return plan.call(index);
  }

  @Override
  public CallId id(long index) {
    return plan.callId(index);
  }
}

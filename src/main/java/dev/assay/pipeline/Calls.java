package dev.assay.pipeline;

import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import java.io.Serializable;

/** The planned calls of a run, each computed when it is needed. */
public interface Calls extends Serializable {
  long size();

  /** The call of this number in the plan, from 0. */
  PlannedCall call(long index);

  /** The id of that call; cheaper than the call where that can be. */
  default CallId id(long index) {
    return call(index).id();
  }
}

package dev.assay.gateway;

import dev.assay.plan.CallId;

/**
 * The session a call asks in: one for each call, so that a gateway's stickiness does not tie
 * repeats to one provider, and the same for all turns and attempts of it.
 */
public final class SessionId {
  private SessionId() {}

  public static String of(CallId call) {
    return "assay-" + call.value();
  }
}

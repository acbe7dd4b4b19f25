package dev.assay.gateway;

import dev.assay.plan.CallId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names one attempt to the gateway, as X-Request-ID. Whoever knows run, call and attempt can tell
 * the name, so that an attempt whose outcome was lost is still found in the gateway's books.
 */
public final class TraceId {
  private TraceId() {}

  /** A UUID made of a hash; attempts are never numbered twice, so it is one attempt's own. */
  public static String of(String runId, CallId call, int attempt) {
    String named = runId + "/" + call.value() + "/" + attempt;
    return UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)).toString();
  }
}

package dev.assay.gateway;

import dev.assay.policy.CallRules;
import java.io.Serializable;
import java.time.Duration;

/**
 * How long each phase of an attempt may last.
 *
 * @param connect until the connection stands, its TLS handshake included
 * @param firstToken from the request to the first token of a stream; comments that keep the line
 *     open are none
 * @param idle between two pieces of an answer that has begun
 * @param total from the request to the end of the answer
 */
public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration total)
    implements Serializable {
  /** Long enough for a reasoning model under load; a job that knows better says so. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(90),
          Duration.ofSeconds(60),
          Duration.ofSeconds(300));

  public Timeouts {
    requirePositive("connect", connect);
    requirePositive("first token", firstToken);
    requirePositive("idle", idle);
    requirePositive("total", total);
  }

  /** Those that a policy states, and these where it states none. */
  Timeouts under(CallRules rules) {
    return new Timeouts(
        connect,
        stated(rules.firstToken(), firstToken),
        stated(rules.idle(), idle),
        stated(rules.total(), total));
  }

  private static Duration stated(Duration byPolicy, Duration otherwise) {
    return byPolicy == null ? otherwise : byPolicy;
  }

  private static void requirePositive(String phase, Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException(
          "Invalid %s timeout %s: a timeout is longer than zero".formatted(phase, timeout));
    }
  }
}

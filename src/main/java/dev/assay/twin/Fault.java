package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One thing that goes wrong, how often, where and when.
 *
 * @param rate the share of the calls it strikes, from 0 to 1
 * @param model null strikes every model; provider likewise
 * @param fromSecond counted from the start of the twin on its scaled clock, as is untilSecond
 * @param untilSecond null never ends
 * @param retryAfterSeconds what the refusal tells its client; null tells nothing
 * @param seconds how long it takes, for the kinds that take time
 * @param factor on the price, for a price change
 * @param servedModel who answers instead, for a wrong model; null lets the dice choose
 */
public record Fault(
    FaultKind kind,
    double rate,
    String model,
    String provider,
    double fromSecond,
    Double untilSecond,
    Integer retryAfterSeconds,
    double seconds,
    BigDecimal factor,
    String servedModel) {

  /** How long an endpoint counts as out of order after its outage has ended, in seconds. */
  private static final double REMEMBERED_SECONDS = 30;

  /** How long an outage lasts before the routing knows of it, in seconds. */
  private static final double NOTICED_SECONDS = 5;

  private static final BigDecimal MOST_FACTOR = BigDecimal.valueOf(100);

  public Fault {
    requireNonNull(kind, "kind");
  }

  /** One item of a scenario's list; without a known kind there is no fault. */
  static Optional<Fault> read(Section section) {
    if (!section.has("fault")) {
      section.problem("fault", "'fault' is missing", "Add 'fault:' and what goes wrong.");
    }
    return section.choice("fault", FaultKind.class).map(kind -> read(section, kind));
  }

  private static Fault read(Section section, FaultKind kind) {
    boolean isPrice = kind == FaultKind.PRICE_CHANGE;
    Double until =
        section.has("until-second") ? Bounds.zeroOrMore(section, "until-second", 0) : null;
    Fault fault =
        new Fault(
            kind,
            isPrice ? 1 : Bounds.share(section, "rate", 1),
            section.text("model").orElse(null),
            section.text("provider").orElse(null),
            Bounds.zeroOrMore(section, "from-second", 0),
            until,
            kind.tellsWhenToRetry()
                ? section.wholeNumber("retry-after-seconds").orElse(null)
                : null,
            kind.takesTime() ? Bounds.zeroOrMore(section, "seconds", 30) : 0,
            isPrice ? factor(section) : null,
            kind == FaultKind.WRONG_MODEL ? section.text("served-model").orElse(null) : null);
    section.refuseUnknownKeys();
    return fault;
  }

  private static BigDecimal factor(Section section) {
    if (!section.has("factor")) {
      section.problem(
          "factor",
          "'factor' is missing",
          "Write what the price is multiplied by, e.g. 'factor: 1.25'.");
    }
    return Bounds.between(section, "factor", BigDecimal.ZERO, MOST_FACTOR, BigDecimal.ONE);
  }

  boolean concerns(String modelId, String providerSlug) {
    return (model == null || model.equals(modelId))
        && (provider == null || provider.equals(providerSlug));
  }

  boolean isOnAt(double second) {
    return second >= fromSecond && (untilSecond == null || second < untilSecond);
  }

  /** Whether it is a whole outage of a provider, and one the routing knows of by now. */
  boolean isKnownOutageAt(double second) {
    return kind.stage() == FaultKind.Stage.PROVIDER
        && rate >= 1
        && second >= fromSecond + NOTICED_SECONDS
        && (untilSecond == null || second < untilSecond + REMEMBERED_SECONDS);
  }
}

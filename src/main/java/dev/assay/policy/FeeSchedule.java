package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.problem.Place;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * What a gateway charges beside the usage itself, each term from a day on, and what is committed to
 * be spent.
 *
 * @param system whose terms they are, as rows name it
 * @param promptLogging whether prompts may be logged, for a discount
 */
public record FeeSchedule(
    String system,
    Plan plan,
    boolean promptLogging,
    List<PlatformFee> platformFees,
    List<ByokFee> byokFees,
    List<LoggingDiscount> loggingDiscounts,
    List<Commitment> commitments) {

  /** The contract with the gateway. */
  public enum Plan {
    PAY_AS_YOU_GO,
    ENTERPRISE
  }

  /** What an allowance counts. */
  public enum Basis {
    REQUESTS,
    LIST_COST
  }

  /**
   * On each purchase of credits.
   *
   * @param paidBy the way of paying it is for; null for any that has no term of its own
   * @param minimum of one purchase
   */
  public record PlatformFee(
      LocalDate validFrom, String paidBy, BigDecimal percent, Usd minimum, Place place) {}

  /**
   * On what own keys cost at list price, once a month's allowance is used up.
   *
   * @param allowance of a calendar month, requests or US dollars at list price
   */
  public record ByokFee(
      LocalDate validFrom,
      BigDecimal percent,
      Basis basis,
      Map<Plan, BigDecimal> allowance,
      Place place) {
    public ByokFee {
      allowance = Map.copyOf(allowance);
    }
  }

  /** On usage, where prompts may be logged. */
  public record LoggingDiscount(LocalDate validFrom, BigDecimal percent, Place place) {}

  /**
   * Money that is to be spent at a provider by a day.
   *
   * @param from the first day on which spending counts to it
   * @param to the last
   */
  public record Commitment(
      String name, String provider, Usd usd, LocalDate from, LocalDate to, Place place) {}

  public FeeSchedule {
    requireNonNull(system, "system");
    requireNonNull(plan, "plan");
    platformFees = List.copyOf(platformFees);
    byokFees = List.copyOf(byokFees);
    loggingDiscounts = List.copyOf(loggingDiscounts);
    commitments = List.copyOf(commitments);
  }
}

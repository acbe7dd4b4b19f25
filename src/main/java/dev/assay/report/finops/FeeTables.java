package dev.assay.report.finops;

import dev.assay.policy.FeeSchedule;
import dev.assay.policy.FeeSchedule.Basis;
import dev.assay.policy.FeeSchedule.ByokFee;
import dev.assay.policy.FeeSchedule.LoggingDiscount;
import dev.assay.policy.FeeSchedule.PlatformFee;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a schedule of fees says, as tables that reports read. */
final class FeeTables {
  private FeeTables() {}

  /**
   * A term of the schedule with the days on which it holds.
   *
   * @param kind platform, byok or logging
   * @param paidBy the way of paying it is for; null for any that has no term of its own
   * @param rate as a share: 0.055 is 5.5 %
   * @param minimumUsd of one purchase; null where the term is for none
   * @param basis what the allowance counts: requests or list_cost; null where there is none
   * @param allowance of a calendar month
   * @param validTo the first day on which another term holds; null while it holds
   * @param inForce false of a discount that is not had
   */
  record FeeTerm(
      String system,
      String kind,
      String paidBy,
      BigDecimal rate,
      BigDecimal minimumUsd,
      String basis,
      BigDecimal allowance,
      LocalDate validFrom,
      LocalDate validTo,
      boolean inForce,
      String statedAt) {}

  /**
   * Money that is to be spent at a provider.
   *
   * @param firstDay from which spending counts to it
   * @param endDay the first day on which it no longer does
   */
  record Commitment(
      String name,
      String provider,
      BigDecimal amountUsd,
      LocalDate firstDay,
      LocalDate endDay,
      String statedAt) {}

  static List<FeeTerm> terms(FeeSchedule schedule) {
    List<FeeTerm> terms = new ArrayList<>();
    for (PlatformFee fee : schedule.platformFees()) {
      terms.add(
          new FeeTerm(
              schedule.system(),
              "platform",
              fee.paidBy(),
              share(fee.percent()),
              fee.minimum().amount(),
              null,
              null,
              fee.validFrom(),
              next(
                  fee.validFrom(),
                  schedule.platformFees().stream()
                      .filter(sameWay(fee))
                      .map(PlatformFee::validFrom)),
              true,
              fee.place().brief()));
    }
    for (ByokFee fee : schedule.byokFees()) {
      terms.add(
          new FeeTerm(
              schedule.system(),
              "byok",
              null,
              share(fee.percent()),
              null,
              fee.basis() == Basis.REQUESTS ? "requests" : "list_cost",
              fee.allowance().get(schedule.plan()),
              fee.validFrom(),
              next(fee.validFrom(), schedule.byokFees().stream().map(ByokFee::validFrom)),
              true,
              fee.place().brief()));
    }
    for (LoggingDiscount discount : schedule.loggingDiscounts()) {
      terms.add(
          new FeeTerm(
              schedule.system(),
              "logging",
              null,
              share(discount.percent()),
              null,
              null,
              null,
              discount.validFrom(),
              next(
                  discount.validFrom(),
                  schedule.loggingDiscounts().stream().map(LoggingDiscount::validFrom)),
              schedule.promptLogging(),
              discount.place().brief()));
    }
    return terms;
  }

  static List<Commitment> commitments(FeeSchedule schedule) {
    return schedule.commitments().stream()
        .map(
            each ->
                new Commitment(
                    each.name(),
                    each.provider(),
                    each.usd().amount(),
                    each.from(),
                    each.to().plusDays(1),
                    each.place().brief()))
        .toList();
  }

  private static Predicate<PlatformFee> sameWay(PlatformFee fee) {
    return other -> Objects.equals(other.paidBy(), fee.paidBy());
  }

  private static BigDecimal share(BigDecimal percent) {
    return percent.movePointLeft(2);
  }

  private static LocalDate next(LocalDate day, Stream<LocalDate> days) {
    return days.filter(each -> each.isAfter(day)).min(LocalDate::compareTo).orElse(null);
  }
}

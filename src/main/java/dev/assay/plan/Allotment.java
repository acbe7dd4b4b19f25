package dev.assay.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.catalog.Fingerprint;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;

/**
 * Which arms ask a case: all that ask every case, and one of those that divide the cases between
 * them by weight.
 *
 * <p>The same case falls to the same arm in every run of a job, and so do all cases of one cluster
 * (a conversation, a document), which are not independent. Another job's name shuffles anew, so
 * that no case is the favourite of every experiment.
 */
record Allotment(String experiment, List<ArmInPlan> everyCase, List<ArmInPlan> sharing)
    implements Serializable {
  private static final int HEX_DIGITS = 15;
  private static final BigDecimal HIGHEST = BigDecimal.valueOf(1L << (4 * HEX_DIGITS));

  Allotment {
    everyCase = List.copyOf(everyCase);
    sharing = List.copyOf(sharing);
  }

  static Allotment of(String experiment, List<ArmInPlan> arms) {
    return new Allotment(
        experiment,
        arms.stream().filter(each -> each.arm().share() == null).toList(),
        arms.stream()
            .filter(each -> each.arm().share() != null)
            // a job whose arms change places allots the same
            .sorted(Comparator.comparing(each -> each.arm().name()))
            .toList());
  }

  /** How many arms ask a case, the same for each. */
  int armsPerCase() {
    return everyCase.size() + (sharing.isEmpty() ? 0 : 1);
  }

  /** One of the arms that ask a case, by its number from 0. */
  ArmInPlan arm(CaseInPlan asked, int number) {
    return number < everyCase.size() ? everyCase.get(number) : sharer(asked);
  }

  boolean asks(ArmInPlan arm, CaseInPlan asked) {
    return arm.arm().share() == null || sharer(asked).equals(arm);
  }

  private ArmInPlan sharer(CaseInPlan asked) {
    BigDecimal all =
        sharing.stream().map(each -> each.arm().share()).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal point = point(asked).multiply(all, MathContext.DECIMAL64);
    for (ArmInPlan each : sharing) {
      point = point.subtract(each.arm().share());
      if (point.signum() < 0) {
        return each;
      }
    }
    return sharing.get(sharing.size() - 1);
  }

  /** From 0 to less than 1, evenly over all clusters. */
  private BigDecimal point(CaseInPlan asked) {
    String hash =
        Fingerprint.of(
            JsonNodeFactory.instance
                .arrayNode()
                .add(experiment)
                .add(asked.suite().name())
                .add(asked.prompt().clusterId()));
    return BigDecimal.valueOf(Long.parseLong(hash.substring(0, HEX_DIGITS), 16))
        .divide(HIGHEST, MathContext.DECIMAL64);
  }
}

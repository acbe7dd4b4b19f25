package dev.assay.intake;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What became of the rows of an import and of their money. Money is null where no row names any.
 *
 * @param filesUsd before: what all rows of the files name
 * @param keptUsd after: what the rows of the run name
 * @param otherCurrencies what rejected rows name in other currencies, by currency; in no other sum
 */
public record Tally(
    long read,
    long kept,
    long duplicates,
    long rejected,
    BigDecimal filesUsd,
    BigDecimal keptUsd,
    BigDecimal duplicateUsd,
    BigDecimal rejectedUsd,
    Map<String, BigDecimal> otherCurrencies) {
  public Tally {
    otherCurrencies = Map.copyOf(otherCurrencies);
    if (read != kept + duplicates + rejected) {
      throw new IllegalStateException(
          "Of %d rows read, %d are kept, %d duplicates and %d rejected"
              .formatted(read, kept, duplicates, rejected));
    }
    if (filesUsd != null
        && filesUsd.compareTo(or0(keptUsd).add(or0(duplicateUsd)).add(or0(rejectedUsd))) != 0) {
      throw new IllegalStateException(
          "Of %s USD in the files, %s are kept, %s in duplicates and %s rejected"
              .formatted(filesUsd, keptUsd, duplicateUsd, rejectedUsd));
    }
  }

  private static BigDecimal or0(BigDecimal usd) {
    return usd == null ? BigDecimal.ZERO : usd;
  }
}

package dev.assay.render;

import java.math.BigDecimal;
import java.util.List;

/** An amount of money within a sentence. */
public final class Dollars {
  private Dollars() {}

  /** Rounded for reading, like a column of money; "-" where it is unknown. */
  public static String rounded(BigDecimal usd) {
    return usd == null ? Figures.UNKNOWN : Figures.of("_usd", List.of(usd)).write(usd);
  }
}

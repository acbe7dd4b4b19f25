package dev.assay.plan;

import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a use of tokens costs an arm and how often it is paid: many calls use as many tokens, and
 * exact dollars are slow to add.
 */
final class PricedUse {
  private final Usd whole;
  private final Usd perToken;
  private final double dollars;
  private final double dollarsPerToken;
  private final double variance;
  private long times;
  private double partsOfAToken;

  PricedUse(TokenUse use, ArmPrices prices) {
    this.whole = prices.expected(use);
    this.perToken = prices.expected(oneTokenMore(use)).minus(whole);
    this.dollars = whole.amount().doubleValue();
    this.dollarsPerToken = perToken.amount().doubleValue();
    this.variance = prices.variance(use);
  }

  private static TokenUse oneTokenMore(TokenUse use) {
    return new TokenUse(
        use.prompt(), use.cached(), use.cacheWrite(), use.completion() + 1, use.reasoning());
  }

  /**
   * Counts it so often.
   *
   * @param partOfAToken of output more, since a mean need not be whole
   */
  void pay(int often, double partOfAToken) {
    times += often;
    partsOfAToken += often * partOfAToken;
  }

  /** All that is paid for it, exactly but for parts of a token. */
  Usd sum() {
    Usd parts =
        partsOfAToken == 0
            ? Usd.ZERO
            : new Usd(
                perToken
                    .amount()
                    .multiply(BigDecimal.valueOf(partsOfAToken))
                    .setScale(Usd.DECIMALS, RoundingMode.HALF_EVEN));
    return whole.times(times).plus(parts);
  }

  /** Of one call, in US dollars. */
  double dollars(double partOfAToken) {
    return dollars + partOfAToken * dollarsPerToken;
  }

  /** Of one token of output, in US dollars. */
  double dollarsPerToken() {
    return dollarsPerToken;
  }

  /** That comes of not knowing who serves one call, in dollars squared. */
  double variance() {
    return variance;
  }
}

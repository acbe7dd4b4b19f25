package dev.assay.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model's win rate would be if its answers were as long as the other's: {@code logit P(model
 * wins) = m + b tanh(d / s)}, where d is how much longer its answer is and s the standard deviation
 * of d over the prompts; the rate at d = 0 is that of m.
 *
 * <p>The form is that of AlpacaEval 2 for one pair of models, without its terms for the difficulty
 * of a prompt and without regularisation.
 */
public record LengthControl(List<Duel> duels) {
  /** Fewer prompts than this fit the line too loosely for an interval. */
  public static final int LEAST_PROMPTS = 30;

  /** What rounding alone may leave of residuals that are all 0. */
  private static final double NO_ERROR = 1e-9;

  /**
   * Prompts on which the same happened.
   *
   * @param score 1 the model won, 0 it lost; a tie is 0.5
   * @param lengthDifference its answer's length less the other's
   * @param times how many prompts these are
   * @param cluster what they share a source with; null for prompts that stand alone
   */
  public record Duel(double score, double lengthDifference, int times, String cluster) {
    public Duel {
      if (!(score >= 0 && score <= 1 && Double.isFinite(lengthDifference) && times > 0)) {
        throw new IllegalArgumentException(
            "Invalid duel: score %s, length difference %s, %d times"
                .formatted(score, lengthDifference, times));
      }
    }
  }

  public LengthControl {
    duels = List.copyOf(duels);
  }

  /**
   * The win rate at equal lengths. Its interval is made on the scale of log odds from an error that
   * trusts neither the form of the spread nor the prompts of a cluster to be independent.
   */
  public Estimate winRate(double confidence) {
    int n = duels.stream().mapToInt(Duel::times).sum();
    if (n == 0) {
      return Estimate.withoutInterval(Double.NaN, 0, "lengths unknown");
    }
    double deviation = deviation(n);
    if (!(deviation > 0)) {
      return Estimate.withoutInterval(Double.NaN, n, "all length differences alike");
    }
    LogisticLine.Sample sample = sample(deviation);
    Optional<LogisticLine> fitted = LogisticLine.through(sample);
    if (fitted.isEmpty()) {
      return Estimate.withoutInterval(
          Double.NaN, n, "separable, a difference in length parts wins from losses");
    }
    LogisticLine line = fitted.get();
    double rate = line.at(0);
    if (n < LEAST_PROMPTS) {
      return Estimate.withoutInterval(rate, n, "fewer than %d prompts".formatted(LEAST_PROMPTS));
    }
    Map<String, Double> clusters = new HashMap<>();
    double squares = 0;
    int units = 0;
    LogisticLine.Inverse inverse = line.inverseInformation(sample);
    for (int i = 0; i < duels.size(); i++) {
      Duel duel = duels.get(i);
      double x = sample.x(i);
      double pull =
          (duel.score() - line.at(x)) * (inverse.levelByLevel() + inverse.levelBySlope() * x);
      if (duel.cluster() == null) {
        squares += duel.times() * pull * pull;
        units += duel.times();
      } else {
        clusters.merge(duel.cluster(), duel.times() * pull, Double::sum);
      }
    }
    boolean isClustered = !clusters.isEmpty();
    units += clusters.size();
    if (isClustered && units < Means.LEAST_CLUSTERS) {
      return Estimate.withoutInterval(
          rate, n, "fewer than %d clusters".formatted(Means.LEAST_CLUSTERS));
    }
    squares += clusters.values().stream().mapToDouble(each -> each * each).sorted().sum();
    // what the fit of two figures takes off the residuals
    double correction = units / (units - 1.0) * (n - 1.0) / (n - 2.0);
    double error = Math.sqrt(correction * squares);
    if (!(error > NO_ERROR)) {
      return Estimate.withoutInterval(rate, n, "all prompts alike");
    }
    double reach = Quantiles.twoSidedT(confidence, units - 1) * error;
    return new Estimate(
        rate,
        new Interval(
            LogisticLine.share(line.level() - reach), LogisticLine.share(line.level() + reach)),
        n,
        "logit with length, "
            + (isClustered ? Means.clusteredMethod(units) : "robust t over prompts"));
  }

  private double deviation(int n) {
    double mean =
        duels.stream().mapToDouble(each -> each.times() * each.lengthDifference()).sum() / n;
    double squares =
        duels.stream()
            .mapToDouble(each -> each.times() * Math.pow(each.lengthDifference() - mean, 2))
            .sum();
    return Math.sqrt(squares / (n - 1));
  }

  private LogisticLine.Sample sample(double deviation) {
    return new LogisticLine.Sample(
        duels.stream()
            .mapToDouble(each -> Math.tanh(each.lengthDifference() / deviation))
            .toArray(),
        duels.stream().mapToDouble(Duel::score).toArray(),
        duels.stream().mapToDouble(Duel::times).toArray());
  }
}

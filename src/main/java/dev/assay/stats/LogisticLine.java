package dev.assay.stats;

import java.util.Optional;

/**
 * How likely a win is along some measure x: {@code logit p = level + slope x}, the maximum of the
 * likelihood. Outcomes from 0 to 1 between a loss and a win count as so much of a win.
 */
record LogisticLine(double level, double slope) {
  /** Newton's steps square their error, so the one after this is beyond the last digit. */
  private static final double NEARLY_THERE = 1e-7;

  private static final double LEAST_PART = 1e-9;
  private static final int MOST_ROUNDS = 100;

  /** Outcomes at places; each stands for several cases where it has a weight. */
  static final class Sample {
    private final double[] x;
    private final double[] outcomes;
    private final double[] weights;

    Sample(double[] x, double[] outcomes, double[] weights) {
      this.x = x.clone();
      this.outcomes = outcomes.clone();
      this.weights = weights.clone();
    }

    int size() {
      return x.length;
    }

    double x(int i) {
      return x[i];
    }

    /**
     * Whether a place parts wins from losses, but for some at the place itself: then ever steeper
     * lines fit ever better and none fits best.
     */
    boolean isSeparable() {
      double leastWon = Double.POSITIVE_INFINITY;
      double mostWon = Double.NEGATIVE_INFINITY;
      double leastLost = Double.POSITIVE_INFINITY;
      double mostLost = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < size(); i++) {
        if (outcomes[i] > 0) {
          leastWon = Math.min(leastWon, x[i]);
          mostWon = Math.max(mostWon, x[i]);
        }
        if (outcomes[i] < 1) {
          leastLost = Math.min(leastLost, x[i]);
          mostLost = Math.max(mostLost, x[i]);
        }
      }
      return !(leastWon < mostLost && leastLost < mostWon);
    }
  }

  /**
   * The inverse of the information: how the fitted level and slope answer to a residual of 1, at x
   * = 0 and per x.
   */
  record Inverse(double levelByLevel, double levelBySlope, double slopeBySlope) {}

  /** Newton's steps, each halved until it climbs; nothing of a sample that is separable. */
  static Optional<LogisticLine> through(Sample sample) {
    if (sample.isSeparable()) {
      return Optional.empty();
    }
    LogisticLine line = new LogisticLine(0, 0);
    double likelihood = line.logLikelihood(sample);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double byLevel = 0;
      double bySlope = 0;
      for (int i = 0; i < sample.size(); i++) {
        double residual = sample.weights[i] * (sample.outcomes[i] - line.at(sample.x[i]));
        byLevel += residual;
        bySlope += residual * sample.x[i];
      }
      Inverse inverse = line.inverseInformation(sample);
      double level = inverse.levelByLevel * byLevel + inverse.levelBySlope * bySlope;
      double slope = inverse.levelBySlope * byLevel + inverse.slopeBySlope * bySlope;
      if (!Double.isFinite(level) || !Double.isFinite(slope)) {
        return Optional.empty();
      }
      if (Math.abs(level) + Math.abs(slope) < NEARLY_THERE) {
        return Optional.of(new LogisticLine(line.level + level, line.slope + slope));
      }
      LogisticLine next = line;
      double climbed = Double.NEGATIVE_INFINITY;
      for (double part = 1; part > LEAST_PART && !(climbed >= likelihood); part /= 2) {
        next = new LogisticLine(line.level + part * level, line.slope + part * slope);
        climbed = next.logLikelihood(sample);
      }
      line = next;
      likelihood = climbed;
    }
    return Optional.empty();
  }

  /** The share of wins at a place. */
  double at(double x) {
    return share(level + slope * x);
  }

  /** The share of wins that these log odds mean. */
  static double share(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  Inverse inverseInformation(Sample sample) {
    double alone = 0;
    double both = 0;
    double squared = 0;
    for (int i = 0; i < sample.size(); i++) {
      double share = at(sample.x[i]);
      double information = sample.weights[i] * share * (1 - share);
      alone += information;
      both += information * sample.x[i];
      squared += information * sample.x[i] * sample.x[i];
    }
    double determinant = alone * squared - both * both;
    return new Inverse(squared / determinant, -both / determinant, alone / determinant);
  }

  private double logLikelihood(Sample sample) {
    double sum = 0;
    for (int i = 0; i < sample.size(); i++) {
      double logOdds = level + slope * sample.x[i];
      // log(1 + e^z) without overflow
      double base = Math.max(0, logOdds) + Math.log1p(Math.exp(-Math.abs(logOdds)));
      sum += sample.weights[i] * (sample.outcomes[i] * logOdds - base);
    }
    return sum;
  }
}

package dev.assay.stats;

import java.util.Arrays;
import java.util.Optional;

/**
 * How strong each of several models is, from who won against whom: i beats j with the odds of their
 * strengths.
 */
public final class BradleyTerry {
  private static final double CONVERGED = 1e-10;
  private static final int MOST_ROUNDS = 100_000;
  private static final double ELO_OF_ONE = 400 / Math.log(10);

  private BradleyTerry() {}

  /**
   * The logarithms of the strengths, adding up to 0, by minorisation and maximisation.
   *
   * @param wins how often the row's model won against the column's; a tie is half a win for both
   * @return nothing where some models never lost to the others, or never met them: then no finite
   *     strengths fit
   */
  public static Optional<double[]> strengths(double[][] wins) {
    return strengths(wins, new double[wins.length]);
  }

  /** The same, begun from strengths that are nearly right. */
  static Optional<double[]> strengths(double[][] wins, double[] begin) {
    if (!isStronglyConnected(wins)) {
      return Optional.empty();
    }
    int models = wins.length;
    double[] won = Arrays.stream(wins).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    double[] strength = Arrays.stream(begin).map(Math::exp).toArray();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double[] next = new double[models];
      double logarithms = 0;
      for (int i = 0; i < models; i++) {
        double met = 0;
        for (int j = 0; j < models; j++) {
          if (j != i) {
            met += (wins[i][j] + wins[j][i]) / (strength[i] + strength[j]);
          }
        }
        next[i] = won[i] / met;
        logarithms += Math.log(next[i]);
      }
      double scale = Math.exp(-logarithms / models);
      double moved = 0;
      for (int i = 0; i < models; i++) {
        next[i] *= scale;
        moved = Math.max(moved, Math.abs(Math.log(next[i] / strength[i])));
      }
      strength = next;
      if (moved < CONVERGED) {
        break;
      }
    }
    return Optional.of(Arrays.stream(strength).map(Math::log).toArray());
  }

  /** A strength on the scale of chess: 400 points are odds of ten to one. */
  public static double elo(double strength) {
    return ELO_OF_ONE * strength;
  }

  /** Whether a chain of wins leads from every model to every other. */
  public static boolean isStronglyConnected(double[][] wins) {
    int models = wins.length;
    return models > 1 && reached(wins, true) == models && reached(wins, false) == models;
  }

  /** How many models a chain of wins, or of losses, reaches from the first. */
  private static int reached(double[][] wins, boolean byWins) {
    boolean[] seen = new boolean[wins.length];
    int[] waiting = new int[wins.length];
    int count = 1;
    seen[0] = true;
    for (int next = 0; next < count; next++) {
      int from = waiting[next];
      for (int to = 0; to < wins.length; to++) {
        double won = byWins ? wins[from][to] : wins[to][from];
        if (!seen[to] && won > 0) {
          seen[to] = true;
          waiting[count++] = to;
        }
      }
    }
    return count;
  }
}

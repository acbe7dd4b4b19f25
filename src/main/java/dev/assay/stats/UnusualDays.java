package dev.assay.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Days of one series of spending that are out of line with the same weekday of the last eight
 * weeks.
 *
 * <p>A day is told by the logarithm of its money, so that ten per cent more is as far on a small
 * series as on a large one. It is odd when three things hold: its robust modified z is beyond 3.5
 * (Iglewicz and Hoaglin); a t-test against the mean of its weekday, with the spread of all weekdays
 * pooled, gives less than one in a thousand; and the money itself is worth a look. Odd days do not
 * enter what later days are held against, unless they last for two weeks: then that is the new
 * level.
 */
public final class UnusualDays {
  public static final int WEEKS = 8;

  private static final int WEEK = 7;
  // as far back as eight days that were not odd are looked for
  private static final int WEEKS_AT_MOST = 16;
  private static final int DAYS_OF_A_NEW_LEVEL = 14;

  private static final double Z_LIMIT = 3.5;
  private static final double P_LIMIT = 0.001;
  private static final double Z_OF_MAD = 0.6744897502;
  private static final double SPREAD_OF_MEAN_DEVIATION = 1.2533141;
  private static final double LEAST_MAD = 0.05;
  private static final double LEAST_SPREAD = LEAST_MAD / Z_OF_MAD;

  private static final double WEIGHT_OF_NEWEST = 0.3;
  private static final double DRIFT_LIMIT = 3;
  // below this share of the least money days are alike
  private static final double NOTHING_MUCH = 0.2;

  /**
   * What is to be said of one day; NaN is unknown.
   *
   * @param expected the median of what it is held against, in money
   * @param z the modified z; infinite where all it is held against are the same and it is not
   * @param high how likely a day is at least this dear
   * @param low how likely a day is at most this dear
   * @param points how many days it is held against, {@link #WEEKS} at most
   * @param drift the exponentially weighted mean of how far the days were off, in its own standard
   *     deviations
   * @param isDrifting whether that is beyond three upwards
   */
  public record Day(
      double expected,
      double z,
      double high,
      double low,
      int points,
      boolean isOdd,
      double drift,
      boolean isDrifting) {}

  private final double[] money;
  private final double[] logs;
  private final double least;
  private final boolean[] left;

  private UnusualDays(double[] money, double least) {
    this.money = money.clone();
    this.least = least;
    this.logs =
        Arrays.stream(money).map(each -> Math.log(Math.max(each, least * NOTHING_MUCH))).toArray();
    this.left = new boolean[money.length];
  }

  /**
   * Judges each day by those before it.
   *
   * @param money one value a day without a gap, oldest first
   * @param least what a day must be off by, in money, to be odd
   */
  public static List<Day> of(double[] money, double least) {
    if (!(least > 0)) {
      throw new IllegalArgumentException(
          "Invalid least amount %s: expected more than 0".formatted(least));
    }
    if (Arrays.stream(money).anyMatch(each -> !Double.isFinite(each))) {
      throw new IllegalArgumentException("Invalid series: a day is no number");
    }
    return new UnusualDays(money, least).judged();
  }

  private List<Day> judged() {
    List<Day> days = new ArrayList<>();
    double mean = 0;
    int steps = 0;
    for (int day = 0; day < money.length; day++) {
      double[] points = points(day);
      Spread spread = spread(day);
      double off = off(day, points, spread);
      boolean isOdd = isOdd(day, points, off, spread);
      left[day] = isOdd;
      if (points.length == WEEKS && !isOdd && Double.isFinite(off)) {
        steps++;
        mean = WEIGHT_OF_NEWEST * off + (1 - WEIGHT_OF_NEWEST) * mean;
      }
      double drift = steps == 0 ? Double.NaN : mean / ewmaDeviation(steps);
      days.add(
          new Day(
              points.length == 0 ? Double.NaN : Math.exp(median(points)),
              z(logs[day], points),
              tail(off, spread.freedom()),
              tail(-off, spread.freedom()),
              points.length,
              isOdd,
              drift,
              drift > DRIFT_LIMIT));
      acceptNewLevel(day);
    }
    return days;
  }

  /** The newest days of the same weekday that were not odd. */
  private double[] points(int day) {
    double[] points = new double[WEEKS];
    int found = 0;
    for (int week = 1; week <= WEEKS_AT_MOST && found < WEEKS; week++) {
      int earlier = day - week * WEEK;
      if (earlier >= 0 && !left[earlier]) {
        points[found++] = logs[earlier];
      }
    }
    return Arrays.copyOf(points, found);
  }

  /** How far days are off the mean of their weekday; NaN where that cannot be known. */
  private record Spread(double deviation, int freedom) {}

  private Spread spread(int day) {
    double squares = 0;
    int freedom = 0;
    for (int weekday = 1; weekday <= WEEK; weekday++) {
      double[] same = points(day - weekday + WEEK);
      if (same.length > 1) {
        double mean = Arrays.stream(same).average().orElseThrow();
        squares += Arrays.stream(same).map(each -> (each - mean) * (each - mean)).sum();
        freedom += same.length - 1;
      }
    }
    return new Spread(
        freedom == 0 ? Double.NaN : Math.max(Math.sqrt(squares / freedom), LEAST_SPREAD), freedom);
  }

  /** How far a day is off in standard deviations of a single new day. */
  private double off(int day, double[] points, Spread spread) {
    if (points.length == 0) {
      return Double.NaN;
    }
    double mean = Arrays.stream(points).average().orElseThrow();
    return (logs[day] - mean) / (spread.deviation() * Math.sqrt(1 + 1.0 / points.length));
  }

  private static double tail(double off, int freedom) {
    return Double.isNaN(off) || freedom == 0 ? Double.NaN : Quantiles.upperTTail(off, freedom);
  }

  private boolean isOdd(int day, double[] points, double off, Spread spread) {
    return points.length > 2
        && Math.abs(z(logs[day], points)) > Z_LIMIT
        && tail(Math.abs(off), spread.freedom()) < P_LIMIT
        && Math.abs(money[day] - Math.exp(median(points))) >= least;
  }

  static double z(double value, double[] points) {
    if (points.length == 0) {
      return Double.NaN;
    }
    double median = median(points);
    double[] deviations = Arrays.stream(points).map(each -> Math.abs(each - median)).toArray();
    double mad = median(deviations);
    if (mad > 0) {
      return Z_OF_MAD * (value - median) / Math.max(mad, LEAST_MAD);
    }
    double mean = Arrays.stream(deviations).average().orElseThrow();
    if (mean > 0) {
      return (value - median) / Math.max(SPREAD_OF_MEAN_DEVIATION * mean, LEAST_SPREAD);
    }
    return value == median ? 0 : Math.signum(value - median) * Double.POSITIVE_INFINITY;
  }

  private static double ewmaDeviation(int steps) {
    double kept = 1 - WEIGHT_OF_NEWEST;
    return Math.sqrt(WEIGHT_OF_NEWEST / (2 - WEIGHT_OF_NEWEST) * (1 - Math.pow(kept, 2.0 * steps)));
  }

  private void acceptNewLevel(int day) {
    int first = day - DAYS_OF_A_NEW_LEVEL + 1;
    if (first < 0) {
      return;
    }
    for (int each = first; each <= day; each++) {
      if (!left[each]) {
        return;
      }
    }
    Arrays.fill(left, first, day + 1, false);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Quantiles.ofSorted(sorted, 0.5);
  }
}

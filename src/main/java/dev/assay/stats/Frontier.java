package dev.assay.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best quality that each cost buys: RouterBench's non-decreasing convex hull. Between two of
 * its corners lie the random mixes of the two.
 */
public final class Frontier {
  /** One arm: what it costs and how good it is. */
  public record Point(double cost, double quality) {
    public Point {
      if (!(cost >= 0) || !Double.isFinite(cost) || !Double.isFinite(quality)) {
        throw new IllegalArgumentException(
            "Invalid point: cost %s, quality %s".formatted(cost, quality));
      }
    }
  }

  private final List<Point> corners;

  private Frontier(List<Point> corners) {
    this.corners = List.copyOf(corners);
  }

  public static Frontier of(List<Point> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("Invalid frontier: it has no point");
    }
    List<Point> corners = new ArrayList<>();
    List<Point> byCost =
        points.stream()
            .sorted(
                Comparator.comparingDouble(Point::cost)
                    .thenComparing(Comparator.comparingDouble(Point::quality).reversed()))
            .toList();
    for (Point point : byCost) {
      if (!corners.isEmpty() && point.quality() <= last(corners).quality()) {
        continue;
      }
      while (corners.size() > 1
          && !isAbove(last(corners), corners.get(corners.size() - 2), point)) {
        corners.remove(corners.size() - 1);
      }
      corners.add(point);
    }
    return new Frontier(corners);
  }

  private static Point last(List<Point> points) {
    return points.get(points.size() - 1);
  }

  /** Whether a point lies above the line between its neighbours. */
  private static boolean isAbove(Point point, Point before, Point after) {
    return (point.quality() - before.quality()) * (after.cost() - before.cost())
        > (after.quality() - before.quality()) * (point.cost() - before.cost());
  }

  /** The corners, cheapest first; each is better than the one before. */
  public List<Point> corners() {
    return corners;
  }

  public boolean hasCorner(Point point) {
    return corners.contains(point);
  }

  /**
   * The quality that a mean cost buys. More than the dearest corner costs buys no more; less than
   * the cheapest buys nothing, so 0.
   */
  public double qualityAt(double cost) {
    Point before = null;
    for (Point corner : corners) {
      if (cost < corner.cost()) {
        return before == null ? 0 : between(before, corner, cost);
      }
      before = corner;
    }
    return last(corners).quality();
  }

  private static double between(Point before, Point after, double cost) {
    double share = (cost - before.cost()) / (after.cost() - before.cost());
    return before.quality() + share * (after.quality() - before.quality());
  }

  /**
   * The average quality over a range of costs: AIQ as the paper on RouterBench defines it, area /
   * (most - least). Compared frontiers need the same range.
   *
   * @return NaN where the range is empty
   */
  public double averageQuality(double least, double most) {
    if (!(most > least)) {
      return Double.NaN;
    }
    double area = 0;
    double from = Math.max(least, corners.get(0).cost());
    if (from >= most) {
      return 0;
    }
    for (Point corner : corners) {
      if (corner.cost() > from && corner.cost() < most) {
        area += (corner.cost() - from) * (qualityAt(from) + corner.quality()) / 2;
        from = corner.cost();
      }
    }
    area += (most - from) * (qualityAt(from) + qualityAt(most)) / 2;
    return area / (most - least);
  }
}

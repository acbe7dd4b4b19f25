package dev.assay.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Bradley-Terry ratings of models that met on prompts, with intervals by drawing whole prompts
 * again: the games of one prompt stand or fall together. The same seed gives the same intervals.
 */
public final class Tournament {
  /** With many prompts the ends of an interval need fewer replicates than this. */
  public static final int MOST_REPLICATES = 10_000;

  private static final int LEAST_REPLICATES = 1_000;
  private static final int DRAWS = 50_000_000;

  /** More replicates without a rating than this share, and the interval would be of the others. */
  private static final double MOST_UNDEFINED = 0.05;

  /**
   * What two models did against each other on one prompt.
   *
   * @param games how often they met
   * @param firstWins how many of them the first won; a tie is half
   */
  public record Meeting(String first, String second, double games, double firstWins) {
    public Meeting {
      if (!(games > 0 && firstWins >= 0 && firstWins <= games)) {
        throw new IllegalArgumentException(
            "Invalid meeting of %s and %s: %s wins in %s games"
                .formatted(first, second, firstWins, games));
      }
    }
  }

  /** Prompts, or whole clusters of them, on which the same happened. */
  public record Prompts(int times, List<Meeting> meetings) {
    public Prompts {
      meetings = List.copyOf(meetings);
    }
  }

  /** A model's rating in Elo points around a mean of 0. */
  public record Rating(String model, Estimate elo) {}

  private final List<String> models;
  private final List<Prompts> prompts;

  public Tournament(List<Prompts> prompts) {
    this.prompts = List.copyOf(prompts);
    TreeSet<String> names = new TreeSet<>();
    for (Prompts each : prompts) {
      for (Meeting meeting : each.meetings()) {
        names.add(meeting.first());
        names.add(meeting.second());
      }
    }
    this.models = List.copyOf(names);
  }

  /** Every model's rating, by name. */
  public List<Rating> ratings(double confidence, long seed) {
    int n = prompts.stream().mapToInt(Prompts::times).sum();
    int[] once = prompts.stream().mapToInt(Prompts::times).toArray();
    Optional<double[]> strengths = BradleyTerry.strengths(wins(once));
    if (strengths.isEmpty()) {
      return rated(
          model ->
              Estimate.withoutInterval(
                  Double.NaN, n, "no chain of wins leads from every model to every other"));
    }
    double[] best = strengths.get();
    if (n < Bootstrap.LEAST_UNITS) {
      return rated(
          model ->
              Estimate.withoutInterval(
                  BradleyTerry.elo(best[model]),
                  n,
                  "fewer than %d independent prompts".formatted(Bootstrap.LEAST_UNITS)));
    }
    int replicates = Math.max(LEAST_REPLICATES, Math.min(MOST_REPLICATES, DRAWS / n));
    double[][] drawn = drawn(n, replicates, best, seed);
    int undefined = replicates - drawn[0].length;
    if (undefined > MOST_UNDEFINED * replicates) {
      return rated(
          model ->
              Estimate.withoutInterval(
                  BradleyTerry.elo(best[model]),
                  n,
                  "%d of %d draws give no rating".formatted(undefined, replicates)));
    }
    String method =
        "percentile bootstrap over prompts, B = %d%s, seed %d"
            .formatted(
                replicates, undefined > 0 ? ", %d undefined".formatted(undefined) : "", seed);
    double tail = (1 - confidence) / 2;
    return rated(
        model ->
            new Estimate(
                BradleyTerry.elo(best[model]),
                new Interval(
                    BradleyTerry.elo(Quantiles.ofSorted(drawn[model], tail)),
                    BradleyTerry.elo(Quantiles.ofSorted(drawn[model], 1 - tail))),
                n,
                method));
  }

  private List<Rating> rated(IntFunction<Estimate> estimate) {
    List<Rating> ratings = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      ratings.add(new Rating(models.get(model), estimate.apply(model)));
    }
    return ratings;
  }

  /** By model its strengths in ascending order, of the replicates that have any. */
  private double[][] drawn(int n, int replicates, double[] begin, long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    int[] prompt = new int[n];
    int at = 0;
    for (int i = 0; i < prompts.size(); i++) {
      for (int times = 0; times < prompts.get(i).times(); times++) {
        prompt[at++] = i;
      }
    }
    List<double[]> defined = new ArrayList<>();
    for (int replicate = 0; replicate < replicates; replicate++) {
      int[] times = new int[prompts.size()];
      for (int i = 0; i < n; i++) {
        times[prompt[random.nextInt(n)]]++;
      }
      BradleyTerry.strengths(wins(times), begin).ifPresent(defined::add);
    }
    double[][] byModel = new double[models.size()][];
    for (int i = 0; i < byModel.length; i++) {
      int model = i;
      byModel[i] = defined.stream().mapToDouble(each -> each[model]).sorted().toArray();
    }
    return byModel;
  }

  private double[][] wins(int[] times) {
    double[][] wins = new double[models.size()][models.size()];
    for (int i = 0; i < times.length; i++) {
      for (Meeting meeting : prompts.get(i).meetings()) {
        int first = index(meeting.first());
        int second = index(meeting.second());
        wins[first][second] += times[i] * meeting.firstWins();
        wins[second][first] += times[i] * (meeting.games() - meeting.firstWins());
      }
    }
    return wins;
  }

  private int index(String model) {
    return Collections.binarySearch(models, model);
  }
}

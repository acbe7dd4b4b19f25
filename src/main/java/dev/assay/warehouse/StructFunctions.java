package dev.assay.warehouse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.money.CostVariance;
import dev.assay.stats.Agreement;
import dev.assay.stats.Bootstrap;
import dev.assay.stats.Estimate;
import dev.assay.stats.Family;
import dev.assay.stats.Frontier;
import dev.assay.stats.PairedDifferences;
import dev.assay.stats.RatioOfMeans;
import dev.assay.stats.Tournament;
import dev.assay.stats.UnusualDays;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBFunctions;

/**
 * Statistics over lists and structs as SQL functions. The driver hands neither to Java, so a macro
 * writes the arguments as JSON and reads the answer back: a report calls the macro and sees nothing
 * of it.
 */
final class StructFunctions {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          // a NaN is refused by the statistic, in its own words
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private static final Map<Class<?>, String> SQL_TYPES =
      Map.of(
          Double.class, "DOUBLE",
          String.class, "VARCHAR",
          Boolean.class, "BOOLEAN");

  private StructFunctions() {}

  // A question's components are the function's parameters; an answer's are the fields it gives.

  private record Bounds(Double low, Double high, String method) {
    static Bounds of(Estimate estimate) {
      return new Bounds(lowEnd(estimate), highEnd(estimate), estimate.method());
    }
  }

  /** few: the differences themselves where they are few and graded, else null. */
  private record Paired(PairedDifferences sample, List<Double> few, double confidence, long seed) {
    PairedAnswer answer() {
      Estimate estimate =
          sample.difference(confidence, () -> Bootstrap.bcaOfMean(numbers(few), confidence, seed));
      PairedDifferences.Test test = sample.test();
      return new PairedAnswer(
          lowEnd(estimate), highEnd(estimate), estimate.method(), known(test.p()), test.name());
    }
  }

  private record PairedAnswer(Double low, Double high, String method, Double p, String test) {}

  private record Bca(List<Double> sample, double confidence, long seed) {
    Bounds answer() {
      return sample == null
          ? null
          : Bounds.of(Bootstrap.bcaOfMean(numbers(sample), confidence, seed));
    }
  }

  private record PerSuccess(RatioOfMeans moments, int successes, double confidence) {
    Bounds answer() {
      return Bounds.of(moments.perSuccess(successes, confidence));
    }
  }

  /** One p-value and all that were computed together; unknown ones are no tests. */
  private record Adjusted(Double p, List<Double> family) {
    Double by(Function<double[], double[]> adjustment) {
      if (p == null || family == null) {
        return null;
      }
      double[] known =
          family.stream().filter(each -> each != null).mapToDouble(each -> each).toArray();
      for (int i = 0; i < known.length; i++) {
        if (known[i] == p) {
          return adjustment.apply(known)[i];
        }
      }
      return null;
    }
  }

  private record AtCost(List<Frontier.Point> points, Double cost) {
    Double quality() {
      if (isNone(points) || cost == null) {
        return null;
      }
      return Frontier.of(points).qualityAt(cost);
    }
  }

  private record Corner(List<Frontier.Point> points, Double cost, Double quality) {
    Boolean answer() {
      if (isNone(points) || cost == null || quality == null) {
        return null;
      }
      return Frontier.of(points).hasCorner(new Frontier.Point(cost, quality));
    }
  }

  private record Range(List<Frontier.Point> points, Double least, Double most) {
    Double averageQuality() {
      if (isNone(points) || least == null || most == null) {
        return null;
      }
      return known(Frontier.of(points).averageQuality(least, most));
    }
  }

  private record Games(List<Tournament.Prompts> prompts, double confidence, long seed) {
    List<Rated> ratings() {
      if (prompts == null) {
        return null;
      }
      return new Tournament(prompts)
          .ratings(confidence, seed).stream()
              .map(
                  rating ->
                      new Rated(
                          rating.model(),
                          known(rating.elo().value()),
                          lowEnd(rating.elo()),
                          highEnd(rating.elo()),
                          rating.elo().method()))
              .toList();
    }
  }

  private record Rated(String model, Double elo, Double low, Double high, String method) {}

  private record Labels(List<List<Long>> counts, double confidence) {
    Kappa kappa() {
      if (counts == null) {
        return null;
      }
      long[][] table =
          counts.stream()
              .map(row -> row.stream().mapToLong(each -> each).toArray())
              .toArray(long[][]::new);
      Estimate kappa = Agreement.kappa(table, confidence);
      return new Kappa(known(kappa.value()), lowEnd(kappa), highEnd(kappa));
    }
  }

  private record Kappa(Double kappa, Double low, Double high) {}

  /** Money comes and goes as text, since a number of JSON is none of so many digits. */
  private record Variance(
      BigDecimal usdBefore,
      BigDecimal usdNow,
      BigInteger quantityBefore,
      BigInteger quantityNow,
      BigInteger allBefore,
      BigInteger allNow,
      BigInteger requestsBefore,
      BigInteger requestsNow) {
    Effects effects() {
      if (quantityBefore == null || quantityBefore.signum() == 0 || usdNow == null) {
        return null;
      }
      CostVariance variance =
          CostVariance.of(
              new CostVariance.Use(usdBefore, quantityBefore),
              new CostVariance.Use(usdNow, quantityNow),
              allBefore,
              allNow,
              requestsBefore,
              requestsNow);
      return new Effects(
          plain(variance.price()),
          plain(variance.volume()),
          plain(variance.requests()),
          plain(variance.perRequest()),
          plain(variance.mix()),
          plain(variance.residual()));
    }

    private static String plain(BigDecimal usd) {
      return usd == null ? null : usd.toPlainString();
    }
  }

  private record Effects(
      String price,
      String volume,
      String requests,
      String perRequest,
      String mix,
      String residual) {}

  private record Series(List<Double> usd, double least) {
    List<Judged> days() {
      return isNone(usd)
          ? null
          : UnusualDays.of(numbers(usd), least).stream()
              .map(
                  day ->
                      new Judged(
                          known(day.expected()),
                          known(day.z()),
                          known(day.high()),
                          known(day.low()),
                          (double) day.points(),
                          day.isOdd(),
                          known(day.drift()),
                          day.isDrifting()))
              .toList();
    }
  }

  private record Judged(
      Double expected,
      Double z,
      Double high,
      Double low,
      Double points,
      Boolean isOdd,
      Double drift,
      Boolean isDrifting) {}

  static void register(Connection connection) throws SQLException {
    String bounds = struct(Bounds.class);
    add(connection, "paired_difference", Paired.class, struct(PairedAnswer.class), Paired::answer);
    add(connection, "bca_of_mean", Bca.class, bounds, Bca::answer);
    add(connection, "ratio_per_success", PerSuccess.class, bounds, PerSuccess::answer);
    add(connection, "holm", Adjusted.class, "\"DOUBLE\"", all -> all.by(Family::holm));
    add(
        connection,
        "benjamini_hochberg",
        Adjusted.class,
        "\"DOUBLE\"",
        all -> all.by(Family::benjaminiHochberg));
    add(connection, "frontier_quality", AtCost.class, "\"DOUBLE\"", AtCost::quality);
    add(connection, "is_frontier_corner", Corner.class, "\"BOOLEAN\"", Corner::answer);
    add(connection, "frontier_aiq", Range.class, "\"DOUBLE\"", Range::averageQuality);
    add(
        connection,
        "bradley_terry",
        Games.class,
        "[%s]".formatted(struct(Rated.class)),
        Games::ratings);
    add(connection, "cost_variance", Variance.class, struct(Effects.class), Variance::effects);
    add(
        connection,
        "unusual_days",
        Series.class,
        "[%s]".formatted(struct(Judged.class)),
        Series::days);
    add(connection, "cohens_kappa", Labels.class, struct(Kappa.class), Labels::kappa);
  }

  private static <Q extends Record> void add(
      Connection connection,
      String name,
      Class<Q> question,
      String answerType,
      Function<Q, ?> function)
      throws SQLException {
    DuckDBFunctions.scalarFunction()
        .withName(name + "_of_json")
        .withParameter(String.class)
        .withReturnType(String.class)
        .withFunction((String asked) -> answer(name, asked, question, function))
        .register(connection);
    List<String> parameters =
        Arrays.stream(question.getRecordComponents())
            .map(RecordComponent::getName)
            .map(StructFunctions::nameInSql)
            .toList();
    String asked =
        parameters.stream()
            .map(parameter -> "'%1$s': %1$s".formatted(parameter))
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create macro %s(%s) as from_json(%s_of_json(to_json({%s})), '%s')"
              .formatted(name, String.join(", ", parameters), name, asked, answerType));
    }
  }

  private static <Q> String answer(
      String name, String asked, Class<Q> question, Function<Q, ?> function) {
    try {
      return JSON.writeValueAsString(function.apply(JSON.readValue(asked, question)));
    } catch (JsonProcessingException odd) {
      throw new RefusedArguments(name, "cannot read its arguments: " + odd.getOriginalMessage());
    } catch (IllegalArgumentException refused) {
      throw new RefusedArguments(name, refused.getMessage());
    }
  }

  private static String struct(Class<? extends Record> answer) {
    return Arrays.stream(answer.getRecordComponents())
        .map(
            field ->
                "\"%s\":\"%s\""
                    .formatted(nameInSql(field.getName()), SQL_TYPES.get(field.getType())))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static double[] numbers(List<Double> list) {
    if (list == null || list.contains(null)) {
      throw new IllegalArgumentException("Invalid sample %s: a value is unknown".formatted(list));
    }
    return list.stream().mapToDouble(each -> each).toArray();
  }

  private static boolean isNone(List<?> list) {
    return list == null || list.isEmpty();
  }

  private static String nameInSql(String component) {
    return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component);
  }

  private static Double lowEnd(Estimate estimate) {
    return estimate.hasInterval() ? (Double) estimate.interval().low() : null;
  }

  private static Double highEnd(Estimate estimate) {
    return estimate.hasInterval() ? (Double) estimate.interval().high() : null;
  }

  /** JSON has no NaN, and an unknown figure is null to SQL. */
  private static Double known(double figure) {
    return Double.isFinite(figure) ? (Double) figure : null;
  }
}

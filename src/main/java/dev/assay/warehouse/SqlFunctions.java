package dev.assay.warehouse;

import dev.assay.stats.Estimate;
import dev.assay.stats.Interval;
import dev.assay.stats.OrderStatistics;
import dev.assay.stats.PairedProportions;
import dev.assay.stats.Proportions;
import dev.assay.stats.Quantiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;

/**
 * What DuckDB cannot compute and reports need: each takes numbers and gives null for a null. What
 * takes lists and structs is in {@link StructFunctions}.
 */
final class SqlFunctions {
  private SqlFunctions() {}

  static void register(Connection connection) throws SQLException {
    add(connection, "normal_quantile", 1, p -> Quantiles.normal(p[0]));
    add(connection, "t_quantile", 2, p -> Quantiles.t(p[0], p[1]));
    add(
        connection,
        "binomial_quantile",
        3,
        p -> (double) Quantiles.binomial(p[0], (int) p[1], p[2]));
    addInterval(connection, "wilson", 3, p -> Proportions.wilson((int) p[0], (int) p[1], p[2]));
    addInterval(
        connection,
        "clopper_pearson",
        3,
        p -> Proportions.clopperPearson((int) p[0], (int) p[1], p[2]));
    addInterval(
        connection,
        "newcombe",
        5,
        p -> Proportions.newcombe((int) p[0], (int) p[1], (int) p[2], (int) p[3], p[4]));
    addInterval(
        connection,
        "tango",
        4,
        p -> new PairedProportions((int) p[0], (int) p[1], (int) p[2]).tango(p[3]));
    add(connection, "sign_test", 2, p -> Proportions.signTest((int) p[0], (int) p[1]));
    add(connection, "mid_sign_test", 2, p -> Proportions.midSignTest((int) p[0], (int) p[1]));
    add(
        connection,
        "quantile_low_rank",
        3,
        p -> orNull(OrderStatistics.lowRank((int) p[0], p[1], p[2])));
    add(
        connection,
        "quantile_high_rank",
        3,
        p -> orNull(OrderStatistics.highRank((int) p[0], p[1], p[2])));
    StructFunctions.register(connection);
    addMacros(connection);
  }

  private static void addMacros(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // of the reader's calendar; by the rules of a time zone ten million days take a second, where
      // those of UTC need none
      statement.execute(
          """
          create macro day_of(moment) as if(
            current_setting('TimeZone') = 'UTC',
            date '1970-01-01' + cast(epoch_us(moment) // 86400000000 as integer),
            cast(moment as date))""");
      // a failed attempt that never connected, or was turned away, generated nothing; one that is
      // told to be late (408) may have
      statement.execute(
          """
          create macro was_refused(outcome, failure_phase, http_status) as
            lower(outcome) = 'failed' and (
              coalesce(lower(failure_phase) = 'connect', false)
              or coalesce(http_status between 400 and 499 and http_status <> 408, false))""");
    }
  }

  private static Double orNull(OptionalInt rank) {
    return rank.isPresent() ? (double) rank.getAsInt() : null;
  }

  /** Two functions, one for each end; null where the sample allows no claim. */
  private static void addInterval(
      Connection connection, String name, int parameters, Function<double[], Estimate> estimate)
      throws SQLException {
    add(connection, name + "_low", parameters, p -> end(estimate.apply(p), Interval::low));
    add(connection, name + "_high", parameters, p -> end(estimate.apply(p), Interval::high));
  }

  private static Double end(Estimate estimate, Function<Interval, Double> end) {
    return estimate.hasInterval() ? end.apply(estimate.interval()) : null;
  }

  private static void add(
      Connection connection, String name, int parameters, Function<double[], Double> function)
      throws SQLException {
    try (DuckDBLogicalType number = DuckDBLogicalType.of(DuckDBColumnType.DOUBLE)) {
      DuckDBFunctions.scalarFunction()
          .withName(name)
          .withVarArgs(number)
          .withReturnType(double.class)
          .withVarArgsFunction(arguments -> apply(name, parameters, function, arguments))
          .register(connection);
    }
  }

  private static Double apply(
      String name, int parameters, Function<double[], Double> function, Object[] arguments) {
    if (arguments.length != parameters) {
      throw new RefusedArguments(
          name, "takes %d numbers, not %d".formatted(parameters, arguments.length));
    }
    if (Arrays.stream(arguments).anyMatch(Objects::isNull)) {
      return null;
    }
    try {
      return function.apply(Arrays.stream(arguments).mapToDouble(each -> (Double) each).toArray());
    } catch (IllegalArgumentException refused) {
      throw new RefusedArguments(name, refused.getMessage());
    }
  }
}

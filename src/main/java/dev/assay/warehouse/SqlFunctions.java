package dev.assay.warehouse;

import dev.assay.stats.Estimate;
import dev.assay.stats.Proportions;
import dev.assay.stats.Quantiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;

/** What DuckDB cannot compute and reports need: each takes doubles and gives null for a null. */
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
    add(connection, "wilson_low", 3, p -> wilson(p).interval().low());
    add(connection, "wilson_high", 3, p -> wilson(p).interval().high());
  }

  private static Estimate wilson(double[] successesTrialsConfidence) {
    return Proportions.wilson(
        (int) successesTrialsConfidence[0],
        (int) successesTrialsConfidence[1],
        successesTrialsConfidence[2]);
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
      throw new IllegalArgumentException(
          "%s takes %d numbers, not %d".formatted(name, parameters, arguments.length));
    }
    return Arrays.stream(arguments).anyMatch(Objects::isNull)
        ? null
        : function.apply(Arrays.stream(arguments).mapToDouble(each -> (Double) each).toArray());
  }
}

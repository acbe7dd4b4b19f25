package dev.assay.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A DuckDB of its own for work in bulk on files that are no run yet: reads any file it is told of,
 * writes Parquet, and forgets everything when it is closed. What does not fit its memory goes to
 * disk. For one thread at a time.
 */
public final class Workbench implements AutoCloseable {
  private static final String MEMORY = "2GiB";

  private final Connection connection;

  private Workbench(Connection connection) {
    this.connection = connection;
  }

  public static Workbench open() {
    try {
      Connection connection = Warehouse.connect();
      try (Statement statement = connection.createStatement()) {
        statement.execute("set memory_limit = '%s'".formatted(MEMORY));
        return new Workbench(connection);
      } catch (SQLException failure) {
        connection.close();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot open DuckDB: " + failure.getMessage(), failure);
    }
  }

  /** Runs one statement; what it has against the statement or a file it reads is the caller's. */
  public void execute(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Warehouse.bind(statement, parameters);
      statement.execute();
    }
  }

  /** Answers one SELECT with rows that fit into memory. */
  public Rows query(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Warehouse.bind(statement, parameters);
      try (ResultSet answer = statement.executeQuery()) {
        return ResultReader.read(answer);
      }
    }
  }

  /** A text as SQL writes it. */
  public static String text(String value) {
    return RowFiles.quoted(value);
  }

  /** A path as SQL writes it; what looks like a pattern in it is none. */
  public static String file(Path path) {
    return RowFiles.quoted(
        path.toAbsolutePath().normalize().toString().replaceAll("[\\[*?]", "[$0]"));
  }

  /** A name of a column as SQL writes it. */
  public static String column(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot close DuckDB: " + failure.getMessage(), failure);
    }
  }
}

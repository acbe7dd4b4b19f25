package dev.assay.report.finops;

import dev.assay.catalog.CatalogFile;
import dev.assay.problem.Problems;
import dev.assay.report.KnownTable;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** A {@link SpendPlan} as one committed import of few rows, each standing for many tokens. */
final class PlantedSpend implements AutoCloseable {
  /** Rows that all keys together have on a plain working day, about. */
  private static final double ROWS_A_DAY = 150;

  private static final long TOKENS_OF_A_ROW = 100;
  private static final String RUN = "logs";

  private final SpendPlan plan;
  private final Connection rows;

  private PlantedSpend(SpendPlan plan, Connection rows) {
    this.plan = plan;
    this.rows = rows;
  }

  /** Writes and commits it; close it when its rows need no longer be asked. */
  static PlantedSpend in(Path warehouse, long seed) throws IOException, SQLException {
    SpendPlan plan = SpendPlan.of(seed);
    Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
    PlantedSpend planted = new PlantedSpend(plan, duckDb);
    RunFolder run = RunFolder.of(warehouse, RUN);
    Files.createDirectories(run.events());
    try (Statement sql = duckDb.createStatement()) {
      sql.execute("set TimeZone = 'UTC'");
      sql.execute(SpendPlan.CELLS);
      planted.appendCells();
      sql.execute(
          "create table rows as "
              + SpendPlan.ROWS.formatted(RUN, seed, SpendPlan.FIRST_DAY, SpendPlan.END_DAY));
      sql.execute(
          "copy rows to '%s' (format parquet)".formatted(run.events().resolve("part-0.parquet")));
    }
    run.commit(
        manifest(
            RUN,
            SpendPlan.END_DAY,
            planted.count("count(*)"),
            planted.count("count(*) filter (where billed_usd is null)")));
    return planted;
  }

  private void appendCells() throws SQLException {
    try (DuckDBAppender into = rows.unwrap(DuckDBConnection.class).createAppender("cells")) {
      int number = 0;
      for (SpendPlan.Cell cell : plan.cells()) {
        // a small key has one row a day, whose tokens stand for all
        double wanted = cell.requests() * ROWS_A_DAY;
        int whole = Math.max(1, (int) Math.round(wanted));
        long tokens = Math.round(TOKENS_OF_A_ROW * wanted / whole * 1000);
        append(
            into,
            number++,
            new SpendPlan.Cell(
                cell.day(),
                cell.key(),
                cell.model(),
                cell.requests(),
                cell.promptTokens() * tokens / 1000,
                cell.completionTokens() * tokens / 1000,
                cell.priceFactor()),
            whole);
      }
    }
  }

  static void append(DuckDBAppender into, int number, SpendPlan.Cell cell, int requests)
      throws SQLException {
    SpendPlan.Key key = cell.key();
    SpendPlan.Model model = cell.model();
    into.beginRow();
    into.append(number);
    into.append(cell.day());
    into.append(key.name());
    into.append(key.workspace());
    into.append(key.environment());
    if (key.team() == null) {
      into.appendNull();
    } else {
      into.append(key.team());
    }
    into.append(model.name());
    into.append(model.provider());
    into.append(model.fallback());
    into.append(requests);
    into.append(cell.promptTokens());
    into.append(cell.completionTokens());
    into.append(perToken(model.usdPerMillionFresh()));
    into.append(perToken(model.usdPerMillionCached()));
    into.append(perToken(model.usdPerMillionCompletion()));
    into.append(BigDecimal.valueOf(cell.priceFactor()).setScale(2));
    into.endRow();
  }

  private static BigDecimal perToken(double usdPerMillion) {
    return BigDecimal.valueOf(usdPerMillion)
        .divide(BigDecimal.valueOf(1_000_000), MathContext.UNLIMITED)
        .setScale(12);
  }

  static RunManifest manifest(String run, LocalDate importedOn, long rows, long unknown) {
    Instant at = importedOn.atTime(3, 0).toInstant(ZoneOffset.UTC);
    return new RunManifest(
        run,
        1,
        "test",
        "openrouter-logs",
        at,
        at,
        "complete",
        false,
        "import",
        null,
        null,
        null,
        Map.of(),
        Map.of(),
        List.of(),
        null,
        new RunManifest.Parts(rows, rows - unknown, unknown, 0, rows, unknown),
        null,
        null,
        1,
        0,
        new ImportOrigin("openrouter-logs", List.of(), Map.of(), rows, rows, 0, 0, null, null),
        null);
  }

  /** No organisation's file, the shipped price list, and the morning after the last day. */
  static List<KnownTable<?>> knownTables() {
    return FinOpsTables.of(
        Optional::empty,
        () ->
            CatalogFile.read(
                    List.of(Path.of("pipelines/catalog/keeptrusts-2026-08.yaml")), new Problems())
                .orElseThrow(),
        FiscalCalendar.UTC,
        () -> Instant.parse("2026-11-01T06:00:00Z"));
  }

  SpendPlan plan() {
    return plan;
  }

  private long count(String what) {
    return ((Number) value(what, "true")).longValue();
  }

  /** What the rows themselves add up to, without any report. */
  BigDecimal usd(String condition) {
    return (BigDecimal) value("coalesce(sum(billed_usd), 0)::DECIMAL(38,18)", condition);
  }

  Object value(String what, String condition) {
    try (Statement sql = rows.createStatement();
        ResultSet answer =
            sql.executeQuery("select %s from rows where %s".formatted(what, condition))) {
      answer.next();
      return answer.getObject(1);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}

package dev.assay.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.stats.Proportions;
import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseTest {
  @TempDir Path folder;

  private static List<Object> firstRow(Warehouse warehouse, String sql, Object... parameters) {
    return warehouse.query(Sql.typed(sql), parameters).values().get(0);
  }

  private Rows readEvents() throws IOException {
    return read("from usage_events");
  }

  private Rows read(String sql) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      return warehouse.query(Sql.typed(sql));
    }
  }

  @Test
  void anEmptyWarehouseHasEveryTableAndNoRows() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder.resolve("not-there-yet"))) {
      for (String table :
          List.of("usage_events", "scores", "answers", "runs", "run_suites", "runs_in_scope")) {
        assertThat(warehouse.query(Sql.typed("select * from " + table)).values()).isEmpty();
      }
      Rows events = warehouse.query(Sql.typed("select * from usage_events"));
      assertThat(events.columns()).hasSize(UsageEvent.class.getRecordComponents().length);
      assertThat(events.columns())
          .contains(
              new Rows.Column("run_id", "VARCHAR"),
              new Rows.Column("started_at", "TIMESTAMP WITH TIME ZONE"),
              new Rows.Column("tags", "VARCHAR[]"),
              new Rows.Column("billed_usd", "DECIMAL(38,18)"));
      assertThat(warehouse.runs()).isEmpty();
    }
  }

  @Test
  void aRunWithoutItsManifestIsInvisible() throws IOException {
    TinyWarehouse.run(folder, "done").event("a", "c1").add().commit();
    TinyWarehouse.run(folder, "killed").event("a", "c1").add().write();
    assertThat(RunFolder.of(folder, "killed").events()).isNotEmptyDirectory();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(warehouse.query(Sql.typed("select distinct run_id from usage_events")).values())
          .containsExactly(List.of("done"));
      assertThat(firstRow(warehouse, "select string_agg(run_id) from runs"))
          .containsExactly("done");
      assertThat(warehouse.runs()).extracting(CommittedRun::id).containsExactly("done");
    }
  }

  @Test
  void runsAreOrderedByWhenTheyStartedAndNotByName() throws IOException {
    TinyWarehouse.run(folder, "a").startedAt("2026-11-21T02:00:00Z").event("x", "c").add().commit();
    TinyWarehouse.run(folder, "b").startedAt("2026-11-20T02:00:00Z").event("x", "c").add().commit();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(warehouse.runs()).extracting(CommittedRun::id).containsExactly("b", "a");
    }
  }

  @Test
  void moneyComesBackDigitForDigit() throws IOException {
    TinyWarehouse run = TinyWarehouse.run(folder, "r");
    run.event("a", "c1").billed("0.000000000000000001").add();
    run.event("a", "c2").billed("12345678901234567890.123456789012345678").add();
    run.commit();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(firstRow(warehouse, "select sum(billed_usd) from usage_events"))
          .containsExactly(new BigDecimal("12345678901234567890.123456789012345679"));
    }
  }

  @Test
  void aFileOfAnOlderSchemaLacksColumnsAndOneOfANewerHasMore() throws Exception {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().commit();
    Path events = RunFolder.of(folder, "r").events();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "copy (select 'r' as run_id, 'old' as call_id, 1::INTEGER as attempt, 0.5::DECIMAL(18,9) as billed_usd) to '%s' (format parquet)"
              .formatted(events.resolve("old.parquet")));
      statement.execute(
          "copy (select 'r' as run_id, 'new' as call_id, 1::INTEGER as attempt, 'blue' as mood) to '%s' (format parquet)"
              .formatted(events.resolve("new.parquet")));
    }
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(
              firstRow(
                  warehouse,
                  "select billed_usd, provider, mood from usage_events where call_id = 'old'"))
          .containsExactly(new BigDecimal("0.500000000000000000"), null, null);
      assertThat(firstRow(warehouse, "select mood from usage_events where call_id = 'new'"))
          .containsExactly("blue");
    }
  }

  @Test
  void onlyTheScoringOfTheManifestIsRead() throws Exception {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().score("a", "c1", 1, 1.0).commit();
    Path other = Files.createDirectories(RunFolder.of(folder, "r").scores("another"));
    Path scores = RunFolder.of(folder, "r").scores("scoring-1").resolve("part-0.parquet");
    Files.copy(scores, other.resolve("part-0.parquet"));
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(firstRow(warehouse, "select count(*) from scores")).containsExactly(1L);
    }
  }

  @Test
  void aBrokenManifestIsNamed() throws IOException {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().commit();
    Path manifest = RunFolder.of(folder, "r").path().resolve("run.json");
    Files.writeString(manifest, "{ torn");
    assertThatThrownBy(() -> Warehouse.open(folder))
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(manifest + ": this run's manifest cannot be read: ")
        .hasMessageEndingWith("Restore the file, or move the run's folder out of the warehouse.");
  }

  @Test
  void aFileThatIsNoParquetIsNamed() throws IOException {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().commit();
    Path torn = RunFolder.of(folder, "r").events().resolve("torn.parquet");
    Files.writeString(torn, "PAR1 and no more");
    assertThatThrownBy(this::readEvents)
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(torn + ": this file of a committed run cannot be read: ")
        .hasMessageEndingWith("Restore the file, or move the run's folder out of the warehouse.");
  }

  @Test
  void aFileWhoseEndIsWholeAndWhoseRowsAreNotIsNamed() throws IOException {
    TinyWarehouse.run(folder, "whole").event("a", "c1").add().commit();
    TinyWarehouse.run(folder, "torn").event("a", "c1").add().commit();
    Path torn = RunFolder.of(folder, "torn").events().resolve("part-0.parquet");
    byte[] bytes = Files.readAllBytes(torn);
    Arrays.fill(bytes, 4, 400, (byte) 0x41);
    Files.write(torn, bytes);
    for (String sql : List.of("from usage_events", "from usage_events_in_scope")) {
      assertThatThrownBy(() -> read(sql))
          .isInstanceOf(InvalidInput.class)
          .hasMessageStartingWith(
              torn + ": this file of a committed run cannot be read to its end: ")
          .hasMessageEndingWith("Restore the file, or move the run's folder out of the warehouse.");
    }
  }

  @Test
  void aCommittedRunWhoseRowsAreGoneIsRefusedAndNotReadAsALowerBill() throws IOException {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().event("a", "c2").add().commit();
    Path events = RunFolder.of(folder, "r").events();
    Files.delete(events.resolve("part-0.parquet"));
    assertThatThrownBy(this::readEvents)
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            events
                + ": this run committed 2 usage events, and 0 are here. Restore the file, or move the run's folder out of the warehouse.");
  }

  @Test
  void aRunInAFolderOfAnotherNameIsRefusedForItCouldCountTwice() throws IOException {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().commit();
    Path link = folder.resolve("runs/copy");
    Files.createSymbolicLink(link, RunFolder.of(folder, "r").path());
    assertThatThrownBy(() -> Warehouse.open(folder))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            link.resolve("run.json")
                + ": this is the run 'r' in a folder of another name, so it could count twice. Move the copy or the link out of the warehouse.");
  }

  @Test
  void everyTypeOfAResultIsOneOfTheFew() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(
              firstRow(
                  warehouse,
                  """
                  select 1::TINYINT, 2::HUGEINT, 1.5::FLOAT, true, 'x', DATE '2026-11-21',
                    TIMESTAMPTZ '2026-11-21 12:00:00+02', TIMESTAMP '2026-03-29 02:30:00',
                    ['a', null], [1.5::DECIMAL(38,18)], {'k': 1}, null, 1e300::DOUBLE"""))
          .isEqualTo(
              Arrays.asList(
                  1L,
                  2L,
                  1.5,
                  true,
                  "x",
                  LocalDate.parse("2026-11-21"),
                  OffsetDateTime.parse("2026-11-21T10:00:00Z"),
                  OffsetDateTime.parse("2026-03-29T02:30:00Z"),
                  Arrays.asList("a", null),
                  List.of(new BigDecimal("1.500000000000000000")),
                  "{k=1}",
                  null,
                  1e300));
    }
  }

  @Test
  void quantilesAndWilsonBoundsAreFunctionsOfTheSql() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      List<Object> row =
          firstRow(
              warehouse,
              "select normal_quantile(0.975), t_quantile(0.975, 4), binomial_quantile(0.5, 10, 0.5), "
                  + "wilson_low(15, 148, 0.95), wilson_high(15, 148, 0.95), t_quantile(null, 4)");
      var wilson = Proportions.wilson(15, 148, 0.95).interval();
      assertThat((Double) row.get(0)).isCloseTo(1.959963984540054, within(1e-12));
      assertThat((Double) row.get(1)).isCloseTo(2.7764451, within(1e-6));
      assertThat(row.subList(2, 6)).containsExactly(5.0, wilson.low(), wilson.high(), null);
    }
  }

  @Test
  void parametersAreBoundAndNeverPastedIn() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(firstRow(warehouse, "select $1, $2 + 1", "'; drop table runs; --", 41L))
          .containsExactly("'; drop table runs; --", 42L);
    }
  }

  @Test
  void aFaultOfTheUsersSqlIsToldInDuckDbsWords() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThatThrownBy(() -> warehouse.query(Sql.typed("select run_idd from runs")))
          .isInstanceOf(InvalidInput.class)
          .hasMessageStartingWith(
              "SQL: Binder Error: Referenced column \"run_idd\" not found in FROM clause. Candidate bindings: \"run_id\"");
      assertThatThrownBy(() -> warehouse.query(Sql.typed("select * frm runs")))
          .isInstanceOf(InvalidInput.class)
          .hasMessageStartingWith("SQL: Parser Error: syntax error at or near");
    }
  }

  @Test
  void aFaultInAFileIsToldAtItsLine() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Sql sql = new Sql("select\n  1,\n  nothing_like_it\n", Place.of(Path.of("own.sql"), 1));
      assertThatThrownBy(() -> warehouse.query(sql))
          .hasMessageStartingWith("own.sql:3: Binder Error");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table runs",
        "insert into runs (run_id) values ('made-up')",
        "copy runs to 'runs.csv'",
        "select 1; drop table runs",
        "select 1; select 2",
        "set enable_external_access = true",
        "attach 'other.duckdb'",
        "install httpfs",
        ""
      })
  void onlyOneSelectIsAnswered(String sql) throws IOException {
    TinyWarehouse.run(folder, "r").event("a", "c1").add().commit();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThatThrownBy(() -> warehouse.query(Sql.typed(sql)))
          .isInstanceOf(InvalidInput.class)
          .hasMessage(
              "SQL: this is not one SELECT, and the warehouse is only read. Write one statement that begins with SELECT, WITH, FROM, DESCRIBE, SUMMARIZE or SHOW.");
      assertThat(firstRow(warehouse, "select count(*) from runs")).containsExactly(1L);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with x as (select 1 as a) select a from x;",
        "from runs",
        "describe usage_events",
        "show tables",
        "summarize runs"
      })
  void everyWayToAskIsASelect(String sql) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(warehouse.query(Sql.typed(sql)).columns()).isNotEmpty();
    }
  }

  @Test
  void nothingOutsideTheFolderIsRead(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret.csv"), "key\nsk-123\n");
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThatThrownBy(() -> warehouse.query(Sql.typed("select * from '%s'".formatted(secret))))
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("file system operations are disabled");
    }
  }

  @Test
  void scopeListsTheRunsItWasGiven() throws IOException {
    TinyWarehouse.run(folder, "r1").event("a", "c1").add().commit();
    TinyWarehouse.run(folder, "r2").event("a", "c1").add().commit();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      assertThat(firstRow(warehouse, "select list(run_id order by run_id) from runs_in_scope"))
          .containsExactly(List.of("r1", "r2"));
      warehouse.narrowTo(Excerpt.ofRuns(List.of("r2")));
      assertThat(firstRow(warehouse, "select list(run_id) from runs_in_scope"))
          .containsExactly(List.of("r2"));
    }
  }

  @Test
  void anAdjustmentTakesThePlaceOfWhatTheEventSaidAndTheNewestHolds() throws Exception {
    TinyWarehouse.run(folder, "night-1")
        .event("a", "c1")
        .billed(null)
        .add()
        .event("a", "c2")
        .billed("0.5")
        .add()
        .commit();
    String callId;
    try (Warehouse before = Warehouse.open(folder)) {
      callId =
          (String)
              before
                  .query(Sql.typed("select call_id from usage_events where case_id = 'c1'"))
                  .values()
                  .get(0)
                  .get(0);
    }
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    try (RowFile<AdjustmentRow> file =
        RowFile.create(
            folder.resolve("runs/night-1/adjustments/late.parquet"), AdjustmentRow.class)) {
      file.write(adjustment(callId, noon, "0.25"));
      file.write(adjustment(callId, noon.minusSeconds(60), "0.75"));
    }

    try (Warehouse after = Warehouse.open(folder)) {
      Rows rows =
          after.query(
              Sql.typed(
                  "select case_id, billed_usd, coalesce(cost_source = 'lookup', false) from usage_events order by case_id"));
      assertThat(rows.values())
          .containsExactly(
              List.of("c1", new BigDecimal("0.250000000000000000"), true),
              List.of("c2", new BigDecimal("0.500000000000000000"), false));
    }
  }

  private static AdjustmentRow adjustment(String callId, Instant at, String usd) {
    return new AdjustmentRow(
        "night-1", callId, 1, at, "lookup", new BigDecimal(usd), null, null, null, null);
  }
}

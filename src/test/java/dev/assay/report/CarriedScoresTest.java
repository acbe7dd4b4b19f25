package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.render.Json;
import dev.assay.warehouse.Sql;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that repeat their scores spare a report the search for them, and change no figure. */
class CarriedScoresTest {
  @TempDir Path folder;

  private static TinyWarehouse night(Path warehouse, int night) {
    Random random = new Random(night);
    TinyWarehouse run =
        TinyWarehouse.run(warehouse, "night-" + night)
            .startedAt("2026-11-0%dT02:00:00Z".formatted(night));
    for (String arm : List.of("a", "b")) {
      for (int i = 0; i < 40; i++) {
        String caseId = "c" + i;
        run.event(arm, caseId).cluster("k" + i / 2).billed("0.00" + random.nextInt(1000)).add();
        run.score(arm, caseId, 1, i == 7 ? null : random.nextInt(10) / 9.0);
      }
      run.event(arm, "late").failed("overloaded", "upstream").billed("0").add();
      run.event(arm, "late").attempt(2).add().score(arm, "late", 1, 1.0);
      run.event(arm, "down").failed("overloaded", "upstream").billed(null).add();
      run.event(arm, "lost").failed("connect", "ours").add();
      run.event(arm, "never").notSent().add();
      run.event(arm, "again").reusedFrom("night-0").add().score(arm, "again", 1, 0.0);
      run.event(arm, "warm").purpose("warmup").add();
    }
    return run;
  }

  /** Of the reports on spending one asks what a passed task costs; the others know of no scores. */
  private static boolean mayReadScores(ReportFile report) {
    return !report.pack().equals("finops") || report.name().equals("finops/unit_economics");
  }

  private static Map<String, String> everyReport(Path warehouse) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Map<String, Scope> scopes =
        Map.of(
            "all", Scope.everyRun(),
            "arm", Scope.everyRun().only(List.of(), List.of("a"), List.of()));
    try (Warehouse opened = Warehouse.open(warehouse)) {
      Reports reports = Reports.over(opened, List.of(Path.of("reports")));
      // scope by scope, since what is laid out for one serves all its reports
      scopes.forEach(
          (name, scope) ->
              reports.all().stream()
                  .filter(CarriedScoresTest::mayReadScores)
                  .forEach(
                      report ->
                          texts.put(
                              report.name() + " of " + name,
                              new Json()
                                  .text(
                                      reports.run(
                                          report.name(),
                                          scope,
                                          CompactedReportsTest.requiredOf(report))))));
    }
    return texts;
  }

  private static List<List<Object>> carrying(Path warehouse, Scope scope) throws IOException {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      Reports.over(opened, List.of(Path.of("reports")))
          .run("comparison/leaderboard", scope, Map.of());
      return opened
          .query(Sql.typed("select run_id, carries_scores from int_runs order by run_id"))
          .values();
    }
  }

  private static Object quality(Path warehouse, Scope scope) throws IOException {
    try (Warehouse opened = Warehouse.open(warehouse)) {
      return Reports.over(opened, List.of(Path.of("reports")))
          .run("comparison/leaderboard", scope, Map.of())
          .rows()
          .get(0)
          .get(3);
    }
  }

  @Test
  void everyReportIsByteForByteTheSameWithAndWithoutThem() throws IOException {
    Path apart = folder.resolve("apart");
    Path carried = folder.resolve("carried");
    Path mixed = folder.resolve("mixed");
    for (int i = 1; i <= 3; i++) {
      night(apart, i).commit();
      night(carried, i).carryingScores().commit();
      TinyWarehouse either = night(mixed, i);
      (i == 2 ? either : either.carryingScores()).commit();
    }
    assertThat(carrying(apart, Scope.everyRun())).extracting(row -> row.get(1)).containsOnly(false);
    assertThat(carrying(carried, Scope.everyRun()))
        .extracting(row -> row.get(1))
        .containsOnly(true);
    assertThat(carrying(mixed, Scope.everyRun()))
        .extracting(row -> row.get(1))
        .containsExactly(true, false, true);
    Map<String, String> expected = everyReport(apart);
    everyReport(carried)
        .forEach((report, text) -> assertThat(text).as(report).isEqualTo(expected.get(report)));
    everyReport(mixed)
        .forEach((report, text) -> assertThat(text).as(report).isEqualTo(expected.get(report)));
  }

  @Test
  void aScoreAddedSinceIsNotPassedOver() throws IOException {
    TinyWarehouse.run(folder, "r1")
        .event("a", "c1")
        .with("first_scoring", "scoring-1")
        .with("first_score", "1")
        .with("first_passed", "true")
        .add()
        .score("a", "c1", 1, 1.0)
        .score("a", "c1", 1, "judge", "judge-1", 0.5)
        .commit();
    assertThat(quality(folder, Scope.everyRun())).isEqualTo(0.75);
  }

  @Test
  void anotherScoringThanTheFirstIsLookedFor() throws IOException {
    TinyWarehouse.run(folder, "r1")
        .event("a", "c1")
        .with("first_scoring", "scoring-0")
        .with("first_score", "0")
        .with("first_passed", "false")
        .add()
        .score("a", "c1", 1, 1.0)
        .commit();
    assertThat(quality(folder, Scope.everyRun())).isEqualTo(1.0);
  }

  @Test
  void aScoringThatIsAskedForByNameIsLookedFor() throws IOException, SQLException {
    TinyWarehouse.run(folder, "r1")
        .event("a", "c1")
        .add()
        .score("a", "c1", 1, 1.0)
        .carryingScores()
        .commit();
    Path scores = folder.resolve("runs/r1/scores");
    Files.createDirectories(scores.resolve("stricter"));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "copy (select * replace (0.25::DOUBLE as score) from '%1$s/scoring-1/part-0.parquet') to '%1$s/stricter/part-0.parquet' (format parquet)"
              .formatted(scores));
    }
    assertThat(quality(folder, Scope.everyRun())).isEqualTo(1.0);
    assertThat(quality(folder, Scope.everyRun().scoredBy("stricter"))).isEqualTo(0.25);
  }
}

package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.render.Json;
import dev.assay.warehouse.Compaction;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction changes where rows lie and no figure of any report. */
class CompactedReportsTest {
  @TempDir Path folder;

  @Test
  void everyReportIsByteForByteTheSameBeforeAndAfter() throws IOException {
    threeMonthsOfNights();
    Map<String, String> before = everyReport();
    assertThat(Compaction.of(folder, YearMonth.of(2026, 11)).months()).hasSize(2);
    Map<String, String> after = everyReport();
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((report, text) -> assertThat(after.get(report)).as(report).isEqualTo(text));
    assertThat(before.get("comparison/leaderboard of all")).contains("\"n\" : 12");
  }

  private void threeMonthsOfNights() {
    Random random = new Random(7);
    for (int night = 0; night < 9; night++) {
      Instant start = Instant.parse("2026-09-05T02:00:00Z").plusSeconds(86400L * 9 * night);
      TinyWarehouse run = TinyWarehouse.run(folder, "night-" + night).startedAt(start.toString());
      for (String arm : List.of("a", "b")) {
        for (int i = 0; i < 12; i++) {
          String caseId = "c" + i;
          run.event(arm, caseId)
              .cluster("k" + i / 2)
              .billed("0.00" + random.nextInt(1000))
              .latency(String.valueOf(300 + random.nextInt(900)), "90.5")
              .with("tags", "[t" + i % 3 + "]")
              .add();
          run.score(arm, caseId, 1, random.nextInt(10) / 9.0);
        }
        run.event(arm, "late").failed("overloaded", "upstream").billed("0").add();
        run.event(arm, "late").attempt(2).add().score(arm, "late", 1, null);
      }
      run.commit();
    }
  }

  private Map<String, String> everyReport() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    Map<String, Scope> scopes =
        Map.of(
            "all", Scope.everyRun(),
            "october, one tag",
                Scope.everyRun()
                    .between(
                        Instant.parse("2026-10-01T00:00:00Z"),
                        Instant.parse("2026-11-01T00:00:00Z"))
                    .only(List.of(), List.of(), List.of("t1")));
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(Path.of("reports")), Answers.noFiles());
      // scope by scope, since what is laid out for one serves all its reports
      scopes.forEach(
          (name, scope) -> {
            for (ReportFile report : reports.all()) {
              texts.put(
                  report.name() + " of " + name,
                  new Json().text(reports.run(report.name(), scope, requiredOf(report))));
            }
          });
    }
    return texts;
  }

  /** Values of what a report must be told, of runs with the arms a and b. */
  static Map<String, String> requiredOf(ReportFile report) {
    return report.parameters().stream()
        .filter(ReportFile.Parameter::isRequired)
        .collect(
            Collectors.toMap(
                ReportFile.Parameter::name,
                parameter -> parameter.name().equals("candidate") ? "b" : "a"));
  }
}

package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.intake.BookImport;
import dev.assay.intake.BookRequest;
import dev.assay.intake.BookSource;
import dev.assay.problem.InvalidInput;
import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a warehouse a report sees, told by the prompts whose attempts it counts. */
class ScopeTest {
  private static final Path OWN = Path.of("src/test/resources/report/own");

  @TempDir Path folder;

  /** Two simulated nights in October and November, and two real ones after them. */
  @BeforeEach
  void fourNights() {
    TinyWarehouse.run(folder, "sim-1")
        .startedAt("2026-10-31T23:59:00Z")
        .event("a", "before-midnight")
        .with("tags", "[t1]")
        .add()
        .event("a", "after-midnight")
        .with("started_at", "2026-11-01T00:00:00Z")
        .with("tags", "[t1, t2]")
        .add()
        .event("b", "not-sent")
        .notSent()
        .add()
        .commit();
    TinyWarehouse.run(folder, "sim-2")
        .startedAt("2026-11-02T00:00:00Z")
        .event("b", "second")
        .add()
        .commit();
    TinyWarehouse.run(folder, "real-1")
        .real()
        .startedAt("2026-11-03T00:00:00Z")
        .event("a", "paid")
        .add()
        .commit();
    TinyWarehouse.run(folder, "real-2")
        .real()
        .startedAt("2026-12-04T00:00:00Z")
        .suites(Map.of("orders", "hash"))
        .event("c", "paid-later")
        .add()
        .commit();
  }

  private Table table(Scope scope) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      return Reports.over(warehouse, List.of(Path.of("reports"), OWN))
          .run("comparison/attempts_by", scope, Map.of("by", "case_id"));
    }
  }

  private List<Object> cases(Scope scope) throws IOException {
    return table(scope).column(0);
  }

  private static Scope time(String from, String to) {
    return Scope.everyRun()
        .between(from == null ? null : Instant.parse(from), to == null ? null : Instant.parse(to));
  }

  @Test
  void theNewestRunIsTheOneStartedLast() throws IOException {
    assertThat(cases(Scope.newest())).containsExactly("paid-later");
    assertThat(cases(Scope.newest(2))).containsExactly("paid", "paid-later");
  }

  @Test
  void whatOthersStateBesideAnyAttemptIsNeverTheNewestRun() throws IOException {
    BookSource activity =
        BookSource.all().stream()
            .filter(source -> source.name().equals("openrouter-activity"))
            .findFirst()
            .orElseThrow();
    BookImport.into(folder, "test")
        .of(
            BookRequest.of(
                activity, Path.of("src/test/resources/intake/usage/openrouter-activity.json")),
            Instant.parse("2026-12-31T00:00:00Z"));
    assertThat(cases(Scope.newest())).containsExactly("paid-later");
    assertThat(cases(Scope.newest().mixing(Scope.Mixing.TOGETHER))).containsExactly("paid-later");
  }

  @Test
  void ofTheNewestRunsNoneIsOfAnotherKindUnlessAsked() throws IOException {
    assertThat(cases(Scope.newest(9))).containsExactly("paid", "paid-later");
    assertThat(cases(Scope.newest(3).mixing(Scope.Mixing.TOGETHER)))
        .containsExactly("paid", "paid-later", "second");
    TinyWarehouse.run(folder, "sim-3")
        .startedAt("2026-12-05T00:00:00Z")
        .event("a", "third")
        .add()
        .commit();
    assertThat(cases(Scope.newest(2))).containsExactly("second", "third");
  }

  @Test
  void aTimeHasTheAttemptsStartedInItWhateverTheirRun() throws IOException {
    assertThat(cases(time("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")))
        .as("an attempt that tells no time counts when its run started")
        .containsExactly("before-midnight", "not-sent");
    assertThat(cases(time("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")))
        .as("the end of one month is the beginning of the next, in UTC")
        .containsExactly("after-midnight");
    assertThat(cases(time("2026-12-01T00:00:00Z", null))).containsExactly("paid-later");
    assertThat(cases(time(null, "2026-11-03T00:00:00Z").mixing(Scope.Mixing.TOGETHER)))
        .containsExactly("after-midnight", "before-midnight", "not-sent", "second");
  }

  @Test
  void aTimeWithRealRunsLeavesOutSimulatedOnesAndSaysSo() throws IOException {
    Table november = table(time("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"));
    assertThat(november.column(0)).containsExactly("paid");
    assertThat(november.notes())
        .containsExactly(
            "Run real-1.",
            "2 simulated runs are left out; --include-simulated adds them.",
            "Only attempts from 2026-11-01T00:00:00Z, before 2026-12-01T00:00:00Z.");
    Table mixed =
        table(time("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z").mixing(Scope.Mixing.TOGETHER));
    assertThat(mixed.column(0)).containsExactly("after-midnight", "paid", "second");
    assertThat(mixed.notes())
        .contains("Simulated and real figures are mixed: 2 of 3 runs are simulated.");
  }

  @Test
  void aScopeOfSimulatedRunsAloneIsShownAndMarked() throws IOException {
    Table october = table(time("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"));
    assertThat(october.rows()).hasSize(2);
    assertThat(october.notes())
        .contains("Simulated figures: the embedded gateway answered, no money was spent.");
  }

  @Test
  void namedRunsOfBothKindsAreMixedOnlyWhenAsked() throws IOException {
    Scope both = Scope.runs(List.of("sim-2", "real-1"));
    assertThatThrownBy(() -> table(both))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            "--run: some of these runs are simulated and some are real: simulated are sim-2. Name runs of one kind, or mix them with --include-simulated.");
    assertThat(cases(both.mixing(Scope.Mixing.TOGETHER))).containsExactly("paid", "second");
  }

  @Test
  void suitesArmsAndTagsNarrowTheRowsOfTheNewestRunThatHasThem() throws IOException {
    assertThat(cases(Scope.newest().only(List.of("refunds"), List.of(), List.of())))
        .containsExactly("paid");
    assertThat(cases(Scope.newest().only(List.of(), List.of("b"), List.of())))
        .containsExactly("second");
    assertThat(
            cases(Scope.runs(List.of("sim-1")).only(List.of(), List.of("a", "b"), List.of("t2"))))
        .containsExactly("after-midnight");
    assertThat(table(Scope.newest().only(List.of("refunds"), List.of("a"), List.of())).notes())
        .containsExactly("Run real-1.", "Only attempts of the suite refunds, of the arm a.");
    assertThatThrownBy(() -> cases(Scope.newest().only(List.of("refund"), List.of("x"), List.of())))
        .hasMessage(
            "--suite: no run in the warehouse has the suite 'refund'. Did you mean 'refunds'? Known suites: orders, refunds.");
  }

  @Test
  void aScopeWithoutRunsSaysSo() throws IOException {
    assertThat(table(time("2027-01-01T00:00:00Z", null)).notes())
        .containsExactly(
            "No committed run of the warehouse is in this scope.",
            "Only attempts from 2027-01-01T00:00:00Z.");
  }

  @Test
  void everyLayerIsNarrowed() throws IOException {
    TinyWarehouse.run(folder, "scored")
        .startedAt("2026-12-06T00:00:00Z")
        .event("a", "c1")
        .add()
        .score("a", "c1", 1, 1.0)
        .event("b", "c1")
        .add()
        .score("b", "c1", 1, 0.0)
        .commit();
    Scope armB = Scope.newest().only(List.of(), List.of("b"), List.of());
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(Path.of("reports")));
      for (String layer : List.of("staging/stg_scores", "intermediate/int_calls")) {
        assertThat(reports.run(layer, armB, Map.of()).rows()).as(layer).hasSize(1);
        assertThat(reports.run(layer, Scope.newest(), Map.of()).rows()).as(layer).hasSize(2);
      }
    }
  }
}

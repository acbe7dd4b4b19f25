package dev.assay.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.MonthFiles;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageEvent;
import dev.assay.warehouse.StoredRuns.StoredRun;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
  private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

  @TempDir Path folder;

  private TinyWarehouse run(String id, String startedAt) {
    return TinyWarehouse.run(folder, id)
        .startedAt(startedAt)
        .event("a", "c1")
        .add()
        .event("a", "c2")
        .billed("0.000000000000000001")
        .add()
        .score("a", "c1", 1, 1.0)
        .score("a", "c2", 1, null);
  }

  private void twoNightsOfOctoberAndOneOfNovember() {
    run("oct-1", "2026-10-01T00:00:00Z").commit();
    run("oct-31", "2026-10-31T23:59:59Z").commit();
    run("nov-1", "2026-11-01T00:00:00Z").commit();
  }

  private List<List<Object>> ask(String sql) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      return warehouse.query(Sql.typed(sql)).values();
    }
  }

  private List<List<Object>> everyRow() throws IOException {
    List<List<Object>> rows = new ArrayList<>(ask("from usage_events order by all"));
    rows.addAll(ask("from scores order by all"));
    return rows;
  }

  private RunFolder folderOf(String run) {
    return RunFolder.of(folder, run);
  }

  @Test
  void theRunsOfMonthsThatHaveEndedMoveAndEveryRowStaysWhatItIs() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    Files.createDirectories(folderOf("oct-1").journal());
    List<List<Object>> before = everyRow();

    assertThat(Compaction.of(folder, NOVEMBER))
        .isEqualTo(
            new Compaction.Outcome(List.of(new Compaction.Moved(OCTOBER, 2, 4, 4)), Map.of()));

    assertThat(everyRow()).isEqualTo(before).hasSize(12);
    assertThat(folderOf("oct-1").manifest().compactedInto()).isEqualTo("2026-10/1");
    assertThat(folderOf("oct-1").events()).doesNotExist();
    assertThat(folderOf("oct-1").journal()).isDirectory();
    assertThat(folderOf("nov-1").manifest().compactedInto()).isNull();
    assertThat(folderOf("nov-1").events()).isNotEmptyDirectory();
    assertThat(Compaction.of(folder, NOVEMBER).months()).isEmpty();
  }

  @Test
  void aRunThatComesLateToItsMonthIsMergedBesideTheOthers() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    Compaction.of(folder, NOVEMBER);
    run("oct-late", "2026-10-15T00:00:00Z").commit();
    List<List<Object>> before = everyRow();
    Compaction.of(folder, NOVEMBER);
    assertThat(folderOf("oct-late").manifest().compactedInto()).isEqualTo("2026-10/2");
    assertThat(everyRow()).isEqualTo(before).hasSize(16);
  }

  @Test
  void whereverItIsCutOffEachRunIsReadOnceAndTheNextGoFinishes() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    List<List<Object>> before = everyRow();
    Compaction compaction = new Compaction(folder);
    List<StoredRun> october = StoredRuns.in(folder).named(List.of("oct-1", "oct-31"));

    Path half = Files.createDirectories(MonthFiles.in(folder).resolve("2026-10/1.part"));
    Files.writeString(half.resolve("usage_events.parquet"), "PAR1 and no more");
    assertThat(everyRow()).as("cut off while the month was written").isEqualTo(before);

    MonthFiles unnamed = compaction.merge(OCTOBER, october);
    assertThat(everyRow()).as("cut off before any manifest named the month").isEqualTo(before);

    assertThat(compaction.hand(october.get(0), unnamed)).isEmpty();
    assertThat(everyRow()).as("cut off before the run's own files were removed").isEqualTo(before);

    compaction.clear(october.get(0));
    assertThat(everyRow()).as("cut off between two runs").isEqualTo(before);

    Compaction.of(folder, NOVEMBER);
    assertThat(everyRow()).as("finished").isEqualTo(before);
    assertThat(folderOf("oct-1").manifest().compactedInto()).isEqualTo(unnamed.name());
    assertThat(folderOf("oct-31").manifest().compactedInto()).isEqualTo("2026-10/2");
    assertThat(half).doesNotExist();
  }

  @Test
  void whatNoManifestNamesIsRemovedAndSoIsWhatARunLeftBehind() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    Compaction compaction = new Compaction(folder);
    List<StoredRun> october = StoredRuns.in(folder).named(List.of("oct-1", "oct-31"));
    MonthFiles unnamed = compaction.merge(OCTOBER, october);
    compaction.hand(october.get(0), compaction.merge(OCTOBER, october));
    Compaction.of(folder, OCTOBER);
    assertThat(unnamed.path()).doesNotExist();
    assertThat(MonthFiles.named(folder, "2026-10/2").path()).isNotEmptyDirectory();
    assertThat(folderOf("oct-1").events()).doesNotExist();
    assertThat(folderOf("oct-31").events()).isNotEmptyDirectory();
  }

  @Test
  void aRunThatIsInUseStoppedUnfinishedOrBrokenIsLeftAloneAndSaidToBe() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    run("stopped", "2026-10-02T00:00:00Z").ended("budget").commit();
    run("cut-off", "2026-10-03T00:00:00Z").write();
    run("broken", "2026-10-04T00:00:00Z").commit();
    Files.delete(folderOf("broken").events().resolve("part-0.parquet"));
    try (RunInUse held = RunInUse.hold(folderOf("oct-1")).orElseThrow()) {
      assertThat(held).isNotNull();
      Compaction.Outcome done = Compaction.of(folder, NOVEMBER);
      assertThat(done.months()).containsExactly(new Compaction.Moved(OCTOBER, 1, 2, 2));
      assertThat(done.leftAlone())
          .isEqualTo(
              Map.of(
                  "oct-1", "it is in use",
                  "stopped", "it ended with 'budget' and may be continued",
                  "broken", "this run committed 2 usage events, and 0 are here"));
    }
    assertThat(folderOf("oct-1").events()).isNotEmptyDirectory();
    assertThat(folderOf("cut-off").events()).isNotEmptyDirectory();
    Compaction.of(folder, NOVEMBER);
    assertThat(folderOf("oct-1").events()).doesNotExist();
  }

  @Test
  void aRunThatWasScoredAnewWhileItsRowsWereCopiedIsLeftAlone() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    Compaction compaction = new Compaction(folder);
    StoredRun run = StoredRuns.in(folder).named(List.of("oct-1")).get(0);
    MonthFiles month = compaction.merge(OCTOBER, List.of(run));
    RunManifest rescored = run.manifest().scoredBy("scoring-2", Map.of());
    run.folder().commit(rescored);
    assertThat(compaction.hand(run, month)).contains("it changed meanwhile");
    assertThat(run.folder().manifest()).isEqualTo(rescored);
  }

  @Test
  void everyScoringMovesAndOneMadeLaterIsReadFromTheRunsFolder() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    score("oct-1", "scoring-2", 0.25);
    assertThat(scoresOf("oct-1", null)).containsExactly(List.of(1.0));
    Compaction.of(folder, NOVEMBER);
    assertThat(scoresOf("oct-1", null)).containsExactly(List.of(1.0));
    assertThat(scoresOf("oct-1", "scoring-2")).containsExactly(List.of(0.25));
    assertThatThrownBy(() -> scoresOf("oct-1", "scoring-3"))
        .hasMessage(
            "--scoring: run 'oct-1' has no scoring 'scoring-3'. It has scoring-1, scoring-2; the newest is scoring-1.");
    assertThatThrownBy(() -> scoresOf("oct-1", "scor"))
        .hasMessage(
            "--scoring: 'scor' begins the names of 2 scorings of run 'oct-1'. It has scoring-1, scoring-2; the newest is scoring-1.");

    score("oct-1", "new", 0.75);
    RunFolder moved = folderOf("oct-1");
    moved.commit(moved.manifest().scoredBy("new", Map.of()));
    assertThat(scoresOf("oct-1", null)).containsExactly(List.of(0.75));
    assertThat(scoresOf("oct-1", "scoring-1")).containsExactly(List.of(1.0));
    Compaction.of(folder, NOVEMBER);
    assertThat(scoresOf("oct-1", null)).containsExactly(List.of(0.75));
  }

  private void score(String run, String scoring, double score) throws IOException {
    RunFolder aside = RunFolder.of(folder.resolve("aside"), run);
    TinyWarehouse.run(folder.resolve("aside"), run).score("a", "c1", 1, score).write();
    Path place = Files.createDirectories(folderOf(run).scores(scoring));
    Files.move(
        aside.scores("scoring-1").resolve("part-0.parquet"), place.resolve("part-0.parquet"));
  }

  private List<List<Object>> scoresOf(String run, String scoring) throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      warehouse.narrowTo(Excerpt.ofRuns(List.of(run)).scoredBy(scoring));
      return warehouse
          .query(Sql.typed("select score from scores_in_scope where score is not null"))
          .values();
    }
  }

  @Test
  void aCostThatBecomesKnownLaterCountsInACompactedRunToo() throws Exception {
    twoNightsOfOctoberAndOneOfNovember();
    Compaction.of(folder, NOVEMBER);
    String callId =
        (String)
            ask("select call_id from usage_events where run_id = 'oct-1' and case_id = 'c2'")
                .get(0)
                .get(0);
    try (RowFile<AdjustmentRow> file =
        RowFile.create(
            folderOf("oct-1").adjustments().resolve("late.parquet"), AdjustmentRow.class)) {
      file.write(
          new AdjustmentRow(
              "oct-1",
              callId,
              1,
              Instant.parse("2026-12-01T00:00:00Z"),
              "lookup",
              new BigDecimal("0.5"),
              null,
              null,
              null,
              null));
    }
    assertThat(ask("select sum(billed_usd) from usage_events where run_id = 'oct-1'"))
        .containsExactly(List.of(new BigDecimal("0.501000000000000000")));
  }

  @Test
  void aMonthsFileThatIsLostOrTornIsRefusedAndNotReadAsALowerBill() throws IOException {
    twoNightsOfOctoberAndOneOfNovember();
    Compaction.of(folder, NOVEMBER);
    Path events = MonthFiles.named(folder, "2026-10/1").table("usage_events");
    Files.delete(events);
    assertThatThrownBy(() -> ask("from usage_events"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(
            folderOf("oct-1").events() + ": this run committed 2 usage events, and 0 are here.");
    Files.writeString(events, "PAR1 and no more");
    assertThatThrownBy(() -> ask("from usage_events"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(events + ": this file of a committed run cannot be read: ");
    assertThat(ask("select count(*) from runs")).containsExactly(List.of(3L));
  }

  @Test
  void theMonthsFileIsReadByTheReaderOfOurOwnRows() throws Exception {
    Path file = folderOf("r").events().resolve("part.parquet");
    Path again = MonthFiles.named(folder, "2026-10/1").table("usage_events");
    TinyWarehouse.run(folder, "r")
        .startedAt("2026-10-01T00:00:00Z")
        .event("a", "c1")
        .with("tags", "[x, y]")
        .add()
        .commit();
    Compaction.of(folder, NOVEMBER);
    List<UsageEvent> rows = new ArrayList<>();
    RowFile.read(again, UsageEvent.class, rows::add);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).runId()).isEqualTo("r");
    assertThat(rows.get(0).tags()).containsExactly("x", "y");
    assertThat(rows.get(0).startedAt()).isEqualTo(Instant.parse("2026-10-01T00:00:00Z"));
    assertThat(rows.get(0).billedUsd()).isEqualByComparingTo("0.001");
    assertThat(file).doesNotExist();
  }

  @Test
  void twoAtOnceAreRefused() throws IOException {
    Files.createDirectories(MonthFiles.in(folder));
    try (FileChannel channel =
            FileChannel.open(
                MonthFiles.in(folder).resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> Compaction.of(folder, NOVEMBER))
          .isInstanceOf(InvalidInput.class)
          .hasMessage(folder + ": another process is compacting this warehouse. Wait for its end.");
    }
  }
}

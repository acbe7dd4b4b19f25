package dev.assay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunInUse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an import refuses, leaves out, counts and promises. */
class ImportTest {
  @TempDir Path folder;
  private Path warehouse;
  private Intake intake;

  @BeforeEach
  void openTheWarehouse() {
    warehouse = folder.resolve("warehouse");
    intake = new Intake(warehouse);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "no-item.csv | :1: there is no column 'item_id'. Say which one it is: --map item_id=NAME. The file has arm, question, score.",
        "no-rows.csv | : there are no rows. Name a file that has some.",
        "score-of-five.csv | :3: the score 5.0 is not from 0 to 1 (rows with such a score: 2). Say which score is the worst and which the best: --score-range 0..100.",
        "field-too-few.csv | :3: this row has 2 fields, and the header has 3. Quote a field that holds the delimiter or a line break.",
        "open-quote.csv | :3: the file ends within quotes that are opened here. Close them; a quote within a quoted field is written twice.",
        "not-utf-8.csv | :3: this line cannot be read: Invalid unicode (byte sequence mismatch) detected. This file is not utf-8 encoded. CSV is read as RFC 4180 says, in UTF-8.",
        "cut-off.jsonl | :2: this is not JSON: Unexpected end-of-input in field name. Is the file whole? Write it out again.",
        "cut-off.json | :26: this is not JSON: Unexpected end-of-input: expected close marker for Object. Is the file whole? Write it out again.",
        "package.json | : this is neither promptfoo's results nor an Inspect log: it has neither 'results' nor 'eval'. A file of an object a line is --format jsonl.",
        "missing.csv | : there is no such file. Check the path.",
      })
  void aFileThatCannotBeTakenIsToldWithItsLineAndItsMend(String file, String message)
      throws IOException {
    assertThatThrownBy(() -> intake.of("broken/" + file))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(Intake.FILES.resolve("broken") + "/" + file + message);
    assertThat(RunFolder.all(warehouse)).isEmpty();
  }

  @Test
  void aFaultyRowIsLeftOutWithItsLineAndTheReason() throws IOException {
    Imported imported = intake.of("broken/money.csv");
    assertThat(Files.readAllLines(imported.run().rejected()))
        .map(line -> line.replace(Intake.FILES + "/broken/money.csv", "F"))
        .containsExactly(
            "file,line,reason",
            "F,3,\"cost_usd is '-0.10', which is negative. An answer costs nothing or more\"",
            "F,4,\"cost_usd is '10000.01', which is more than 10000 USD for one answer\"",
            "F,5,\"cost_usd is '1e30', which is no amount. Write digits and a point, without a currency sign\"",
            "F,6,\"cost_usd is '$0.10', which is no amount. Write digits and a point, without a currency sign\"",
            "F,7,\"cost_usd is '1_000', which is no amount. Write digits and a point, without a currency sign\"",
            "F,8,\"currency is 'EUR', which is not USD. Convert the amounts at the rate you were billed at\"",
            "F,10,\"latency_ms is '-5', which is no number of milliseconds\"",
            "F,11,\"prompt_tokens is '1.5', which is no whole number of tokens\"",
            "F,12,\"started_at is 'yesterday', which is no time. Write it as 2026-11-21T07:26:35Z\"",
            "F,13,\"failed is 'maybe', which is neither true nor false\"",
            "F,14,\"repeat is '0', which is no whole number from 1\"",
            "F,15,\"score is '1', which is not 0, and the row says that the call failed\"",
            "F,16,item_id is empty. Every row needs one");
    assertThat(
            intake.rows("select case_id, billed_usd, billed_as_sent from usage_events order by 1"))
        .containsExactly(
            "digits|0.123456789012345679|0.1234567890123456789", "ok|0.100000000000000000|");
    assertThat(imported.manifest().ended()).isEqualTo("partial");
    assertThat(imported.manifest().isComplete()).isFalse();
  }

  @Test
  void aScoreThatIsNoNumberIsToldAtItsLineBehindQuotedLineBreaks() throws IOException {
    assertThat(intake.of("broken/score-nan.csv").firstRejected())
        .singleElement()
        .hasToString(
            Intake.FILES
                + "/broken/score-nan.csv:6: score is 'NaN', which is no number. Leave it empty where there is no score.");
  }

  @Test
  void aCopyOfARowIsDroppedAndRowsThatContradictEachOtherAreBelievedNeither() throws IOException {
    Imported imported = intake.of("broken/duplicated.csv");
    assertThat(imported.firstRejected())
        .hasSize(2)
        .allSatisfy(
            problem ->
                assertThat(problem.what())
                    .isEqualTo(
                        "item 'q1' of arm 'small' stands here 2 times as repeat 1, each time with other values."
                            + " Number its repeats in a column repeat, or remove all but one"))
        .extracting(problem -> problem.place().line())
        .containsExactly(2, 4);
    var origin = imported.manifest().imported();
    assertThat(List.of(origin.read(), origin.kept(), origin.rejected(), origin.duplicates()))
        .containsExactly(5L, 2L, 2L, 1L);
    assertThat(origin.filesUsd()).isEqualByComparingTo("1.875");
    assertThat(imported.manifest().billedUsd()).isEqualByComparingTo("0.625");
    assertThat(intake.rows("select sum(billed_usd) from usage_events"))
        .containsExactly("0.625000000000000000");
  }

  @Test
  void rowsThatContradictEachOtherAreNoCopiesThoughDuckDbHashesThemAlike() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("alike.csv"),
            """
            item_id,arm,score,output
            1,a,1,suite-0/case-10227/arm-0/1/7-10
            1,a,1,suite-0/case-10927/arm-7/1/7-10
            2,a,1,x
            """);
    var origin = intake.of(ImportRequest.of(file)).manifest().imported();
    assertThat(List.of(origin.read(), origin.kept(), origin.rejected(), origin.duplicates()))
        .containsExactly(3L, 1L, 2L, 0L);
  }

  @Test
  void anEventRepeatsItsScore() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("scored.csv"), "item_id,arm,score,failed\n1,a,1,\n2,a,,\n3,a,,true\n");
    intake.of(ImportRequest.of(file));
    assertThat(
            intake.rows(
                "select first_scoring || ' ' || coalesce(first_score::VARCHAR, '-') || ' ' || coalesce(first_passed::VARCHAR, '-') from usage_events order by case_id"))
        .containsExactly("imported 1.0 true", "imported - -", "");
    assertThat(intake.rows("select call_id || ' ' || coalesce(score::VARCHAR, '-') from scores"))
        .hasSize(2);
  }

  @Test
  void armsWithoutACommonItemAreTold() throws IOException {
    assertThat(intake.of("broken/no-common-item.csv").notes())
        .containsExactly(
            "The arms 'large' and 'small' have no item of the suite 'no-common-item' in common, so they cannot be compared on it.");
  }

  @Test
  void whateverStandsInANameIsText() throws IOException {
    Imported imported = intake.of("hostile.csv");
    assertThat(imported.manifest().imported().kept()).isEqualTo(4);
    assertThat(intake.rows("select case_id, arm from usage_events order by case_id, arm"))
        .containsExactly(
            "%1$s {{x}} \"q\"|c", "'); drop table runs; --|\u202e\u001b[31mred", "a|b/c", "a/b|c");
    assertThat(intake.rows("select count(distinct call_id) from usage_events"))
        .containsExactly("4");
  }

  @Test
  void theSameFileAgainChangesNothing() throws IOException {
    Imported first = intake.of("outcomes.csv");
    Path copy = Files.copy(Intake.FILES.resolve("outcomes.csv"), folder.resolve("outcomes.csv"));
    Imported again = intake.of(ImportRequest.of(copy));
    assertThat(again.isNew()).isFalse();
    assertThat(again.manifest()).isEqualTo(first.manifest());
    assertThat(RunFolder.all(warehouse)).hasSize(1);
    assertThat(first.manifest().imported().files().get(0).sha256())
        .isEqualTo("c76ff2ba65a5233b73d498cc2e1d4e45fe4777653fae988b6033705315433329");
  }

  @Test
  void aFileThatARunHoldsAlreadyIsNotCountedTwiceUnderOtherSettings() throws IOException {
    Imported first = intake.of("outcomes.csv");
    Path file = Intake.FILES.resolve("outcomes.csv");
    ImportRequest other =
        new ImportRequest(
            List.of(file),
            null,
            null,
            Map.of("cluster", "model"),
            null,
            null,
            null,
            BigDecimal.ZERO,
            BigDecimal.ONE,
            BigDecimal.ONE,
            List.of());
    assertThatThrownBy(() -> intake.of(other))
        .hasMessage(
            "%s: run %s already holds this file, imported with other settings. Counted twice it would be wrong; move %s away to import it anew."
                .formatted(file, first.manifest().runId(), first.run().path()));
  }

  @Test
  void nothingIsSeenOfAnImportThatWasCutOffAndTheNextOneClearsIt() throws IOException {
    Path left = warehouse.resolve("importing/2026-11-21T07-00-00Z-000000/events/import.parquet");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "half a");
    assertThat(intake.rows("from usage_events")).isEmpty();
    intake.of("outcomes.csv");
    try (Stream<Path> aside = Files.list(warehouse.resolve("importing"))) {
      assertThat(aside.map(path -> path.getFileName().toString())).containsExactly("lock");
    }
    assertThat(intake.rows("select count(*) from usage_events")).containsExactly("4");
  }

  @Test
  void twoImportsAtOnceAreNotMixed() throws IOException {
    RunInUse other = RunInUse.hold(new RunFolder(warehouse.resolve("importing"))).orElseThrow();
    try (other) {
      assertThatThrownBy(() -> intake.of("outcomes.csv"))
          .hasMessage(warehouse + ": another import into it is going on. Wait for its end.");
    }
  }

  @Test
  void theSameItemsAreTheSameSuiteWhoeverAnsweredThem() throws IOException {
    Path one =
        Files.writeString(folder.resolve("one.csv"), "item_id,arm,score,suite\n1,a,1,s\n2,a,0,s\n");
    Path other =
        Files.writeString(
            folder.resolve("other.csv"), "item_id,arm,score,suite\n2,b,1,s\n1,b,1,s\n");
    Path more =
        Files.writeString(
            folder.resolve("more.csv"), "item_id,arm,score,suite\n2,b,1,s\n3,b,1,s\n");
    Map<String, String> hashes = intake.of(ImportRequest.of(one)).manifest().suiteHashes();
    assertThat(intake.of(ImportRequest.of(other)).manifest().suiteHashes()).isEqualTo(hashes);
    assertThat(intake.of(ImportRequest.of(more)).manifest().suiteHashes()).isNotEqualTo(hashes);
  }
}

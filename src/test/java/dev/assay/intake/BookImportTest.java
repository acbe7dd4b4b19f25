package dev.assay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.usage.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import of somebody's books counts, leaves out, refuses and promises. */
class BookImportTest {
  private static final String LOGS = "openrouter-logs";
  private static final String HEADER =
      "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug\n";
  private static final String TOTALS =
      "select count(*), sum(billed_usd), count(distinct generation_id) from usage_events";

  @TempDir Path folder;
  private Path warehouse;
  private Books books;

  @BeforeEach
  void openTheWarehouse() {
    warehouse = folder.resolve("warehouse");
    books = new Books(warehouse);
  }

  private Path logs(String name, int from, int to) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = from; i < to; i++) {
      text.append(
          "gen-%d,2026-11-%02d 10:00:00,0.%03d,10,20,acme/small-1%n".formatted(i, 1 + i % 9, i));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private Booked take(Path... files) throws IOException {
    return books.of(BookRequest.of(Books.source(LOGS), files));
  }

  private Booked take(String row) throws IOException {
    return take(Files.writeString(folder.resolve("row.csv"), HEADER + row + "\n"));
  }

  @Test
  void theSameFileAgainChangesNothing() throws IOException {
    Booked first = take(logs("a.csv", 0, 50));
    Booked again = take(Files.copy(folder.resolve("a.csv"), folder.resolve("copy.csv")));
    assertThat(again.isNew()).isFalse();
    assertThat(again.run().runId()).isEqualTo(first.run().runId());
    assertThat(RunFolder.all(warehouse)).hasSize(1);
  }

  @Test
  void overlappingFilesComeToTheSameTotalsInEitherOrder() throws IOException {
    Path early = logs("early.csv", 0, 60);
    Path late = logs("late.csv", 40, 100);
    take(early);
    Booked second = take(late);
    assertThat(second.tally().kept()).isEqualTo(40);
    assertThat(second.tally().duplicates()).isEqualTo(20);
    List<String> totals = books.rows(TOTALS);
    Books other = new Books(folder.resolve("other"));
    other.of(BookRequest.of(Books.source(LOGS), late));
    other.of(BookRequest.of(Books.source(LOGS), early));
    assertThat(other.rows(TOTALS)).isEqualTo(totals).containsExactly("100|4.95|100");
    Books atOnce = new Books(folder.resolve("at-once"));
    atOnce.of(BookRequest.of(Books.source(LOGS), early, late));
    assertThat(atOnce.rows(TOTALS)).isEqualTo(totals);
  }

  @Test
  void whereEveryRowIsKnownNothingIsCommitted() throws IOException {
    take(logs("all.csv", 0, 50));
    Booked part = take(logs("part.csv", 10, 20));
    assertThat(part.run()).isNull();
    assertThat(part.tally().duplicates()).isEqualTo(10);
    assertThat(RunFolder.all(warehouse)).hasSize(1);
  }

  @Test
  void aGenerationThatContradictsAnEarlierImportIsRejectedWithBothAmounts() throws IOException {
    Booked first =
        take("gen-1,2026-11-01 10:00:00,0.5,10,20,acme/small-1\ngen-2,2026-11-01 10:00:00,1,1,1,m");
    Booked second =
        take(
            "gen-1,2026-11-01 10:00:00,0.75,10,20,acme/small-1\ngen-3,2026-11-01 10:00:00,2,1,1,m");
    assertThat(second.firstRejected())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .isEqualTo(
                        "generation 'gen-1' stands in run %s with 0.500000000000000000 USD, and here it has 0.750000000000000000 USD (10 and 10 prompt tokens)"
                            .formatted(first.run().runId())));
    assertThat(second.tally().rejectedUsd()).isEqualByComparingTo("0.75");
    assertThat(second.tally().keptUsd()).isEqualByComparingTo("2");
  }

  @Test
  void moneyBeforeIsWhatIsKeptDuplicateAndRejectedToTheLastDigit() throws IOException {
    Random dice = new Random(20261128);
    for (int round = 0; round < 4; round++) {
      StringBuilder text = new StringBuilder(HEADER);
      BigDecimal readable = BigDecimal.ZERO;
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        BigDecimal cost =
            new BigDecimal(dice.nextInt(1_000_000_000)).movePointLeft(9 + dice.nextInt(9));
        cost = dice.nextInt(20) == 0 ? cost.negate() : cost;
        cost = dice.nextInt(30) == 0 ? cost.add(new BigDecimal("20000")) : cost;
        String told = dice.nextInt(25) == 0 ? "1.234,56" : cost.toPlainString();
        readable = told.equals("1.234,56") ? readable : readable.add(cost);
        lines.add(
            "gen-%d,2026-11-%02d 10:00:00,\"%s\",%s,1,m"
                .formatted(
                    dice.nextInt(300),
                    1 + dice.nextInt(20),
                    told,
                    dice.nextInt(40) == 0 ? "x" : "7"));
        if (dice.nextInt(10) == 0) {
          lines.add(lines.get(lines.size() - 1));
          readable = told.equals("1.234,56") ? readable : readable.add(cost);
        }
      }
      lines.forEach(line -> text.append(line).append('\n'));
      Tally tally =
          take(Files.writeString(folder.resolve("round-%d.csv".formatted(round)), text)).tally();
      assertThat(tally.read()).isEqualTo(lines.size());
      assertThat(tally.duplicates()).isPositive();
      assertThat(tally.rejected()).isPositive();
      assertThat(tally.filesUsd()).isEqualByComparingTo(readable);
      assertThat(tally.keptUsd().add(tally.duplicateUsd()).add(tally.rejectedUsd()))
          .isEqualByComparingTo(readable);
    }
    assertThat(books.rows("select count(*) - count(distinct generation_id) from usage_events"))
        .containsExactly("0");
  }

  @Test
  void aRowWithAFaultIsLeftOutWithItsLineAndTheReason() throws IOException {
    Booked booked = books.of(LOGS, "broken/rows-with-a-fault.csv");
    assertThat(Files.readAllLines(booked.run().rejected()))
        .map(line -> line.replace(Books.FILES + "/broken/rows-with-a-fault.csv", "F"))
        .containsExactlyElementsOf(
            Files.readAllLines(Books.FILES.resolve("broken/rows-with-a-fault.expected.txt")));
    assertThat(booked.manifest().ended()).isEqualTo("partial");
  }

  @Test
  void aFileThatEndsWithinItsLastRowLosesThatRowAndItsMoneyIsAccountedFor() throws IOException {
    Booked booked = books.of(LOGS, "broken/cut-off.csv");
    assertThat(booked.firstRejected())
        .singleElement()
        .hasToString(
            Books.FILES + "/broken/cut-off.csv:3: the file ends within this row, in field 5 of 6.");
    assertThat(booked.tally().filesUsd()).isEqualByComparingTo("0.75");
    assertThat(booked.tally().rejectedUsd()).isEqualByComparingTo("0.25");
  }

  @Test
  void aRowThatIsUnevenElsewhereStopsTheImport() {
    assertThatThrownBy(() -> books.of(LOGS, "broken/uneven-in-the-middle.csv"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            Books.FILES
                + "/broken/uneven-in-the-middle.csv:2: this row has 3 fields, and the header has 6. Quote a field that holds the delimiter or a line break.");
  }

  @Test
  void aFileOfAnotherKindIsToldWhatItLacks() {
    assertThatThrownBy(() -> books.of(LOGS, "openrouter-activity.csv"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("openrouter-activity.csv:1: there is no column 'generation_id'")
        .hasMessageContaining("there is no column 'created_at'");
  }

  @Test
  void anArchiveIsReadFileByFile() throws IOException {
    Path zip = folder.resolve("export.zip");
    try (OutputStream bytes = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(bytes)) {
      for (Path file : List.of(logs("a.csv", 0, 10), logs("b.csv", 5, 20))) {
        archive.putNextEntry(new ZipEntry("../../" + file.getFileName()));
        archive.write(Files.readAllBytes(file));
      }
      archive.putNextEntry(new ZipEntry("__MACOSX/._a.csv"));
    }
    Booked booked = take(zip);
    assertThat(booked.tally().kept()).isEqualTo(20);
    assertThat(booked.tally().duplicates()).isEqualTo(5);
    assertThat(books.rows("select distinct origin_file from usage_events order by 1"))
        .containsExactly("a.csv", "b.csv");
    assertThat(folder.resolve("a.csv").getParent().getParent().resolve("a.csv")).doesNotExist();
  }

  @Test
  void anArchiveThatGrowsBeyondBeliefIsRefused() throws IOException {
    Path zip = folder.resolve("bomb.zip");
    try (OutputStream bytes = Files.newOutputStream(zip);
        ZipOutputStream archive = new ZipOutputStream(bytes)) {
      archive.putNextEntry(new ZipEntry("logs.csv"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 160; i++) {
        archive.write(zeros);
      }
    }
    assertThatThrownBy(() -> take(zip))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            zip
                + ": it unpacks to more than 200 times its size. If it is sound, unpack it, and name the files.");
  }

  @Test
  void aClockThatIsAheadIsToldAndOneOfAnotherDayIsRefused() throws IOException {
    Booked booked =
        take("gen-1,2026-11-21 20:00:00,0.5,10,20,m\ngen-2,2026-11-22 12:00:00,0.25,10,20,m");
    assertThat(booked.notes())
        .contains(
            "The newest row is of 2026-11-21T20:00:00Z, which is still to come: is its clock of another zone? Say --time-zone.");
    assertThat(booked.firstRejected())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .startsWith("created_at is '2026-11-22 12:00:00', which is still to come"));
  }

  @Test
  void twoSourcesOfOneTimeAreTold() throws IOException {
    Booked activity = books.of("openrouter-activity", "openrouter-activity.json");
    assertThat(take("gen-1,2026-11-01 10:00:00,0.5,10,20,m").notes())
        .containsExactly(
            "openrouter-activity covers this time of openrouter too (run %s): reports count the most detailed source and reconcile the others."
                .formatted(activity.run().runId()));
  }

  @Test
  void statementsThatAreLostAreToldAndNotReadAsALowerBill() throws IOException {
    Booked booked = books.of("openrouter-activity", "openrouter-activity.json");
    Files.delete(booked.run().statements().resolve("import.parquet"));
    assertThatThrownBy(() -> books.rows("select * from statements"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageStartingWith(
            booked.run().statements() + ": this run committed 2 statements, and 0 are here");
  }

  @Test
  void whatIsSaidToBeSimulatedStaysMarkedAndApart() throws IOException {
    Path file = logs("a.csv", 0, 5);
    Booked play = books.of(BookRequest.of(Books.source(LOGS), file).saying(Said.SIMULATED, "true"));
    assertThat(play.manifest().simulated()).isTrue();
    Booked real = take(file);
    assertThat(real.tally().kept()).isEqualTo(5);
    assertThat(books.rows("select simulated, count(*) from usage_events group by all order by 1"))
        .containsExactly("false|5", "true|5");
  }
}

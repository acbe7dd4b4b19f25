package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.usage.AnswerRow;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.ScoreRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that were bought once and used again. */
class ReuseAndRescoreTest {
  private static final int CALLS = 2 * SmallJob.CASES;

  @TempDir Path folder;
  private Path suite;
  private String job;

  @BeforeEach
  void writeAJobWithASuiteOfItsOwn() throws IOException {
    suite = Files.createDirectory(folder.resolve("word-problems"));
    try (Stream<Path> shipped = Files.list(Path.of("prompts/word-problems"))) {
      for (Path file : shipped.toList()) {
        Files.copy(file, suite.resolve(file.getFileName()));
      }
    }
    job = SmallJob.in(folder, "suites: [%s]".formatted(suite)).toString();
  }

  private Result assay(String... args) {
    return Shell.assay(
        Stream.concat(
                Stream.of(args), Stream.of("--warehouse", folder.resolve("warehouse").toString()))
            .toArray(String[]::new));
  }

  private RunFolder run() throws IOException {
    Result run = assay("run", job);
    assertThat(run.code()).as(run.err()).isZero();
    return RunFolder.committed(folder.resolve("warehouse")).get(0);
  }

  private static Map<String, String> answers(RunFolder run) throws IOException {
    return RowReader.read(run.answers(), AnswerRow.class).stream()
        .collect(Collectors.toMap(AnswerRow::callId, AnswerRow::text));
  }

  private static List<ScoreRow> scores(RunFolder run) throws IOException {
    return RowReader.read(run.scores(run.manifest().scoring()), ScoreRow.class);
  }

  @Test
  void reusedAnswersAreMarkedAndCostNothingAndTakeNoTime() throws IOException {
    RunFolder first = run();
    // one arm more: its calls are asked, the others' are known
    String wider =
        SmallJob.in(
                folder,
                "suites: [%s]".formatted(suite),
                """
                arms:
                  - {name: gpt-4o, model: openai/gpt-4o, policy: production-assistant, max-output-tokens: 300}
                  - {name: gpt-4o-mini, model: openai/gpt-4o-mini, policy: production-assistant, max-output-tokens: 300}
                  - {name: gpt-4o-brief, model: openai/gpt-4o, policy: production-assistant, max-output-tokens: 250}""")
            .toString();
    Result second = assay("run", wider, "--reuse-answers-from", first.runId());
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("%d calls have ended already".formatted(CALLS));

    RunFolder run =
        RunFolder.committed(folder.resolve("warehouse")).stream()
            .filter(each -> !each.runId().equals(first.runId()))
            .findFirst()
            .orElseThrow();
    Map<Boolean, List<UsageEvent>> events =
        RowReader.read(run.events(), UsageEvent.class).stream()
            .collect(Collectors.partitioningBy(event -> event.reusedFromRun() != null));
    assertThat(events.get(true)).hasSize(CALLS);
    assertThat(events.get(true))
        .allSatisfy(
            event -> {
              assertThat(event.reusedFromRun()).isEqualTo(first.runId());
              assertThat(event.attempt()).isZero();
              assertThat(event.outcome()).isEqualTo(UsageEvent.ANSWERED);
              assertThat(event.billedUsd()).isNull();
              assertThat(event.computedUsd()).isNull();
              assertThat(event.latencyMs()).isNull();
              assertThat(event.ttftMs()).isNull();
              assertThat(event.generationId()).isNull();
              assertThat(event.servedModel()).isNotNull();
            });
    assertThat(events.get(false)).hasSize(SmallJob.CASES);
    assertThat(answers(run)).containsAllEntriesOf(answers(first)).hasSize(CALLS + SmallJob.CASES);
    assertThat(run.manifest().parts().unknownCost()).isZero();
    assertThat(run.manifest().parts().attempts()).isEqualTo(SmallJob.CASES);
    assertThat(run.manifest().billedUsd()).isPositive();
    Result table = assay("report", "run", "comparison/leaderboard", "--run", run.runId());
    assertThat(table.code()).as(table.err()).isZero();

    // who bought an answer stays known when it is reused once more
    Result third = assay("run", wider, "--reuse-answers-from", run.runId());
    assertThat(third.code()).as(third.err()).isZero();
    Result sources =
        assay(
            "sql",
            "-f",
            "csv",
            """
            select reused_from_run, count(*) as n from usage_events
            where run_id not in ('%s', '%s') group by all order by n"""
                .formatted(first.runId(), run.runId()));
    assertThat(sources.out().lines())
        .containsExactly(
            "reused_from_run,n",
            "%s,%d".formatted(run.runId(), SmallJob.CASES),
            "%s,%d".formatted(first.runId(), CALLS));
  }

  @Test
  void aRunToReuseMustBeThere() {
    Result run = assay("run", job, "--reuse-answers-from", "2026-01-01T00-00-00Z-000000");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("there is no run '2026-01-01T00-00-00Z-000000' with a journal")
        .endsWith("Nothing was sent and nothing was spent.\n");
  }

  @Test
  void newExpectationsAreJudgedWithoutACallAndReportsShowThem() throws IOException {
    RunFolder run = run();
    List<ScoreRow> before = scores(run);
    RunManifest first = run.manifest();
    assertThat(assay("score", run.runId()).out()).contains("nothing to do");

    expectNonsense();
    Result scored = assay("score", run.runId());

    assertThat(scored.code()).as(scored.err()).isZero();
    assertThat(scored.out())
        .contains("%d answers scored anew".formatted(CALLS))
        .contains("Nothing was sent");
    RunManifest second = run.manifest();
    assertThat(second.scoring()).isNotEqualTo(first.scoring());
    assertThat(second.billedUsd()).isEqualByComparingTo(first.billedUsd());
    assertThat(scores(run)).hasSameSizeAs(before).noneMatch(score -> score.passed());
    assertThat(before).anyMatch(ScoreRow::passed);
    assertThat(run.scores(first.scoring())).isNotEmptyDirectory();
    Result seen = assay("sql", "-f", "csv", "select count(*), bool_or(passed) from scores");
    assertThat(seen.out()).contains("%d,false".formatted(before.size()));
  }

  @Test
  void otherPromptsAreRefused() throws IOException {
    RunFolder run = run();
    String manifest = Files.readString(run.path().resolve("run.json"));
    Path cases = suite.resolve("cases.csv");
    Files.writeString(cases, Files.readString(cases).replaceFirst("[Hh]ow many", "How very many"));

    Result scored = assay("score", run.runId());

    assertThat(scored.code()).isEqualTo(2);
    assertThat(scored.err())
        .contains("was asked other prompts: suite 'word-problems' has changed")
        .endsWith("Nothing was sent and nothing was spent.\n");
    assertThat(run.path().resolve("run.json")).hasContent(manifest);
  }

  /** Every number that is expected becomes one that no model gives. */
  private void expectNonsense() throws IOException {
    Path cases = suite.resolve("cases.csv");
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    StringBuilder changed = new StringBuilder();
    try (CSVParser read = format.parse(Files.newBufferedReader(cases));
        CSVPrinter write = new CSVPrinter(changed, CSVFormat.RFC4180)) {
      write.printRecord(read.getHeaderNames());
      for (CSVRecord row : read) {
        for (String column : read.getHeaderNames()) {
          write.print(column.equals("expect") ? "-123456789" : row.get(column));
        }
        write.println();
      }
    }
    Files.writeString(cases, changed);
  }
}

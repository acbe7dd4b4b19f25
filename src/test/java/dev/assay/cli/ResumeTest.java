package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.job.JobFile;
import dev.assay.plan.Plan;
import dev.assay.problem.Problems;
import dev.assay.usage.RowReader;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that did not come to their end, and what becomes of them. */
class ResumeTest {
  private static final int CALLS = 2 * SmallJob.CASES;
  private static final String SMALL_BUDGET = "budget-usd: 0.006";

  @TempDir Path folder;

  private Result assay(String... args) {
    return Shell.assay(
        Stream.concat(
                Stream.of(args), Stream.of("--warehouse", folder.resolve("warehouse").toString()))
            .toArray(String[]::new));
  }

  private RunFolder onlyRun() throws IOException {
    List<RunFolder> runs = RunFolder.all(folder.resolve("warehouse"));
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private static List<UsageEvent> events(RunFolder run) throws IOException {
    return RowReader.read(run.events(), UsageEvent.class);
  }

  private static Set<String> answered(List<UsageEvent> events) {
    return events.stream()
        .filter(event -> event.outcome().equals(UsageEvent.ANSWERED))
        .map(event -> event.callId() + " " + event.generationId())
        .collect(Collectors.toSet());
  }

  @Test
  void aRunThatStoppedAtItsBudgetAsksTheRestOnlyOnceItHasMore() throws IOException {
    assertThat(assay("run", SmallJob.in(folder, SMALL_BUDGET).toString()).code()).isEqualTo(3);
    Set<String> bought = answered(events(onlyRun()));
    assertThat(bought).hasSizeBetween(1, CALLS - 1);

    Result more = assay("run", SmallJob.in(folder).toString(), "--resume");

    assertThat(more.code()).as(more.err()).isZero();
    assertThat(more.err())
        .contains("%d calls have ended already".formatted(bought.size()))
        .contains("%d of %d calls".formatted(CALLS, CALLS))
        .doesNotContain("in flight when the run was cut off");
    List<UsageEvent> events = events(onlyRun());
    assertThat(answered(events)).containsAll(bought).hasSize(CALLS);
    assertThat(events).hasSize(CALLS);
    RunManifest manifest = onlyRun().manifest();
    assertThat(manifest.isComplete()).isTrue();
    assertThat(manifest.sitting()).isEqualTo(2);
    assertThat(manifest.possibleDoublePayments()).isZero();
    assertThat(manifest.billedUsd())
        .isEqualByComparingTo(
            events.stream().map(UsageEvent::billedUsd).reduce(BigDecimal.ZERO, BigDecimal::add));
    Result spend = assay("sql", "-f", "csv", "select count(*) as n from usage_events");
    assertThat(spend.out()).contains(String.valueOf(CALLS));
  }

  @Test
  void withFortyPercentOfItsEstimateARunStopsBelowThatAndALargerBudgetBuysOnlyTheRest()
      throws IOException {
    // its answers are one word long, so that the estimate is near what is billed
    String suite = "suites: [%s]".formatted(Path.of("prompts/support-triage").toAbsolutePath());
    Path job = SmallJob.in(folder, suite);
    Problems problems = new Problems();
    Plan plan = PreparedJob.of(JobFile.read(job, problems).orElseThrow(), problems).plan();
    BigDecimal cap = plan.estimate().total().expected().amount().multiply(new BigDecimal("0.4"));

    Result first = assay("run", SmallJob.in(folder, suite, "budget-usd: " + cap).toString());

    assertThat(first.code()).as(first.err()).isEqualTo(3);
    assertThat(onlyRun().manifest().billedUsd())
        .isGreaterThan(cap.multiply(new BigDecimal("0.5")))
        .isLessThanOrEqualTo(cap);
    Set<String> bought = answered(events(onlyRun()));

    Result second = assay("run", SmallJob.in(folder, suite).toString(), "--resume");

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(events(onlyRun())).hasSize(Math.toIntExact(plan.size()));
    assertThat(answered(events(onlyRun())))
        .containsAll(bought)
        .hasSize(Math.toIntExact(plan.size()));
  }

  @Test
  void aSecondSittingStopsAtTheBudgetOfBothTogether() throws IOException {
    assay("run", SmallJob.in(folder, SMALL_BUDGET).toString());
    BigDecimal first = onlyRun().manifest().billedUsd();

    Result again = assay("run", SmallJob.in(folder, "budget-usd: 0.010").toString(), "--resume");

    assertThat(again.code()).as(again.err()).isEqualTo(3);
    assertThat(onlyRun().manifest().billedUsd())
        .isGreaterThan(first)
        .isLessThanOrEqualTo(new BigDecimal("0.010"));
  }

  @Test
  void whatTheRunWasMadeOfMustBeTheSameAndEveryDifferenceIsTold() throws IOException {
    assay("run", SmallJob.in(folder, SMALL_BUDGET).toString());
    String before = Files.readString(onlyRun().path().resolve("run.json"));

    Result other =
        assay("run", SmallJob.in(folder, "repeats: 2", "max-attempts: 7").toString(), "--resume");

    assertThat(other.code()).isEqualTo(2);
    String runId = onlyRun().runId();
    assertThat(other.err())
        .contains("run '%s' cannot be continued: repeats was 1 and is 2.".formatted(runId))
        .contains("run '%s' cannot be continued: max-attempts was 3 and is 7.".formatted(runId))
        .contains("2 problems")
        .endsWith("Nothing was sent and nothing was spent.\n");
    assertThat(onlyRun().path().resolve("run.json")).hasContent(before);
  }

  @Test
  void aContentThatDiffersIsNamedWithoutItsHash() {
    assertThat(
            Ingredients.differences(
                Map.of("suite 'a'", "0".repeat(32), "suite 'b'", "1".repeat(32), "repeats", "1"),
                Map.of("suite 'a'", "2".repeat(32), "suite 'c'", "1".repeat(32), "repeats", "1")))
        .containsExactly(
            "suite 'a' has changed", "suite 'b' is gone", "suite 'c' was not there when it began");
  }

  @Test
  void withNothingUnfinishedItSaysSoAndStartsAfresh() throws IOException {
    String job = SmallJob.in(folder).toString();
    assertThat(assay("run", job, "--resume").err())
        .contains("No run of job 'small' is unfinished; it starts afresh.");
    RunFolder complete = onlyRun();
    assertThat(complete.manifest().isComplete()).isTrue();

    Result named = assay("run", job, "--resume", complete.runId());
    assertThat(named.code()).isEqualTo(2);
    assertThat(named.err())
        .contains("run '%s' is complete; there is nothing to continue".formatted(complete.runId()));
    Result unknown = assay("run", job, "--resume", complete.runId() + "x");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("Did you mean '%s'?".formatted(complete.runId()));
  }

  @Test
  void aRunThatIsGoingOnElsewhereIsLeftAlone() throws IOException {
    String job = SmallJob.in(folder, SMALL_BUDGET).toString();
    assay("run", job);
    RunFolder stopped = onlyRun();
    RunInUse elsewhere = RunInUse.hold(stopped).orElseThrow();
    try {
      assertThat(RunInUse.hold(stopped)).isEqualTo(Optional.empty());
      Result named = assay("run", job, "--resume", stopped.runId());
      assertThat(named.code()).isEqualTo(2);
      assertThat(named.err()).contains("is going on in another process");
      assertThat(assay("run", job, "--resume").err())
          .contains("No run of job 'small' is unfinished; it starts afresh.");
    } finally {
      elsewhere.close();
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldBeforeAnythingIsSent() throws IOException {
    Files.writeString(folder.resolve("warehouse"), "a file where a folder belongs");
    Result run = assay("run", SmallJob.in(folder).toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("is not a folder")
        .endsWith("Nothing was sent and nothing was spent.\n");
  }
}

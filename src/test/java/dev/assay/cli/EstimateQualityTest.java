package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.money.Usd;
import dev.assay.plan.Estimate.Range;
import dev.assay.usage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the plan printed against what the twin billed, seed after seed. Nobody has told the twin the
 * answers, so that another seed says something else at another length.
 */
class EstimateQualityTest {
  private static final int SEEDS = 10;
  private static final int CASES = 12;

  @TempDir Path folder;

  @Test
  void whatIsBilledLiesInThePrintedRangeInNineSeedsOfTen() throws IOException {
    run(0);
    int inside = 0;
    double widest = 0;
    StringBuilder told = new StringBuilder();
    for (int seed = 1; seed <= SEEDS; seed++) {
      Range range = printedRange();
      Usd billed = run(seed);
      inside += range.contains(billed) ? 1 : 0;
      widest = Math.max(widest, ratio(range));
      told.append("%n  seed %d: %s in %s to %s".formatted(seed, billed, range.p5(), range.p95()));
    }
    String ratio =
        "Billed inside the printed p5 to p95 in %d of %d seeds:%s".formatted(inside, SEEDS, told);
    System.out.println(ratio);

    assertThat(inside).as(ratio).isGreaterThanOrEqualTo(9);
    // a range that holds everything tells nothing
    assertThat(widest).as(ratio).isLessThan(2);
  }

  private static double ratio(Range range) {
    return range.p95().amount().doubleValue() / range.p5().amount().doubleValue();
  }

  private Range printedRange() throws IOException {
    Result plan = assay("plan", job(0), "-f", "csv");
    assertThat(plan.code()).as(plan.err()).isZero();
    try (CSVParser csv =
        CSVParser.parse(plan.out(), CSVFormat.RFC4180.builder().setHeader().get())) {
      List<CSVRecord> rows = csv.getRecords();
      CSVRecord total = rows.get(rows.size() - 1);
      assertThat(total.get("arm")).isEqualTo("total");
      assertThat(total.get("basis")).matches("[0-9]+ earlier runs?");
      return new Range(
          Usd.of(total.get("p5_usd")), Usd.of(total.get("p50_usd")), Usd.of(total.get("p95_usd")));
    }
  }

  private Usd run(int seed) throws IOException {
    Result run = assay("run", job(seed), "-f", "csv", "--progress", "none");
    assertThat(run.code()).as(run.err()).isZero();
    List<RunFolder> runs = RunFolder.committed(folder.resolve("warehouse"));
    return new Usd(runs.get(runs.size() - 1).manifest().billedUsd());
  }

  private Result assay(String verb, String job, String... more) {
    List<String> always = List.of(verb, job, "--warehouse", folder.resolve("warehouse").toString());
    return Shell.assay(Stream.concat(always.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private String job(int seed) throws IOException {
    Path suite = Files.createDirectories(folder.resolve("essays"));
    StringBuilder cases = new StringBuilder("id,prompt\n");
    for (int i = 1; i <= CASES; i++) {
      cases.append("essay-%d,Write about number %d of the great rivers.%n".formatted(i, i));
    }
    Files.writeString(suite.resolve("cases.csv"), cases);
    Files.writeString(
        suite.resolve("suite.yaml"),
        """
        name: essays
        scorers: []
        version: "1"
        description: Nobody knows the answers.
        prompt:
          user: "{{ prompt }}"
        cases: cases.csv
        """);
    Path job =
        SmallJob.in(
            folder,
            "suites: [%s]".formatted(suite),
            "repeats: 2",
            """
            arms:
              - {name: pinned, model: openai/gpt-4o-mini, policy: lowest-cost-non-sensitive, max-output-tokens: 300}
              - {name: thinking, model: deepseek/deepseek-r1, policy: lowest-cost-non-sensitive, max-output-tokens: 500}""");
    Files.writeString(
        folder.resolve("instant.yaml"),
        "seed: %d\nclock-scale: 0\nreasoning: {models: [deepseek/deepseek-r1]}\n".formatted(seed));
    return job.toString();
  }
}

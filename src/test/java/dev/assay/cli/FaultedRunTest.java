package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bad night from end to end: whatever the gateway does, no call and no cent is lost. */
class FaultedRunTest {
  private static final Pattern LEDGER =
      Pattern.compile("The gateway's own ledger says ([0-9.]+) USD\\.");
  private static final int REPEATS = 36;
  private static final int CALLS = 2 * SmallJob.CASES * REPEATS;

  @TempDir Path folder;

  @Test
  void everyCallEndsTypedAndTheBillEqualsTheGatewaysLedgerToTheLastDecimal() throws IOException {
    Path job =
        SmallJob.in(folder, "repeats: " + REPEATS, "budget-usd: 20", "max-failed-share: 0.5");
    Files.writeString(
        folder.resolve("instant.yaml"),
        """
        seed: 7
        clock-scale: 0
        default-skill: 0.8
        faults:
          - {fault: rate-limited, rate: 0.01, retry-after-seconds: 0}
          - {fault: internal-error, rate: 0.01}
          - {fault: unavailable, rate: 0.005}
          - {fault: proxy-page, rate: 0.005}
          - {fault: closed-at-once, rate: 0.01}
          - {fault: provider-error, rate: 0.01}
          - {fault: cut-mid-stream, rate: 0.01}
          - {fault: error-mid-stream, rate: 0.01}
          - {fault: malformed-chunk, rate: 0.01}
          - {fault: missing-usage, rate: 0.01}
          - {fault: wrong-model, rate: 0.005}
          - {fault: plain-for-stream, rate: 0.01}
        """);

    Result run = assay("run", job.toString());

    assertThat(run.code()).as(run.err()).isZero();
    CSVRecord calls =
        row(
            """
            select
                count(distinct call_id) as calls,
                count(*) filter (where outcome = 'answered' or is_last) as ends,
                count(*) filter (where outcome = 'failed' and failure_kind is null) as untyped,
                count(distinct failure_kind) as kinds,
                count(*) filter (where outcome = 'failed' or cost_source = 'lookup') as struck
            from (
                select *, attempt = max(attempt) over (partition by call_id) as is_last
                from usage_events
            )""");
    assertThat(calls.get("calls")).isEqualTo(calls.get("ends")).isEqualTo(String.valueOf(CALLS));
    assertThat(calls.get("untyped")).isEqualTo("0");
    assertThat(Integer.parseInt(calls.get("kinds"))).isGreaterThanOrEqualTo(6);
    assertThat(Integer.parseInt(calls.get("struck"))).isBetween(CALLS / 20, CALLS / 5);
    assertThat(billed()).isPositive().isEqualByComparingTo(ledgerOf(run));
    CSVRecord attempts =
        row(
            """
            select
                count(*) filter (where failure_kind = 'stream_interrupted') as interrupted,
                count(*) filter (where generation_id is not null and billed_usd is null) as lost
            from usage_events""");
    assertThat(Integer.parseInt(attempts.get("interrupted"))).isPositive();
    assertThat(attempts.get("lost")).isEqualTo("0");
  }

  @Test
  void aRecordThatComesAfterTheRunIsAnAdjustmentUntilTheBooksAgree() throws IOException {
    Path job = SmallJob.in(folder);
    Files.writeString(
        folder.resolve("instant.yaml"),
        """
        seed: 7
        clock-scale: 0
        default-skill: 0.8
        faults:
          - {fault: missing-usage, rate: 0.5}
          - {fault: late-generation, rate: 1, seconds: 3}
        """);

    Result run = assay("run", job.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("became known, and are adjustments of the run");
    assertThat(billed()).isPositive().isEqualByComparingTo(ledgerOf(run));
  }

  /** By the report that readers see, adjustments included. */
  private BigDecimal billed() throws IOException {
    return csv(assay("report", "run", "finops/spend", "-f", "csv")).stream()
        .map(row -> row.get("billed_usd"))
        // refusals without a generation: nobody says what they cost
        .filter(usd -> !usd.isEmpty())
        .map(BigDecimal::new)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private CSVRecord row(String sql) throws IOException {
    return csv(assay("sql", "-f", "csv", sql)).get(0);
  }

  private static List<CSVRecord> csv(Result result) throws IOException {
    assertThat(result.code()).as(result.err()).isZero();
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(new StringReader(result.out()))
        .getRecords();
  }

  private static BigDecimal ledgerOf(Result run) {
    Matcher told = LEDGER.matcher(run.err());
    assertThat(told.find()).as(run.err()).isTrue();
    return new BigDecimal(told.group(1));
  }

  private Result assay(String... args) {
    List<String> line = new ArrayList<>(List.of(args));
    line.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    return Shell.assay(line.toArray(String[]::new));
  }
}

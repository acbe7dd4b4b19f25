package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a job's file to its table, through every room. */
class RunVerbTest {
  private static final Pattern LEDGER =
      Pattern.compile("The gateway's own ledger says ([0-9.]+) USD\\.");

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @TempDir Path folder;

  private Result assay(String... args) {
    return Shell.assay(with(List.of(args), "--warehouse", folder.resolve("warehouse").toString()));
  }

  private static List<CSVRecord> csv(Result result) throws IOException {
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

  @Test
  void theTableTheLedgerAndTheParquetAgreeToTheLastDecimal() throws IOException {
    Result run = assay("run", SmallJob.in(folder).toString(), "-f", "csv");

    assertThat(run.code()).as(run.err()).isZero();
    BigDecimal table =
        csv(run).stream()
            .map(row -> new BigDecimal(row.get("billed_usd")))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(table).isPositive().isEqualByComparingTo(ledgerOf(run));
    Result sum =
        assay(
            "sql",
            "-f",
            "csv",
            "select sum(billed_usd) as usd, count(*) as events from read_parquet('%s/warehouse/runs/*/events/*.parquet')"
                .formatted(folder));
    assertThat(new BigDecimal(csv(sum).get(0).get("usd"))).isEqualByComparingTo(table);
    assertThat(csv(sum).get(0).get("events")).isEqualTo(String.valueOf(2 * SmallJob.CASES));
  }

  @Test
  void whatTheGatewaySaysItAddedIsAPhaseOfTheLatency() throws IOException {
    Path job = SmallJob.in(folder);
    Files.writeString(
        folder.resolve("instant.yaml"),
        "seed: 7\nclock-scale: 0\ndefault-skill: 0.8\ngateway-overhead-ms: 2.5\n");

    Result run = assay("run", job.toString());

    assertThat(run.code()).as(run.err()).isZero();
    List<CSVRecord> gateway =
        csv(assay("report", "run", "comparison/latency", "-f", "csv")).stream()
            .filter(row -> row.get("phase").equals("gateway"))
            .toList();
    assertThat(gateway).hasSize(2);
    for (CSVRecord arm : gateway) {
      assertThat(arm.get("n")).isEqualTo(String.valueOf(SmallJob.CASES));
      assertThat(arm.get("p50_ms")).isEqualTo(arm.get("max_ms")).isEqualTo("2.5");
    }
  }

  @Test
  void theComparisonBeginsWithItsAgreedColumnsAndSaysThatItIsSimulated() {
    Result run = assay("run", SmallJob.in(folder).toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("suite +arm +n +quality +quality_low +quality_high +method")
        .contains("Simulated figures");
    assertThat(run.err())
        .contains("Plan of job 'small': 56 calls")
        .contains("56 of 56 calls, 0 in flight, 0 failed")
        .contains("The run lies in " + folder.resolve("warehouse/runs"))
        .doesNotContain("\u001b");
  }

  @Test
  void aSecondRunIsARunOfItsOwnAndEveryReportOverBothAddsUp() throws IOException {
    String job = SmallJob.in(folder).toString();
    BigDecimal first = ledgerOf(assay("run", job));
    BigDecimal second = ledgerOf(assay("run", job));

    assertThat(csv(assay("runs", "-f", "csv"))).hasSize(2);
    for (String report : List.of("comparison/leaderboard", "finops/spend")) {
      Result both = assay("report", "run", report, "--all", "-f", "csv");
      assertThat(both.code()).as(both.err()).isZero();
      assertThat(
              csv(both).stream()
                  .map(row -> new BigDecimal(row.get("billed_usd")))
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .as(report)
          .isEqualByComparingTo(first.add(second));
    }
  }

  @Test
  void aRunThatWasNeverCommittedIsListedAndSeenByNoReport() throws IOException {
    String job = SmallJob.in(folder).toString();
    BigDecimal first = ledgerOf(assay("run", job));
    Result second = assay("run", job);
    Path killed =
        folder.resolve(
            "warehouse/runs/" + second.err().replaceFirst("(?s).*\nRun (\\S+)\n.*", "$1"));
    Files.delete(killed.resolve("run.json"));

    Result runs = assay("runs");
    assertThat(runs.out())
        .contains(killed.getFileName() + " was cut off: 56 attempts are recorded, 0 were in flight")
        .contains("unfinished");
    Result spend = assay("report", "run", "finops/spend", "--all", "-f", "csv");
    assertThat(
            csv(spend).stream()
                .map(row -> new BigDecimal(row.get("billed_usd")))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(first);
  }

  @Test
  void aBudgetIsNeverPassedAndStopsTheRunWithItsOwnCode() throws IOException {
    Result run = assay("run", SmallJob.in(folder, "budget-usd: 0.006").toString(), "-f", "csv");

    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(ledgerOf(run)).isPositive().isLessThanOrEqualTo(new BigDecimal("0.006"));
    Result rows =
        assay(
            "sql", "-f", "csv", "select outcome, count(*) as n from usage_events group by outcome");
    assertThat(csv(rows))
        .anySatisfy(row -> assertThat(row.get("outcome")).isEqualTo("not_sent"))
        .anySatisfy(row -> assertThat(row.get("outcome")).isEqualTo("answered"));
    assertThat(csv(rows).stream().mapToInt(row -> Integer.parseInt(row.get("n"))).sum())
        .isEqualTo(2 * SmallJob.CASES);
  }

  @Test
  void aCostThatNoResponseToldIsLookedUpUntilTheBooksAgree() throws IOException {
    String job = SmallJob.in(folder).toString();
    Files.writeString(
        folder.resolve("instant.yaml"),
        """
        seed: 7
        clock-scale: 0
        default-skill: 0.8
        faults:
          - {fault: missing-usage, rate: 0.5}
        """);

    Result run = assay("run", job, "-f", "csv");

    assertThat(run.code()).as(run.err()).isZero();
    Result sources =
        assay(
            "sql",
            "-f",
            "csv",
            "select cost_source, count(*) as n, sum(billed_usd) as usd from usage_events group by cost_source");
    assertThat(csv(sources).stream().map(row -> row.get("cost_source")))
        .containsExactlyInAnyOrder("response", "lookup");
    assertThat(
            csv(sources).stream()
                .map(row -> new BigDecimal(row.get("usd")))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(ledgerOf(run));
  }

  @Test
  void warmUpCallsArePaidAndMarkedAndJudgedByNobody() throws IOException {
    Result run = assay("run", SmallJob.in(folder, "warm-up: 3").toString(), "-f", "csv");

    assertThat(run.code()).as(run.err()).isZero();
    Result rows =
        assay(
            "sql",
            "-f",
            "csv",
            "select purpose, count(*) as n, count(score) as scores from usage_events left join scores using (run_id, call_id) group by purpose order by purpose");
    assertThat(csv(rows))
        .extracting(row -> row.get("purpose") + " " + row.get("n") + " " + row.get("scores"))
        .containsExactly("eval 56 56", "warmup 6 0");
    assertThat(csv(run)).extracting(row -> row.get("n")).containsExactly("28", "28");
    Result spend = assay("report", "run", "finops/spend", "--all", "-f", "csv");
    assertThat(
            csv(spend).stream()
                .map(row -> new BigDecimal(row.get("billed_usd")))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(ledgerOf(run));
  }

  @Test
  void armsWithSharesAskACaseOnce() throws IOException {
    Result run =
        assay(
            "run",
            SmallJob.in(
                    folder,
                    """
                    arms:
                      - {name: gpt-4o, model: openai/gpt-4o, policy: production-assistant, max-output-tokens: 300, share: 3}
                      - {name: gpt-4o-mini, model: openai/gpt-4o-mini, policy: production-assistant, max-output-tokens: 300, share: 1}""")
                .toString(),
            "-f",
            "csv");

    assertThat(run.code()).as(run.err()).isZero();
    Result rows =
        assay(
            "sql",
            "-f",
            "csv",
            "select count(*) as calls, count(distinct case_id) as cases, count(distinct arm) as arms from usage_events");
    assertThat(csv(rows).get(0).toList()).containsExactly("28", "28", "2");
  }

  @Test
  void aMonthThatGetsDearIsToldOnceARunWithWhatEarlierRunsCost() throws IOException {
    // a run of the small job costs about one cent
    String job = SmallJob.in(folder, "monthly-budget-usd: 0.018").toString();
    Result first = assay("run", job);
    Result second = assay("run", job);

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err())
        .contains("50 % of the monthly budget of ")
        .doesNotContain("100 % of the monthly budget");
    assertThat(second.err()).contains("100 % of the monthly budget of ");
    Path folderOfSecond =
        folder.resolve(
            "warehouse/runs/" + second.err().replaceFirst("(?s).*\nRun (\\S+)\n.*", "$1"));
    assertThat(Files.readAllLines(folderOfSecond.resolve("alerts.jsonl")))
        .last()
        .asString()
        .contains("\"percent\":100")
        .contains("\"budget_usd\":0.018");
  }

  @Test
  void howFarARunIsStandsInItsFolderArmByArmAndIsShownAsAsked() throws IOException {
    String job = SmallJob.in(folder).toString();
    Result quiet = assay("run", job, "--progress", "none");
    assertThat(quiet.code()).as(quiet.err()).isZero();
    assertThat(quiet.err()).doesNotContain("of 56 calls");

    Path run =
        folder.resolve(
            "warehouse/runs/" + quiet.err().replaceFirst("(?s).*\nRun (\\S+)\n.*", "$1"));
    JsonNode progress = new ObjectMapper().readTree(run.resolve("progress.json").toFile());
    assertThat(progress.get("planned").asInt()).isEqualTo(56);
    assertThat(progress.get("answered").asInt()).isEqualTo(56);
    assertThat(progress.get("in_flight").asInt()).isZero();
    assertThat(progress.get("billed_usd").decimalValue()).isEqualByComparingTo(ledgerOf(quiet));
    assertThat(progress.get("arms"))
        .extracting(arm -> arm.get("arm").asText() + " " + arm.get("answered").asInt())
        .containsExactly("gpt-4o 28", "gpt-4o-mini 28");
    assertThat(progress.get("arms").get(0).get("output_tokens").asLong()).isPositive();
    assertThat(run.resolve("progress.json.part")).doesNotExist();

    Result rich = assay("run", job, "--progress", "rich");
    assertThat(rich.err())
        .contains("56 of 56 calls")
        .containsPattern("  gpt-4o-mini +28 done, 0 failed, 0\\.");
    Result unknown = assay("run", job, "--progress", "fancy");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("there is no style 'fancy', expected plain, rich or none");
  }

  @Test
  void aDryRunPrintsThePlanAndLeavesNothingBehind() {
    Result dry = assay("run", SmallJob.in(folder).toString(), "--dry-run");
    Result plan = assay("plan", SmallJob.in(folder).toString());

    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("Plan of job 'small': 56 calls").isEqualTo(plan.out());
    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  @Test
  void theIncumbentOfTheJobIsTheOneTheOthersAreComparedWith() throws IOException {
    assay("run", SmallJob.in(folder, "incumbent: " + SmallJob.CANDIDATE).toString());
    Result paired = assay("report", "run", "comparison/paired", "-f", "csv");
    assertThat(csv(paired))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.get("incumbent")).isEqualTo(SmallJob.CANDIDATE);
              assertThat(row.get("arm")).isEqualTo(SmallJob.INCUMBENT);
            });
  }

  @Test
  void theVerdictIsThreeWayAndItsCodeTellsWhich() {
    assay("run", SmallJob.in(folder).toString());

    Result open =
        assay("cutover", "--incumbent", SmallJob.INCUMBENT, "--candidate", SmallJob.CANDIDATE);
    assertThat(open.code()).as(open.err()).isEqualTo(101);
    assertThat(open.out()).contains("NOT ENOUGH EVIDENCE").contains("[simulated]");
    Result dearer =
        assay("cutover", "--incumbent", SmallJob.CANDIDATE, "--candidate", SmallJob.INCUMBENT);
    assertThat(dearer.code()).isEqualTo(100);
    assertThat(dearer.out()).contains("HOLD").contains("saving");
    Result unknown = assay("cutover", "--incumbent", "gpt-4", "--candidate", SmallJob.CANDIDATE);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("Did you mean 'gpt-4o'?");
  }

  @Test
  void anotherServerIsAskedOnlyWithLeaveToSpendAndSeesNoExpectation() throws IOException {
    String job = SmallJob.in(folder, "accept-gaps: [data-collection]").toString();
    Path key = Files.createFile(folder.resolve("key"), OWNER_ONLY);
    Files.writeString(key, "sk-very-secret");
    try (RecordingServer server = RecordingServer.answering("ANSWER: 42")) {
      List<String> asked = List.of("run", job, "--gateway", server.baseUrl(), "-f", "csv");

      Result refused = assay(with(asked, "--key", "file:" + key));
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .contains("--gateway: the gateway 'external' is real")
          .endsWith("Nothing was sent and nothing was spent.\n");
      Result keyless = assay(with(asked, "--allow-spend"));
      assertThat(keyless.code()).isEqualTo(2);
      assertThat(keyless.err())
          .contains("--key: the environment variable OPENROUTER_API_KEY is not set");
      assertThat(server.received()).isEmpty();

      Result run = assay(with(asked, "--key", "file:" + key, "--allow-spend"));
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(server.received()).hasSize(2 * SmallJob.CASES);
      assertThat(server.received())
          .allSatisfy(
              request ->
                  assertThat(request.headers().get("Authorization"))
                      .containsExactly("Bearer sk-very-secret"));
      assertThat(run.out() + run.err())
          .doesNotContain("sk-very-secret")
          .doesNotContain("Simulated");
      assertThat(csv(run).get(0).get("billed_usd")).isEmpty();
      onlyTheCaseItselfIsSent(server);
    }
  }

  @Test
  void aPromiseAboutDataIsNeverSilentlyBrokenByAServerThatCannotBeTold() throws IOException {
    String eu =
        """
        arms:
          - {name: eu, model: openai/gpt-4o, policy: regulated-eu-only, max-output-tokens: 300}
          - {name: any, model: openai/gpt-4o-mini, policy: lowest-cost-non-sensitive, max-output-tokens: 300}""";
    try (RecordingServer server = RecordingServer.answering("ANSWER: 42")) {
      String[] there = {"--gateway", server.baseUrl(), "--key", "none"};
      String job = SmallJob.in(folder, eu, "accept-gaps: [zero-retention]").toString();

      Result plan = Shell.assay(with(List.of("plan", job), there));
      assertThat(plan.out())
          .contains(
              "Arm 'eu': the gateway 'external' cannot be told: region, only, data-collection, zero-retention, max-price.",
              "Arm 'any': the gateway 'external' cannot be told: sort, max-price.");

      Result run = assay(with(List.of("run", job, "--allow-spend"), there));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .contains(
              "small.yaml:9: arm 'eu': policy 'regulated-eu-only' promises region, data-collection, and the gateway 'external' cannot be told. Ask a gateway that speaks openrouter, choose another policy, or write 'accept-gaps: [region, data-collection]' in the job.\n1 problem in 1 file. Nothing was sent and nothing was spent.");
      assertThat(server.received()).isEmpty();

      Result accepted =
          assay(
              with(
                  List.of(
                      "run",
                      SmallJob.in(
                              folder, eu, "accept-gaps: [region, data-collection, zero-retention]")
                          .toString(),
                      "--allow-spend"),
                  there));
      assertThat(accepted.code()).as(accepted.err()).isZero();
      assertThat(server.received()).hasSize(2 * SmallJob.CASES);
    }
  }

  @Test
  void theApiOfAnotherServerCanBeAnthropicsOwn() {
    String job =
        SmallJob.in(
                folder,
                """
                arms:
                  - {name: seeded, model: openai/gpt-4o, policy: lowest-cost-non-sensitive, max-output-tokens: 300, seed: 7}""")
            .toString();
    String[] there = {"plan", job, "--gateway", "http://127.0.0.1:9/v1", "--key", "none", "--api"};

    assertThat(Shell.assay(with(List.of(there), "openai-compatible")).out())
        .contains("cannot be told: sort, max-price.");
    assertThat(Shell.assay(with(List.of(there), "anthropic")).out())
        .contains("cannot be told: sort, max-price, seed.");
    assertThat(Shell.assay(with(List.of(there), "antropic")).err())
        .contains("--api: there is no API 'antropic'. Did you mean 'anthropic'?");
  }

  @Test
  void theTwinCanBeToldEverything() {
    assertThat(Shell.assay("plan", SmallJob.in(folder).toString()).out())
        .doesNotContain("cannot be told");
  }

  private static String[] with(List<String> arguments, String... more) {
    return Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
  }

  /**
   * Every case of the suite says so with words of its own, and what is expected stands in a column
   * of its own.
   */
  private static void onlyTheCaseItselfIsSent(RecordingServer server) throws IOException {
    List<CSVRecord> cases =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get()
            .parse(Files.newBufferedReader(Path.of("prompts/word-problems/cases.csv")))
            .getRecords();
    ObjectMapper json = new ObjectMapper();
    for (RecordingServer.Received request : server.received()) {
      JsonNode body = json.readTree(request.body());
      StringBuilder prompt = new StringBuilder();
      body.get("messages").forEach(message -> prompt.append(message.get("content").asText()));
      assertThat(cases.stream().filter(each -> prompt.indexOf(each.get("problem")) >= 0))
          .hasSize(1);
      String rest = ((ObjectNode) body).without(List.of("messages")).toString();
      assertThat(rest).doesNotContain("expect").doesNotContain("reference");
      assertThat(cases).allSatisfy(each -> assertThat(rest).doesNotContain(each.get("problem")));
    }
  }
}

package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.Shell.Result;
import dev.assay.money.Usd;
import dev.assay.policy.SpendLimit;
import dev.assay.problem.Place;
import dev.assay.usage.RunFolder;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan as its reader meets it. */
class PlanVerbTest {
  private static final String AUTO =
      """
      arms:
        - {name: pinned, model: openai/gpt-4o-mini, policy: internal-research, max-output-tokens: 300}
        - {name: auto, model: openrouter/auto, policy: internal-research, max-output-tokens: 300}""";

  @TempDir Path folder;

  private Result assay(String... arguments) {
    return Shell.assay(
        Stream.concat(
                Stream.of(arguments),
                Stream.of("--warehouse", folder.resolve("warehouse").toString()))
            .toArray(String[]::new));
  }

  private String job(String... settings) {
    return SmallJob.in(folder, settings).toString();
  }

  private static JsonNode json(Result result) throws IOException {
    assertThat(result.code()).as(result.err()).isZero();
    return new ObjectMapper().readTree(result.out());
  }

  @Test
  void nothingIsEverSentByAPlan() throws IOException {
    try (RecordingServer server = RecordingServer.answering("42")) {
      String[] there = {"--gateway", server.baseUrl(), "--key", "none"};
      String broken =
          job("incumbent: nobody", "cost-guard: {max-tokens: 1}", "accept-gaps: [region]");

      assertThat(assay(with("plan", broken, there)).code()).isEqualTo(2);
      assertThat(assay(with("run", broken, with("--dry-run", "--allow-spend", there))).code())
          .isEqualTo(2);
      String job = job("accept-gaps: [data-collection]");
      assertThat(assay(with("plan", job, there)).code()).isZero();
      assertThat(assay(with("plan", job, with("-f", "json", there))).code()).isZero();
      assertThat(assay(with("run", job, with("--dry-run", "--allow-spend", there))).code())
          .isZero();
      assertThat(server.received()).isEmpty();
      assertThat(folder.resolve("warehouse")).doesNotExist();

      // the same server, and a verb that does send
      assertThat(assay(with("run", job, with("--allow-spend", "--progress=none", there))).code())
          .isZero();
      assertThat(server.received()).hasSize(2 * SmallJob.CASES);
    }
  }

  private static String[] with(String first, String second, String... more) {
    return Stream.concat(Stream.of(first, second), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aProgramReadsPlanBudgetsAndRoutes() throws IOException {
    String job =
        job(
            "payer: {member: ada, api-key-name: night}",
            "budgets: {members: {ada: 0.50}, keys: {night: 0.50}, arms: {gpt-4o: 0.01}}",
            "monthly-budget-usd: 100");
    JsonNode read = json(assay("plan", job, "-f", "json"));

    JsonNode total = rows(read, "plan").get(2);
    assertThat(total.path("arm").asText()).isEqualTo("total");
    assertThat(total.path("calls").asLong()).isEqualTo(2L * SmallJob.CASES);
    assertThat(total.path("p5_usd").decimalValue())
        .isLessThan(total.path("p50_usd").decimalValue());
    assertThat(total.path("p50_usd").decimalValue())
        .isLessThan(total.path("p95_usd").decimalValue());
    assertThat(rows(read, "budgets").findValuesAsText("budget"))
        .containsExactly("run", "arm gpt-4o", "key night", "member ada", monthNow());
    assertThat(rows(read, "budgets").get(1).path("finding").asText()).isEqualTo("does not fit");
    assertThat(rows(read, "routes").get(0).path("endpoints")).isNotEmpty();
  }

  private static String monthNow() {
    return "month " + MonthSpend.month(Instant.now());
  }

  @Test
  void aReviewerReadsMarkdownWithATableForEach() throws IOException {
    Path page = folder.resolve("plan.md");
    Result plan = assay("plan", job(), "-f", "markdown", "-o", page.toString());
    assertThat(plan.out())
        .contains("# Plan of job 'small': 56 calls\n\n| arm | calls | p5\\_usd |")
        .contains("\n## Budgets\n\n")
        .contains("\n## Routes\n\n")
        .contains("- Time: about ")
        .contains("| token counts |");
    assertThat(page).content().isEqualTo(plan.out());
  }

  @Test
  void theNextPlanRestsOnTheRunBeforeItAndOnWhatTheMonthCost() throws IOException {
    String job = job("monthly-budget-usd: 100");
    assertThat(assay("run", job, "-f", "csv").code()).isZero();

    JsonNode read = json(assay("plan", job, "-f", "json"));
    assertThat(rows(read, "plan").findValuesAsText("basis")).containsOnly("1 earlier run");
    JsonNode month = rows(read, "budgets").get(1);
    assertThat(month.path("before_usd").decimalValue()).isPositive();
    // a real gateway is not foretold from what the twin said, nor does play money count
    JsonNode real =
        json(
            assay(
                "plan", job, "-f", "json", "--gateway", "http://127.0.0.1:9/v1", "--key", "none"));
    assertThat(rows(real, "plan").findValuesAsText("basis")).containsOnly("token counts");
    assertThat(rows(real, "budgets").get(1).path("before_usd").decimalValue()).isZero();
  }

  @Test
  void theShippedExtractionAsksFiveModelsTwiceForJsonThatTheirEndpointsClaim() throws IOException {
    JsonNode plan = json(assay("plan", "pipelines/extraction.yaml", "-f", "json"));
    assertThat(rows(plan, "plan").findValuesAsText("calls")).contains("44", "220");
  }

  @Test
  void budgetsOfGuardrailsAreCheckedAgainstWhatTheirHoldersSpentSinceTheReset() throws IOException {
    JsonNode nightly = json(assay("plan", "pipelines/nightly.yaml", "-f", "json"));
    assertThat(rows(nightly, "budgets").findValuesAsText("budget"))
        .contains("workspace 'evaluation', monthly");

    String job = job("payer: {member: ada}");
    assertThat(assay("run", job, "-f", "csv").code()).isZero();
    SpendLimit adas = daily("member 'ada'");
    SpendLimit bobs = daily("member 'bob'");
    Path place = folder.resolve("warehouse");
    try (Warehouse warehouse = Warehouse.open(place)) {
      assertThat(MonthSpend.ofLimits(warehouse, List.of(adas, bobs), Instant.now(), true))
          .containsEntry(adas, new Usd(RunFolder.committed(place).get(0).manifest().billedUsd()))
          .containsEntry(bobs, Usd.ZERO);
    }
  }

  private static SpendLimit daily(String holder) {
    return new SpendLimit(holder, Usd.of("10"), SpendLimit.Reset.DAILY, Place.setting("test"));
  }

  @Test
  void aWarehouseThatCannotBeReadKeepsNobodyFromPlanning() throws IOException {
    String job = job();
    assertThat(assay("run", job, "-f", "csv").code()).isZero();
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      for (Path each : files.filter(file -> file.toString().contains("/events/")).toList()) {
        Files.writeString(each, "no Parquet");
      }
    }
    Result plan = assay("plan", job);
    assertThat(plan.code()).isZero();
    assertThat(plan.out())
        .contains("Earlier runs cannot be read, so nothing is known of them: ")
        .contains("token counts");
  }

  @Test
  void whatTheGatewayChoosesIsMarkedUnpricedAndNoIncumbent() throws IOException {
    // the twin's choice may be dearer than the policy allows, and then the call fails
    String job = job(AUTO, "max-failed-share: 1");
    Result plan = assay("plan", job);
    assertThat(plan.out())
        .contains(
            "Arm 'auto' is not reproducible: 'openrouter/auto' is another model at another time, so it can be no incumbent and no baseline.")
        .contains("Arm 'auto' cannot be priced: which model answers is left to the gateway;")
        .contains("Whether the run fits is unknown");
    JsonNode read = json(assay("plan", job, "-f", "json"));
    assertThat(rows(read, "plan").get(1).path("expected_usd").isNull()).isTrue();
    assertThat(rows(read, "plan").get(1).path("basis").asText()).isEqualTo("no price");
    assertThat(rows(read, "routes").get(1).path("reproducible").asBoolean()).isFalse();

    Result run = assay("run", job, "-f", "csv");
    assertThat(run.code()).as(run.err()).isZero();
    Result verdict = assay("cutover", "--incumbent", "auto", "--candidate", "pinned");
    assertThat(verdict.code()).isEqualTo(2);
    assertThat(verdict.err())
        .contains(
            "--incumbent: arm 'auto' asks 'openrouter/auto', which is another model at another time. Name an arm that pins its model; what cannot be reproduced is no baseline.");
    assertThat(assay("cutover", "--incumbent", "pinned", "--candidate", "auto").code())
        .isNotEqualTo(2);

    assertThat(assay("plan", job(AUTO, "incumbent: auto")).err())
        .contains(
            "the incumbent 'auto' asks 'openrouter/auto', which is another model at another time.");
    assertThat(assay("plan", job(AUTO, "incumbent: pinned")).code()).isZero();
  }

  @Test
  void theCostGuardRefusesSingleCallsAndTheRunGoesOn() throws IOException {
    String policies =
        """
        arms:
          - {name: short, model: openai/gpt-4o-mini, policy: lowest-cost-non-sensitive, max-output-tokens: 100}
          - {name: long, model: openai/gpt-4o-mini, policy: lowest-cost-non-sensitive, max-output-tokens: 3000}""";
    String job = job(policies, "cost-guard: {max-tokens: 1000}");
    JsonNode plan = json(assay("plan", job, "-f", "json"));
    assertThat(rows(plan, "plan").findValuesAsText("refused")).containsExactly("0", "28", "28");

    Result run = assay("run", job, "-f", "csv");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("56 calls: 28 answered, 0 failed, 28 not sent.")
        .contains(
            "28 calls were refused by the job's cost guard, e.g. the cost guard allows 1000 tokens a call, and this one may take 3");
    Result rows =
        assay(
            "sql",
            "select arm, outcome, failure_kind, count(*) as n, count(billed_usd) as billed from usage_events group by all order by arm",
            "-f",
            "csv");
    assertThat(rows.out().lines())
        .contains("short,answered,,28,28", "long,not_sent,cost_guard,28,0");
  }

  @Test
  void oneModelUnderThreePoliciesIsThreeArms() throws IOException {
    String arms =
        """
        candidates: [{model: openai/gpt-4o, max-output-tokens: 300}]
        policies: [lowest-cost-non-sensitive, production-assistant, regulated-eu-only]""";
    Path job = Path.of(job());
    String listed = Files.readString(job).replaceAll("(?m)^arms:\n(  - .*\n)+", arms + "\n");
    Files.writeString(job, listed);
    JsonNode read = json(assay("plan", job.toString(), "-f", "json"));
    List<String> routed = rows(read, "routes").findValuesAsText("policy");
    assertThat(routed)
        .containsExactly("lowest-cost-non-sensitive", "production-assistant", "regulated-eu-only");
    assertThat(rows(read, "routes").findValuesAsText("model")).containsOnly("openai/gpt-4o");
  }

  private static JsonNode rows(JsonNode plan, String section) {
    for (JsonNode each : plan.path("sections")) {
      if (each.path("name").asText().equals(section)) {
        return each.path("rows");
      }
    }
    throw new AssertionError("no section '%s' in %s".formatted(section, plan));
  }
}

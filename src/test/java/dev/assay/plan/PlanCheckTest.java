package dev.assay.plan;

import static dev.assay.plan.Plans.DAY;
import static dev.assay.plan.Plans.able;
import static dev.assay.plan.Plans.arm;
import static dev.assay.plan.Plans.capped;
import static dev.assay.plan.Plans.catalog;
import static dev.assay.plan.Plans.endpoint;
import static dev.assay.plan.Plans.job;
import static dev.assay.plan.Plans.model;
import static dev.assay.plan.Plans.policy;
import static dev.assay.plan.Plans.price;
import static dev.assay.plan.Plans.promptCase;
import static dev.assay.plan.Plans.suite;
import static dev.assay.plan.Plans.suiteOf;
import static dev.assay.plan.Plans.withTools;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Parameters;
import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.job.Payer;
import dev.assay.job.Terms;
import dev.assay.job.Terms.CostGuard;
import dev.assay.money.Usd;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import dev.assay.suite.Suite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanCheckTest {
  private static final RoutePolicy CHEAPEST = policy("cheapest", Sort.PRICE);
  private static final Catalog CATALOG =
      catalog(
          model("small-1", endpoint("acme", 1024, price("1", "10"))),
          model("silent-1", endpoint("acme", null, price("1", "10"))),
          model("able-1", able(endpoint("acme", 1024, price("1", "10")), Capability.TOOLS)),
          model("small-1:free", endpoint("acme", 1024, price("0", "0"))));
  private static final Suite HELLO = suite("hello", 40, promptCase("a", "Hello", 3));

  @Test
  void aSoundPlanHasNoProblems() {
    assertThat(found(job(2, "1", arm("a", "small-1", capped(100), CHEAPEST)), HELLO)).isEmpty();
  }

  @Test
  void anUnknownModelIsReportedAtItsArmWithTheClosest() {
    assertThat(found(job(1, "1", arm("a", "smal-1", capped(100), CHEAPEST)), HELLO))
        .containsExactly(
            "job.yaml:7: arm 'a' asks the model 'smal-1', which the catalog does not know."
                + " Did you mean 'small-1'? Known models: able-1, silent-1, small-1, small-1:free.");
  }

  @Test
  void anUnknownFallbackModelIsReportedAtItsPolicyOnce() {
    RoutePolicy falling =
        policy("falling", Sort.PRICE, List.of(), FallbackMode.ANY, List.of("smal-1"));
    assertThat(
            found(
                job(
                    1,
                    "1",
                    arm("a", "small-1", capped(100), falling),
                    arm("b", "small-1", capped(200), falling)),
                HELLO))
        .containsExactly(
            "policies/falling.yaml:1: policy 'falling' falls back to the model 'smal-1',"
                + " which the catalog does not know."
                + " Did you mean 'small-1'? Known models: able-1, silent-1, small-1, small-1:free.");
  }

  @Test
  void aPolicyThatLeavesNoEndpointSaysWhyEachFellOut() {
    RoutePolicy narrow =
        policy("narrow", Sort.PRICE, List.of("globex"), FallbackMode.DISABLED, List.of());
    assertThat(found(job(1, "1", arm("a", "small-1", capped(100), narrow)), HELLO))
        .containsExactly(
            "job.yaml:7: arm 'a': policy 'narrow' leaves no endpoint of 'small-1'."
                + " Loosen the policy or choose another model."
                + " What fell out: acme: provider not in 'only'.");
  }

  @Test
  void aCaseTooLongForTheContextIsReportedWithItsTokens() {
    Suite wordy = suite("wordy", 40, promptCase("long", "hello ".repeat(8100), 12));
    assertThat(found(job(1, "1", arm("a", "small-1", capped(100), CHEAPEST)), wordy))
        .containsExactly(
            "cases.yaml:12: case 'long' needs about 8,208 tokens (8,108 of prompt, 100 of output),"
                + " but arm 'a' has a context of 8,192."
                + " Shorten the prompt, lower 'max-output-tokens' or choose another model.");
  }

  @Test
  void anAnswerWithoutAnyLimitHasNoWorstCase() {
    assertThat(found(job(1, "1", arm("a", "silent-1", Parameters.NONE, CHEAPEST)), HELLO))
        .containsExactly(
            "job.yaml:7: arm 'a' sets no 'max-output-tokens', and no limit is known of acme."
                + " Add 'max-output-tokens:', so that its worst case has a price.");
    assertThat(found(job(1, "1", arm("a", "silent-1", capped(100), CHEAPEST)), HELLO)).isEmpty();
    assertThat(found(job(1, "1", arm("a", "small-1", Parameters.NONE, CHEAPEST)), HELLO)).isEmpty();
  }

  @Test
  void aBudgetBelowTheCheapestCallIsReported() {
    Arm arm = arm("a", "small-1", capped(100), CHEAPEST);
    // 8 tokens in and one out
    assertThat(found(job(1, "0.000017", arm), HELLO))
        .containsExactly(
            "job.yaml:1: 'budget-usd' is 0.000017, but the cheapest single call costs 0.000018."
                + " Raise it; the whole plan is expected to cost 0.000408.");
    assertThat(found(job(1, "0.000018", arm), HELLO)).isEmpty();
  }

  @Test
  void twoSuitesOfOneNameAreReported() {
    Job job = job(1, "1", arm("a", "small-1", capped(100), CHEAPEST));
    Suite other = suite("hello", 40, promptCase("b", "Hi", 1));
    assertThat(found(job, HELLO, other))
        .containsExactly(
            "hello.yaml:1: suite 'hello' has the name of another one."
                + " The other is hello.yaml:1; reports tell suites apart by name.");
  }

  @Test
  void toolsCountAgainstTheContextToo() {
    JsonNode tools = new ObjectMapper().createArrayNode().add("word ".repeat(8100));
    Job job = job(1, "1", arm("a", "able-1", withTools(100, tools), CHEAPEST));
    assertThat(found(job, HELLO))
        .containsExactly(
            "cases.yaml:3: case 'a' needs about 8,210 tokens (8 of prompt, 8,102 of tools and format, 100 of output),"
                + " but arm 'a' has a context of 8,192."
                + " Shorten the prompt, lower 'max-output-tokens' or choose another model.");
  }

  @Test
  void aParameterThatEveryEndpointWouldDropIsReportedEvenWhereThePolicyLetsThem() {
    JsonNode tools = new ObjectMapper().createArrayNode();
    RoutePolicy lax = lax(policy("lax", Sort.PRICE));
    assertThat(found(job(1, "1", arm("a", "small-1", withTools(100, tools), lax)), HELLO))
        .containsExactly(
            "job.yaml:7: arm 'a' asks for tools, which no endpoint of 'small-1' knows:"
                + " it would be dropped in silence. Choose another model, or remove the parameter.");
    assertThat(found(job(1, "1", arm("a", "able-1", withTools(100, tools), lax)), HELLO)).isEmpty();
  }

  private static RoutePolicy lax(RoutePolicy strict) {
    return new RoutePolicy(
        strict.name(),
        strict.description(),
        strict.region(),
        strict.order(),
        strict.only(),
        strict.ignore(),
        strict.allowFallbacks(),
        false,
        strict.dataCollection(),
        strict.zeroRetention(),
        strict.quantizations(),
        strict.sort(),
        strict.maxPrice(),
        strict.uncappedReason(),
        strict.fallbackMode(),
        strict.fallbackModels(),
        strict.hash(),
        strict.place());
  }

  @Test
  void anOutputCapThatNoEndpointCanServeIsReported() {
    assertThat(found(job(1, "1", arm("a", "small-1", capped(1025), CHEAPEST)), HELLO))
        .containsExactly(
            "job.yaml:7: arm 'a' asks for up to 1,025 tokens of output, but 'small-1' gives at most 1,024."
                + " Lower 'max-output-tokens', or choose another model or policy.");
    assertThat(found(job(1, "1", arm("a", "small-1", capped(1024), CHEAPEST)), HELLO)).isEmpty();
  }

  @Test
  void freeModelsAreNotAskedMoreOftenInADayThanTheAccountMay() {
    Job job = job(2, "1", arm("a", "small-1:free", capped(100), CHEAPEST));
    assertThat(found(job, suiteOf(26, "many")))
        .containsExactly(
            "job.yaml:7: 52 calls of free models are planned (arm 'a'), but the account may make 50 a day."
                + " Ask fewer cases, or pay for the model; where the account may make more, say so in"
                + " 'limits.free-requests-per-day'.");
    assertThat(found(job, suiteOf(25, "enough"))).isEmpty();
    Job bought = job.on(Terms.NONE.with(new Terms.Limits(null, null, 1000)));
    assertThat(found(bought, suiteOf(26, "many"))).isEmpty();
  }

  @Test
  void whatTheGatewayChoosesNeedsNoEntryInTheCatalogButALimitOfItsAnswers() {
    assertThat(found(job(1, "1", arm("a", "openrouter/auto", capped(100), CHEAPEST)), HELLO))
        .isEmpty();
    assertThat(found(job(1, "1", arm("a", "openrouter/auto", Parameters.NONE, CHEAPEST)), HELLO))
        .containsExactly(
            "job.yaml:7: arm 'a' sets no 'max-output-tokens', and no limit is known of what the gateway will choose."
                + " Add 'max-output-tokens:', so that its worst case has a price.");
  }

  @Test
  void aBudgetOfAPartThatBuysNoCallIsReported() {
    Usd tiny = Usd.of("0.000017");
    Terms.Budgets budgets =
        new Terms.Budgets(
            Map.of("a", tiny), Map.of("k", tiny), Map.of("b", tiny), Map.of("m", tiny), null, null);
    Payer payer = new Payer(null, null, null, null, null, "m", null, "b", "k");
    Job job =
        job(1, "1", arm("a", "small-1", capped(100), CHEAPEST))
            .paidBy(payer)
            .on(Terms.NONE.with(budgets));
    assertThat(found(job, HELLO))
        .hasSize(4)
        .allMatch(fault -> fault.contains("is 0.000017, but the cheapest single call costs"))
        .anyMatch(fault -> fault.contains("'budgets.arms.a'"))
        .anyMatch(fault -> fault.contains("'budgets.keys'"))
        .anyMatch(fault -> fault.contains("'budgets.behaviours'"))
        .anyMatch(fault -> fault.contains("'budgets.members'"));
  }

  @Test
  void aCostGuardThatLetsNothingPassIsReported() {
    Job job = job(1, "1", arm("a", "small-1", capped(100), CHEAPEST));
    // 8 tokens of prompt and 100 of output
    assertThat(found(guarded(job, new CostGuard(107L, null)), HELLO))
        .containsExactly(
            "job.yaml:1: 'cost-guard' lets no call of the job pass: the cost guard allows 107 tokens a call,"
                + " and this one may take 108."
                + " Raise it, shorten the prompts or lower 'max-output-tokens'.");
    assertThat(found(guarded(job, new CostGuard(108L, null)), HELLO)).isEmpty();
  }

  private static Job guarded(Job job, CostGuard guard) {
    return job.on(Terms.NONE.with(guard));
  }

  @Test
  void everyFaultIsReportedAtOnce() {
    assertThat(
            found(
                job(
                    1,
                    "0.000001",
                    arm("a", "smal-1", capped(100), CHEAPEST),
                    arm("b", "silent-1", Parameters.NONE, CHEAPEST)),
                suiteOf(2, "two")))
        .hasSize(3);
  }

  private static List<String> found(Job job, Suite... suites) {
    Problems problems = new Problems();
    PlanCheck.check(Plan.of(job, List.of(suites), CATALOG, DAY), problems);
    return problems.all().stream().map(Problem::toString).toList();
  }
}

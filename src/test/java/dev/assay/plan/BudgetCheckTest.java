package dev.assay.plan;

import static dev.assay.plan.Plans.DAY;
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
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Catalog;
import dev.assay.job.Job;
import dev.assay.job.Payer;
import dev.assay.job.Terms;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.plan.BudgetCheck.Finding;
import dev.assay.policy.RouteDetails;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.suite.Suite;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What budgets, limits and guards say to a plan, and what a missing price leaves unsaid. */
class BudgetCheckTest {
  private static final RoutePolicy CHEAPEST = policy("cheapest", Sort.PRICE);
  private static final Catalog CATALOG =
      catalog(model("small-1", endpoint("acme", 1024, price("1", "10"))));
  private static final YearMonth MONTH = YearMonth.of(2026, 11);

  /** 10 calls, each of 40 tokens of output, as its suite states. */
  private static Plan plan(Job job) {
    return Plan.of(job, List.of(suiteOf(10, "ten")), CATALOG, DAY);
  }

  private static Job costing(String budget) {
    return job(1, budget, arm("a", "small-1", capped(100), CHEAPEST));
  }

  private static Finding ofTheRun(String budget) {
    return plan(costing(budget)).estimate().budgets().get(0).finding();
  }

  @Test
  void aBudgetIsHeldAgainstTheWholeRange() {
    Estimate estimate = plan(costing("1")).estimate();
    Estimate.Range range = estimate.total().range();

    assertThat(ofTheRun(estimate.total().atMost().toString())).isEqualTo(Finding.FITS);
    assertThat(ofTheRun(range.p95().toString())).isEqualTo(Finding.LIKELY_FITS);
    assertThat(ofTheRun(range.p50().toString())).isEqualTo(Finding.MAY_NOT_FIT);
    assertThat(ofTheRun(range.p5().toString())).isEqualTo(Finding.WILL_NOT_FIT);
  }

  @Test
  void everyBudgetThatTheRunCountsAgainstIsChecked() {
    Terms.Budgets budgets =
        new Terms.Budgets(
            Map.of("a", Usd.of("0.001")),
            Map.of("night-key", Usd.of("0.002")),
            Map.of("night", Usd.of("0.003")),
            Map.of("ada", Usd.of("0.004")),
            null,
            Usd.of("150"));
    Job job =
        costing("1")
            .paidBy(new Payer(null, null, null, null, null, "ada", null, "night", "night-key"))
            .on(Terms.NONE.with(budgets));
    SpendSoFar spent = new SpendSoFar(MONTH, Usd.of("149.9999"), 3);

    List<BudgetCheck> checks = plan(job).estimate(new Past(TokenHistory.NONE, spent)).budgets();
    assertThat(checks)
        .extracting(BudgetCheck::name)
        .containsExactly(
            "run", "arm a", "key night-key", "behaviour night", "member ada", "month 2026-11");
    assertThat(checks.get(1).finding()).isEqualTo(Finding.WILL_NOT_FIT);
    BudgetCheck month = checks.get(5);
    assertThat(month.before()).isEqualTo(Usd.of("149.9999"));
    assertThat(month.finding()).isEqualTo(Finding.WILL_NOT_FIT);
  }

  @Test
  void aMonthThatNobodyLookedUpIsUnknown() {
    Terms.Budgets budgets =
        new Terms.Budgets(Map.of(), Map.of(), Map.of(), Map.of(), null, Usd.of("150"));
    BudgetCheck month = plan(costing("1").on(Terms.NONE.with(budgets))).estimate().budgets().get(1);
    assertThat(month.before()).isNull();
    assertThat(month.finding()).isEqualTo(Finding.UNKNOWN);
  }

  @Test
  void whatTheGatewayChoosesHasNoPriceAndThePlanSaysWhatThatMeans() {
    Job job =
        job(
            1,
            "1",
            arm("pinned", "small-1", capped(100), CHEAPEST),
            arm("auto", "openrouter/auto", capped(100), CHEAPEST));
    Estimate estimate = plan(job).estimate();

    assertThat(estimate.arms().get(1).range()).isNull();
    assertThat(estimate.arms().get(1).atMost()).isNull();
    assertThat(estimate.total().expected()).isNull();
    assertThat(estimate.budgets().get(0).finding()).isEqualTo(Finding.UNKNOWN);
    assertThat(estimate.assumptions())
        .contains(
            "Arm 'auto' cannot be priced: which model answers is left to the gateway; the other arms with a price"
                + " are expected to cost %s USD without it."
                    .formatted(estimate.arms().get(0).expected())
                + " Nor is there a bound, so each of its calls is sent alone, with all that is left of the budget"
                + " behind it: the budget holds, and the run is slow.");
  }

  @Test
  void theCapsOfItsPolicyBoundWhatTheGatewayChooses() {
    RoutePolicy capped = capping("2", "20", Map.of("request", BigDecimal.ZERO));
    Job job = job(1, "1", arm("auto", "openrouter/auto", capped(100), capped));
    Estimate.Line auto = plan(job).estimate().total();

    assertThat(auto.expected()).isNull();
    // 10 answers of 100 tokens at 20 USD per million, and the prompts
    assertThat(auto.atMost()).isBetween(Usd.of("0.02"), Usd.of("0.03"));
    assertThat(plan(job).estimate().budgets().get(0).finding()).isEqualTo(Finding.FITS);
    // a fee per request would be on top
    RoutePolicy open = capping("2", "20", Map.of());
    assertThat(
            plan(job(1, "1", arm("auto", "openrouter/auto", capped(100), open)))
                .estimate()
                .total()
                .atMost())
        .isNull();
  }

  private static RoutePolicy capping(String in, String out, Map<String, BigDecimal> units) {
    return new RoutePolicy(
        "capped",
        "For tests",
        "global",
        List.of(),
        List.of(),
        List.of(),
        true,
        true,
        null,
        false,
        List.of(),
        null,
        new MaxPrice(UsdPerMillion.of(in), UsdPerMillion.of(out)),
        null,
        RoutePolicy.FallbackMode.DISABLED,
        List.of(),
        "hash",
        Plans.JOB,
        new RouteDetails(null, null, null, null, units, null),
        DirectFallback.NEVER);
  }

  @Test
  void whatTheCostGuardRefusesIsPlannedAndCostsNothing() {
    Suite uneven =
        suite(
            "uneven", 40, promptCase("short", "Hello", 1), promptCase("long", "a ".repeat(300), 2));
    // 'long' takes about 300 tokens, and may take 100 more
    Job job = costing("1").on(Terms.NONE.with(new Terms.CostGuard(300L, null)));
    Plan plan = Plan.of(job, List.of(uneven), CATALOG, DAY);
    Estimate.Line line = plan.estimate().total();

    assertThat(line.calls()).isEqualTo(2);
    assertThat(line.refused()).isEqualTo(1);
    assertThat(plan.call(0).refusal()).isNull();
    assertThat(line.expected()).isEqualTo(plan.call(0).estimated());
    assertThat(line.atMost()).isEqualTo(plan.call(0).worstCase());
    assertThat(plan.call(1).refusal())
        .matches("the cost guard allows 300 tokens a call, and this one may take 4[0-9]{2}");
    assertThat(plan.estimate().assumptions())
        .contains("The cost guard will refuse one call: planned, not sent, and without a cost.");
  }

  @Test
  void theCostGuardRefusesWhatIsTooDearAndWhatHasNoPrice() {
    Terms.CostGuard guard = new Terms.CostGuard(null, Usd.of("0.0004"));
    Job job =
        job(
                1,
                "1",
                arm("pinned", "small-1", capped(100), CHEAPEST),
                arm("auto", "openrouter/auto", capped(100), CHEAPEST))
            .on(Terms.NONE.with(guard));
    Plan plan = plan(job);
    assertThat(plan.call(0).refusal())
        .isEqualTo(
            "the cost guard allows 0.0004 USD a call, and this one is estimated at %s USD"
                .formatted(plan.call(0).estimated()));
    assertThat(plan.call(1).refusal())
        .isEqualTo("the cost guard allows 0.0004 USD a call, and this one cannot be estimated");
  }

  @Test
  void theTightestLimitSaysHowLongItTakes() {
    // an answer of 40 tokens takes 300 + 800 ms; 10 calls, one at a time
    assertThat(time(1, Terms.Limits.NONE))
        .isEqualTo(new RunTime(Duration.ofSeconds(11), "max-concurrency", false));
    assertThat(time(4, Terms.Limits.NONE).expected()).isEqualTo(Duration.ofMillis(3_300));
    assertThat(time(4, new Terms.Limits(60, null)))
        .isEqualTo(new RunTime(Duration.ofSeconds(10), "requests-per-minute", false));
    RunTime byTokens = time(4, new Terms.Limits(60, 600L));
    assertThat(byTokens.heldUpBy()).isEqualTo("tokens-per-minute");
    assertThat(byTokens.expected()).isGreaterThan(Duration.ofSeconds(40));
  }

  private static RunTime time(int atOnce, Terms.Limits limits) {
    return plan(costing("1").withMaxConcurrency(atOnce).on(Terms.NONE.with(limits)))
        .estimate()
        .time();
  }

  @Test
  void theLatenciesOfEarlierRunsGoBeforeThePaceOfTheCatalog() {
    TokenHistory.Observation seen =
        new TokenHistory.Observation(
            "r1", "ten", "case-1", "small-1", "a", 1, 12, 0, 0, 40, 0, null, 2_000.0);
    RunTime time =
        plan(costing("1").withMaxConcurrency(1))
            .estimate(new Past(TokenHistory.of(List.of(seen)), null))
            .time();
    assertThat(time).isEqualTo(new RunTime(Duration.ofSeconds(20), "max-concurrency", true));
  }

  @Test
  void aRouteIsToldInShort() {
    RoutePolicy narrow =
        policy("narrow", Sort.PRICE, List.of("acme"), RoutePolicy.FallbackMode.DISABLED, List.of());
    Job job =
        job(
            1,
            "1",
            arm("pinned", "small-1", capped(100), narrow),
            arm("auto", "openrouter/auto", capped(100), capping("2", "20", Map.of())));
    assertThat(plan(job).routes())
        .containsExactly(
            new Route(
                "pinned",
                "small-1",
                "narrow",
                List.of("uncapped", "only acme", "sort by price"),
                List.of("acme"),
                true),
            new Route(
                "auto",
                "openrouter/auto",
                "capped",
                List.of("max-price 2 in, 20 out"),
                List.of(),
                false));
  }
}

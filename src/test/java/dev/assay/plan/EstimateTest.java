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
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.Tools;
import dev.assay.job.Arm;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.suite.Suite;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EstimateTest {
  /** "Hello" is one token, in a message of four more and a prompt of three; five bytes. */
  private static final Suite HELLO = suite("hello", 40, promptCase("a", "Hello", 1));

  private static final Catalog TWO_PRICES =
      catalog(
          model(
              "small-1",
              endpoint("dear", 1024, price("2", "20")),
              endpoint("cheap", 1024, price("1", "10"))));

  @Test
  void theEstimateIsTheArithmeticItStates() {
    Estimate estimate = estimate(policy("cheapest", Sort.PRICE), TWO_PRICES, HELLO);

    // 8 in at 1, 40 out at 10
    assertThat(estimate.total().expected()).isEqualTo(Usd.of("0.000408"));
    // 5 bytes + 16 for the message + 16 for the prompt in at 2, 100 out at 20
    assertThat(estimate.total().atMost()).isEqualTo(Usd.of("0.002074"));
    assertThat(estimate.assumptions())
        .contains(
            "Answers of hello where nothing is known of them: 40 tokens, as its suite states.",
            "Prices of 2026-11-21, test-prices.");
  }

  @Test
  void toolsMakeTheDearestOutcomeDearerByEveryByteOfThem() {
    JsonNode definitions = new ObjectMapper().createArrayNode().add("x".repeat(996));
    Usd plain = high(new Tools(new ObjectMapper().createArrayNode(), null, null));
    // 998 bytes more, at 2 USD per million
    assertThat(high(new Tools(definitions, null, null)).minus(plain)).isEqualTo(Usd.of("0.001996"));
    // "[]" and 1024 tokens of what a provider says of tools
    assertThat(plain.minus(high(null))).isEqualTo(Usd.of("0.002052"));
  }

  private static Usd high(Tools tools) {
    return priced(tools, null).total().atMost();
  }

  @Test
  void whatTheCatalogHasNoPriceForIsNamed() {
    assertThat(priced(null, "priority").assumptions())
        .contains(
            "Arm 'arm': the service tier 'priority' may cost more or less than the catalog's prices, which are all that is counted here.");
    assertThat(priced(null, "default").assumptions()).noneMatch(each -> each.contains("tier"));
  }

  private static Estimate priced(Tools tools, String tier) {
    Parameters asked =
        new Parameters(
            100,
            null,
            null,
            null,
            null,
            null,
            null,
            Sampling.NONE,
            Thinking.NONE,
            tools,
            tier,
            null,
            null);
    Arm arm = arm("arm", "small-1", asked, policy("cheapest", Sort.PRICE));
    Endpoint able = able(endpoint("able", 1024, price("2", "20")), Capability.TOOLS);
    Catalog catalog = catalog(model("small-1", able));
    return Plan.of(job(1, "1", arm), List.of(HELLO), catalog, DAY).estimate();
  }

  @Test
  void withoutAWordOfTheSuiteAnAnswerIsAQuarterOfTheCap() {
    Suite silent = suite("hello", null, promptCase("a", "Hello", 1));
    Estimate estimate = estimate(policy("cheapest", Sort.PRICE), TWO_PRICES, silent);

    assertThat(estimate.total().expected()).isEqualTo(Usd.of("0.000258"));
    assertThat(estimate.assumptions())
        .contains("Answers of hello where nothing is known of them: a quarter of the output cap.");
  }

  @Test
  void anAnswerIsNeverExpectedToOutgrowTheCap() {
    Suite talkative = suite("hello", 5000, promptCase("a", "Hello", 1));
    assertThat(estimate(policy("cheapest", Sort.PRICE), TWO_PRICES, talkative).total().expected())
        .isEqualTo(Usd.of("0.001008"));
  }

  @Test
  void withoutASortTheExpectedPriceIsTheGatewaysBalance() {
    // weights 1 / 22^2 and 1 / 11^2, so one in five is dear: 1.2 in, 12 out
    assertThat(estimate(policy("any", null), TWO_PRICES, HELLO).total().expected())
        .isEqualTo(Usd.of("0.0004896"));
  }

  @Test
  void balancingOverOnePriceIsThatPriceToTheLastDigit() {
    Catalog one = catalog(model("small-1", endpoint("acme", 1024, price("0.0375", "0.123456789"))));
    assertThat(estimate(policy("any", null), one, HELLO).total().expected())
        .isEqualTo(price("0.0375", "0.123456789").cost(dev.assay.catalog.TokenUse.plain(8, 40)));
  }

  @Test
  void aFreeEndpointIsExpectedToTakeAllCalls() {
    Catalog free =
        catalog(
            model(
                "small-1",
                endpoint("free", 1024, price("0", "0")),
                endpoint("paid", 1024, price("1", "1"))));
    assertThat(estimate(policy("any", null), free, HELLO).total().expected()).isEqualTo(Usd.ZERO);
  }

  @Test
  void aWorstCaseChargesEachTokenInItsDearestClass() {
    Endpoint caching =
        endpoint(
            "acme",
            1024,
            new TokenPrice(
                LocalDate.of(2026, 1, 1),
                UsdPerMillion.of("1"),
                UsdPerMillion.of("10"),
                UsdPerMillion.of("0.1"),
                UsdPerMillion.of("1.25"),
                UsdPerMillion.of("30"),
                Usd.of("0.5")));
    // 37 in at 1.25, 100 out at 30, and the request
    assertThat(
            estimate(policy("any", null), catalog(model("small-1", caching)), HELLO)
                .total()
                .atMost())
        .isEqualTo(Usd.of("0.50304625"));
  }

  @Test
  void withoutAnOutputCapTheWorstCaseIsTheEndpointsLimit() {
    Arm uncapped = arm("small", "small-1", Parameters.NONE, policy("cheapest", Sort.PRICE));
    Estimate estimate = Plan.of(job(1, "1", uncapped), List.of(HELLO), TWO_PRICES, DAY).estimate();
    assertThat(estimate.total().atMost()).isEqualTo(Usd.of("0.020554"));
  }

  @Test
  void anArmWithoutAPriceHasAnUnknownCostAndSoHasTheTotal() {
    Arm priced = arm("priced", "small-1", capped(100), policy("cheapest", Sort.PRICE));
    Arm unknown = arm("unknown", "no-such-model", capped(100), policy("cheapest", Sort.PRICE));
    Estimate estimate =
        Plan.of(job(1, "1", priced, unknown), List.of(HELLO), TWO_PRICES, DAY).estimate();

    assertThat(estimate.arms().get(0).expected()).isNotNull();
    assertThat(estimate.arms().get(1).expected()).isNull();
    assertThat(estimate.total().expected()).isNull();
    assertThat(estimate.isExpectedToFit()).isFalse();
    assertThat(estimate.fitsAtMost()).isFalse();
  }

  @Test
  void theTotalIsTheSumOfItsCallsAndOfItsArms() {
    Arm small = arm("small", "small-1", capped(100), policy("any", null));
    Arm large = arm("large", "small-1", capped(200), policy("cheapest", Sort.PRICE));
    Plan plan =
        Plan.of(
            job(3, "1", small, large),
            List.of(suiteOf(4, "one"), suiteOf(3, "two")),
            TWO_PRICES,
            DAY);
    Estimate estimate = plan.estimate();
    Usd expected = Usd.ZERO;
    Usd high = Usd.ZERO;
    for (long i = 0; i < plan.size(); i++) {
      expected = expected.plus(plan.call(i).estimated());
      high = high.plus(plan.call(i).worstCase());
    }

    assertThat(estimate.total().calls()).isEqualTo(plan.size()).isEqualTo(42);
    assertThat(estimate.total().expected()).isEqualTo(expected);
    assertThat(estimate.total().atMost()).isEqualTo(high);
    assertThat(estimate.arms().stream().map(Estimate.Line::expected).reduce(Usd.ZERO, Usd::plus))
        .isEqualTo(expected);
    assertThat(estimate.arms())
        .allSatisfy(line -> assertThat(line.range().p5()).isLessThan(line.range().p50()))
        .allSatisfy(line -> assertThat(line.range().contains(line.expected())).isTrue())
        .allSatisfy(line -> assertThat(line.range().p95()).isLessThanOrEqualTo(line.atMost()));
  }

  @Test
  void theBudgetIsComparedWithWhatIsExpectedAndWithTheWorst() {
    assertThat(fits("0.000407")).containsExactly(false, false);
    assertThat(fits("0.000408")).containsExactly(true, false);
    assertThat(fits("0.002074")).containsExactly(true, true);
  }

  private static List<Boolean> fits(String budget) {
    Arm arm = arm("small", "small-1", capped(100), policy("cheapest", Sort.PRICE));
    Estimate estimate = Plan.of(job(1, budget, arm), List.of(HELLO), TWO_PRICES, DAY).estimate();
    return List.of(estimate.isExpectedToFit(), estimate.fitsAtMost());
  }

  @Test
  void aMillionCallsArePricedWithoutMakingThem() {
    RoutePolicy any = policy("any", null, List.of(), FallbackMode.DISABLED, List.of());
    Arm[] arms =
        IntStream.range(0, 10)
            .mapToObj(i -> arm("arm-" + i, "small-1", capped(100 + i), any))
            .toArray(Arm[]::new);
    Plan plan = Plan.of(job(100, "1000", arms), List.of(suiteOf(1000, "many")), TWO_PRICES, DAY);

    assertThat(plan.size()).isEqualTo(1_000_000);
    Estimate estimate = plan.estimate();
    assertThat(estimate.total().calls()).isEqualTo(1_000_000);
    assertThat(estimate.isExpectedToFit()).isTrue();
    assertThat(plan.call(999_999).repeat()).isEqualTo(100);
  }

  private static Estimate estimate(RoutePolicy policy, Catalog catalog, Suite suite) {
    Arm arm = arm("small", "small-1", capped(100), policy);
    return Plan.of(job(1, "1", arm), List.of(suite), catalog, DAY).estimate();
  }
}

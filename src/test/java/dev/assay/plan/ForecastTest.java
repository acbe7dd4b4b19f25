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
import dev.assay.catalog.TokenUse;
import dev.assay.job.Arm;
import dev.assay.money.Usd;
import dev.assay.plan.Estimate.Line;
import dev.assay.plan.TokenHistory.Observation;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.suite.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Estimates from earlier runs. */
class ForecastTest {
  private static final RoutePolicy CHEAPEST = policy("cheapest", Sort.PRICE);
  private static final Catalog CATALOG =
      catalog(model("small-1", endpoint("acme", 1024, price("1", "10"))));
  private static final Suite HELLO =
      suite("hello", 40, promptCase("a", "Hello", 1), promptCase("b", "Hello there", 2));

  private static Observation seen(String run, String caseId, double prompt, double answer) {
    return new Observation(
        run, "hello", caseId, "small-1", "arm", 1, prompt, 0, 0, answer, 0, null, 500.0);
  }

  private static Line estimate(Suite suite, int cap, Observation... seen) {
    return estimate(suite, cap, List.of(seen)).arms().get(0);
  }

  private static Estimate estimate(Suite suite, int cap, List<Observation> seen) {
    Arm arm = arm("arm", "small-1", capped(cap), CHEAPEST);
    return Plan.of(job(1, "1", arm), List.of(suite), CATALOG, DAY)
        .estimate(new Past(TokenHistory.of(seen), null));
  }

  @Test
  void theTokensOfEarlierRunsStandInForCounts() {
    Line line = estimate(HELLO, 100, seen("r1", "a", 10, 20), seen("r1", "b", 12, 30));

    // 22 in at 1, 50 out at 10 USD per million
    assertThat(line.expected()).isEqualTo(Usd.of("0.000522"));
    assertThat(line.basis()).isEqualTo("1 earlier run");
  }

  @Test
  void aMeanThatIsNotWholeIsPricedInPartsOfAToken() {
    Line line =
        estimate(
            HELLO,
            100,
            seen("r1", "a", 10, 20),
            seen("r2", "a", 10, 21),
            seen("r1", "b", 10, 20),
            seen("r2", "b", 10, 20));

    // 20 in, 20.5 and 20 out
    assertThat(line.expected()).isEqualTo(Usd.of("0.000425"));
    assertThat(line.basis()).isEqualTo("2 earlier runs");
  }

  @Test
  void aCaseThatNobodyAskedIsTakenToBeAsTheOthersOfItsSuite() {
    Line line = estimate(HELLO, 100, seen("r1", "a", 16, 20));

    // 'b' counts 9 of our tokens, and 'a' had 16 of theirs for 8 of ours: 18 in, 20 out
    assertThat(line.expected()).isEqualTo(Usd.of("0.000434"));
    assertThat(line.basis()).isEqualTo("1 earlier run for 1 of 2 cases");
  }

  @Test
  void aCaseWhosePromptIsAnotherOneNowHasNoHistory() {
    Suite rewritten =
        suite(
            "hello",
            40,
            promptCase("a", "word ".repeat(500), 1),
            promptCase("b", "Hello", 2),
            promptCase("c", "Hello", 3));
    Line line =
        estimate(
            rewritten, 100, seen("r1", "a", 8, 90), seen("r1", "b", 8, 20), seen("r1", "c", 8, 40));

    assertThat(line.basis()).isEqualTo("1 earlier run for 2 of 3 cases");
    // 508 + 8 + 8 in, and out for 'a' the mean of the suite, 50
    assertThat(line.expected()).isEqualTo(Usd.of("0.001624"));
  }

  @Test
  void noAnswerIsExpectedToOutgrowTheCapOfToday() {
    Line line = estimate(HELLO, 25, seen("r1", "a", 10, 20), seen("r1", "b", 10, 90));
    // 20 in, 20 and 25 out
    assertThat(line.expected()).isEqualTo(Usd.of("0.00047"));
  }

  @Test
  void theHistoryOfTheSameArmGoesBeforeThatOfAnotherOneOfTheModel() {
    Observation other =
        new Observation(
            "r1", "hello", "a", "small-1", "thinking-hard", 1, 10, 0, 0, 90, 0, null, null);
    Observation otherB =
        new Observation(
            "r1", "hello", "b", "small-1", "thinking-hard", 1, 10, 0, 0, 90, 0, null, null);
    Line own =
        estimate(HELLO, 100, seen("r1", "a", 10, 20), seen("r1", "b", 10, 20), other, otherB);
    assertThat(own.expected()).isEqualTo(Usd.of("0.00042"));
    assertThat(estimate(HELLO, 100, other, otherB).expected()).isEqualTo(Usd.of("0.00182"));
  }

  @Test
  void whatAgreedOftenIsTrustedMoreThanWhatAgreedOnce() {
    List<Observation> once = runs(1, 20);
    List<Observation> often = runs(12, 20);

    double afterOne = width(estimate(suiteOf(20, "hello"), 100, once).total());
    double afterMany = width(estimate(suiteOf(20, "hello"), 100, often).total());
    assertThat(afterMany).isLessThan(afterOne / 2);
    // but nothing ever proves that the next run will be the same
    assertThat(afterMany).isGreaterThan(0.02);
  }

  private static List<Observation> runs(int runs, int cases) {
    List<Observation> seen = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      for (int i = 1; i <= cases; i++) {
        seen.add(seen("r" + run, "case-" + i, 12, 40 + 3 * (i % 7)));
      }
    }
    return seen;
  }

  private static double width(Line line) {
    return (line.range().p95().amount().doubleValue() - line.range().p5().amount().doubleValue())
        / line.range().p50().amount().doubleValue();
  }

  /**
   * Runs made up by the rule that the range takes for granted: cases differ, runs of a case differ,
   * and each run is longer or shorter as a whole.
   */
  @Test
  void theRangeHoldsNineRunsOfTen() {
    Random random = new Random(20_261_121);
    int inside = 0;
    int worlds = 400;
    for (int world = 0; world < worlds; world++) {
      double[] usual = new double[30];
      for (int i = 0; i < usual.length; i++) {
        usual[i] = 40 * Math.exp(0.5 * random.nextGaussian());
      }
      List<Observation> history = new ArrayList<>();
      int runs = 1 + random.nextInt(6);
      for (int run = 0; run < runs; run++) {
        history.addAll(run("r" + run, usual, random));
      }
      Line total = estimate(suiteOf(usual.length, "hello"), 1000, history).total();
      Usd billed =
          run("next", usual, random).stream()
              .map(each -> price("1", "10").cost(use(each)))
              .reduce(Usd.ZERO, Usd::plus);
      inside += total.range().contains(billed) ? 1 : 0;
    }
    // nine tenths are promised; the prior of one run makes it somewhat more while there are few
    assertThat(inside / (double) worlds).isBetween(0.88, 0.99);
  }

  private static TokenUse use(Observation seen) {
    return TokenUse.plain(Math.round(seen.promptTokens()), Math.round(seen.completionTokens()));
  }

  private static List<Observation> run(String name, double[] usual, Random random) {
    double drift = Math.exp(0.05 * random.nextGaussian());
    List<Observation> seen = new ArrayList<>();
    for (int i = 0; i < usual.length; i++) {
      double answer = usual[i] * drift * Math.exp(0.3 * random.nextGaussian());
      seen.add(seen(name, "case-" + (i + 1), 12, Math.max(1, Math.rint(answer))));
    }
    return seen;
  }

  @Test
  void armsOfOneModelErrTogetherAndArmsOfTwoEachForItself() {
    Catalog two =
        catalog(
            model("small-1", endpoint("acme", 1024, price("1", "10"))),
            model("small-2", endpoint("acme", 1024, price("1", "10"))));
    assertThat(together(two, "small-1")).isGreaterThan(1.2 * together(two, "small-2"));
  }

  private static double together(Catalog catalog, String second) {
    List<Observation> seen = new ArrayList<>();
    for (Observation each : runs(3, 20)) {
      for (String model : List.of("small-1", "small-2")) {
        seen.add(
            new Observation(
                each.runId(),
                "hello",
                each.caseId(),
                model,
                "any",
                1,
                12,
                0,
                0,
                40,
                0,
                null,
                null));
      }
    }
    Plan plan =
        Plan.of(
            job(
                1,
                "1",
                arm("one", "small-1", capped(100), CHEAPEST),
                arm("two", second, capped(100), CHEAPEST)),
            List.of(suiteOf(20, "hello")),
            catalog,
            DAY);
    return width(plan.estimate(new Past(TokenHistory.of(seen), null)).total());
  }

  @Test
  void anEndpointThatIsDrawnByLotWidensTheRange() {
    Catalog one = catalog(model("small-1", endpoint("acme", 1024, price("1", "10"))));
    Catalog lots =
        catalog(
            model(
                "small-1",
                endpoint("cheap", 1024, price("0.9", "9")),
                endpoint("dear", 1024, price("1.1", "11"))));
    RoutePolicy any = policy("any", null);
    assertThat(width(drawn(lots, any))).isGreaterThan(width(drawn(one, any)));
  }

  private static Line drawn(Catalog catalog, RoutePolicy policy) {
    Arm arm = arm("arm", "small-1", capped(100), policy);
    return Plan.of(job(1, "1", arm), List.of(suiteOf(3, "hello")), catalog, DAY)
        .estimate(new Past(TokenHistory.of(runs(12, 3)), null))
        .total();
  }
}

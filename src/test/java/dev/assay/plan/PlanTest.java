package dev.assay.plan;

import static dev.assay.plan.Plans.DAY;
import static dev.assay.plan.Plans.TWIN;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Preset;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.job.Arm;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.settings.SecretReference;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
  private static final RoutePolicy CHEAPEST = policy("cheapest", Sort.PRICE);
  private static final Arm SMALL = arm("small", "small-1", capped(100), CHEAPEST);
  private static final Arm LARGE = arm("large", "large-1", capped(100), CHEAPEST);
  private static final Catalog CATALOG = catalogAt("0.10", "0.40");

  private static Catalog catalogAt(String input, String output) {
    return catalog(
        model("small-1", endpoint("acme", 1024, price(input, output))),
        model("large-1", endpoint("acme", 1024, price("2", "8"))));
  }

  @Test
  void allArmsAskACaseBeforeTheNextCaseAndAllCasesBeforeTheNextRepeat() {
    Plan plan =
        Plan.of(
            job(2, "1", SMALL, LARGE), List.of(suiteOf(1, "one"), suiteOf(2, "two")), CATALOG, DAY);

    assertThat(calls(plan))
        .extracting(
            call -> "%d %s/%s %s".formatted(call.repeat(), call.suite(), call.caseId(), call.arm()))
        .containsExactly(
            "1 one/case-1 small",
            "1 one/case-1 large",
            "1 two/case-1 small",
            "1 two/case-1 large",
            "1 two/case-2 small",
            "1 two/case-2 large",
            "2 one/case-1 small",
            "2 one/case-1 large",
            "2 two/case-1 small",
            "2 two/case-1 large",
            "2 two/case-2 small",
            "2 two/case-2 large");
    assertThat(calls(plan)).extracting(PlannedCall::index).isSorted().doesNotHaveDuplicates();
  }

  private static Arm sharing(Arm arm, String share) {
    return new Arm(arm.name(), arm.candidate(), arm.policy(), new BigDecimal(share), arm.place());
  }

  @Test
  void armsWithSharesDivideTheCasesByWeightAndTheOthersAskThemAll() {
    Arm control = arm("control", "small-1", capped(50), CHEAPEST);
    Plan plan =
        Plan.of(
            job(2, "1", sharing(SMALL, "0.8"), control, sharing(LARGE, "0.2")),
            List.of(suiteOf(1_000, "one")),
            CATALOG,
            DAY);

    Map<String, Long> asked =
        calls(plan).stream()
            .collect(Collectors.groupingBy(PlannedCall::arm, Collectors.counting()));
    assertThat(plan.size()).isEqualTo(4_000);
    assertThat(asked.get("control")).isEqualTo(2_000);
    assertThat(asked.get("small") + asked.get("large")).isEqualTo(2_000);
    // 200 of 1,000 at one in five, five standard deviations to either side
    assertThat(asked.get("large") / 2).isBetween(137L, 263L);
    assertThat(calls(plan)).extracting(PlannedCall::id).doesNotHaveDuplicates();
    plan.estimate()
        .arms()
        .forEach(line -> assertThat(line.calls()).isEqualTo(asked.get(line.name())));
    assertThat(plan.estimate().total().calls()).isEqualTo(4_000);
  }

  @Test
  void aCaseFallsToTheSameArmWheneverItIsAskedAndToAnotherUnderAnotherName() {
    Job job = job(3, "1", sharing(SMALL, "1"), sharing(LARGE, "1"));
    Job turned = job(1, "1", sharing(LARGE, "1"), sharing(SMALL, "1"));
    List<Suite> suites = List.of(suiteOf(200, "one"));
    Map<String, List<String>> arms =
        calls(Plan.of(job, suites, CATALOG, DAY)).stream()
            .collect(
                Collectors.groupingBy(
                    PlannedCall::caseId,
                    Collectors.mapping(PlannedCall::arm, Collectors.toList())));
    Plan again = Plan.of(turned, suites, CATALOG, DAY);
    Allotment renamed = Allotment.of("other", again.arms());

    assertThat(arms.values()).allSatisfy(each -> assertThat(Set.copyOf(each)).hasSize(1));
    assertThat(calls(again))
        .allSatisfy(call -> assertThat(arms.get(call.caseId())).contains(call.arm()));
    assertThat(
            again.cases().stream()
                .filter(
                    asked ->
                        !arms.get(asked.prompt().id())
                            .contains(renamed.arm(asked, 0).arm().name())))
        .hasSizeBetween(60, 140);
  }

  private static PromptCase clusteredCase(String id, String cluster, int line) {
    PromptCase alone = promptCase(id, "Ticket " + id, line);
    return new PromptCase(
        id,
        cluster,
        alone.category(),
        alone.tags(),
        alone.messages(),
        alone.expectations(),
        alone.reference(),
        alone.contentHash(),
        alone.place());
  }

  @Test
  void casesOfOneClusterStayTogether() {
    Suite clustered =
        suite(
            "one",
            40,
            IntStream.range(0, 300)
                .mapToObj(i -> clusteredCase("case-" + i, "cluster-" + i / 3, i))
                .toList());
    Plan plan =
        Plan.of(
            job(1, "1", sharing(SMALL, "1"), sharing(LARGE, "1")),
            List.of(clustered),
            CATALOG,
            DAY);
    Map<String, Set<String>> armsOfClusters =
        calls(plan).stream()
            .collect(
                Collectors.groupingBy(
                    PlannedCall::clusterId,
                    Collectors.mapping(PlannedCall::arm, Collectors.toSet())));
    assertThat(armsOfClusters).hasSize(100);
    assertThat(armsOfClusters.values()).allSatisfy(arms -> assertThat(arms).hasSize(1));
    assertThat(armsOfClusters.values()).contains(Set.of("small"), Set.of("large"));
  }

  @Test
  void warmUpCallsComeFirstForEveryArmAndAreMarked() {
    Job job = job(1, "1", SMALL, LARGE);
    Plan plan =
        Plan.of(job.on(job.terms().warmedUpBy(2)), List.of(suiteOf(3, "one")), CATALOG, DAY);

    assertThat(calls(plan))
        .extracting(call -> call.purpose() + " " + call.caseId() + " " + call.arm())
        .containsExactly(
            "WARMUP case-1 small",
            "WARMUP case-1 large",
            "WARMUP case-2 small",
            "WARMUP case-2 large",
            "EVAL case-1 small",
            "EVAL case-1 large",
            "EVAL case-2 small",
            "EVAL case-2 large",
            "EVAL case-3 small",
            "EVAL case-3 large");
    assertThat(calls(plan)).extracting(PlannedCall::id).doesNotHaveDuplicates();
    assertThat(plan.estimate().total().calls()).isEqualTo(10);
    assertThat(plan.estimate().arms().get(0).expected())
        .isEqualTo(
            calls(plan).stream()
                .filter(call -> call.arm().equals("small"))
                .map(PlannedCall::estimated)
                .reduce(Usd.ZERO, Usd::plus));
  }

  @Test
  void aCallAsksForItsCaseAndNothingElse() {
    PlannedCall call =
        Plan.of(job(1, "1", SMALL), List.of(suiteOf(2, "one")), CATALOG, DAY).call(1);

    assertThat(call.question().turns())
        .containsExactly(new Question.Turn("user", "Ticket 2 of one?"));
    assertThat(call.question().candidate()).isEqualTo(SMALL.candidate());
    assertThat(call.question().policy()).isEqualTo(CHEAPEST);
    assertThat(call.question().modelIsDefaulted()).isFalse();
    assertThat(call.purpose()).isEqualTo(PlannedCall.Purpose.EVAL);
  }

  @Test
  void theIdOfACallIsKnownWithoutTheCall() {
    Plan plan =
        Plan.of(
            job(2, "1", SMALL, LARGE), List.of(suiteOf(1, "one"), suiteOf(2, "two")), CATALOG, DAY);
    for (long i = 0; i < plan.size(); i++) {
      assertThat(plan.callId(i)).isEqualTo(plan.call(i).id());
    }
  }

  @Test
  void thereIsNoCallOutsideThePlan() {
    Plan plan = Plan.of(job(1, "1", SMALL), List.of(suiteOf(2, "one")), CATALOG, DAY);
    assertThatThrownBy(() -> plan.call(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> plan.call(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aPlanTravelsAndIsTheSameThere() throws Exception {
    Plan plan = Plan.of(job(2, "1", SMALL, LARGE), List.of(suiteOf(3, "one")), CATALOG, DAY);
    assertThat(calls(copied(plan))).isEqualTo(calls(plan));
  }

  @Test
  void anIdIsTheSameOnEveryMachineAndInEveryVersion() {
    PlannedCall call =
        Plan.of(job(1, "1", SMALL), List.of(suiteOf(1, "one")), CATALOG, DAY).call(0);
    // a new value here is a new meaning of every id ever stored
    assertThat(call.id().value()).isEqualTo("573c28ded09dc3cc5221cd44eb5b4550");
  }

  @Test
  void reorderingArmsCasesOrSuitesKeepsEveryId() {
    Suite one = suiteOf(3, "one");
    Suite two = suiteOf(2, "two");
    Suite oneReversed =
        suite("one", 40, one.cases().get(2), one.cases().get(1), one.cases().get(0));

    assertThat(ids(Plan.of(job(2, "1", LARGE, SMALL), List.of(two, oneReversed), CATALOG, DAY)))
        .isEqualTo(ids(Plan.of(job(2, "1", SMALL, LARGE), List.of(one, two), CATALOG, DAY)));
  }

  /** What does not change the question: what it costs, who pays, where the gateway listens. */
  static Stream<Plan> sameQuestions() {
    List<Suite> suites = List.of(suiteOf(3, "one"));
    GatewayTarget elsewhere =
        new GatewayTarget(
            "twin",
            null,
            "http://localhost:1/v1",
            new SecretReference("env:A", Plans.JOB),
            Plans.JOB);
    RoutePolicy renamed = policy("renamed", Sort.PRICE);
    return Stream.of(
        Plan.of(job(1, "1", SMALL), suites, catalogAt("9", "99"), DAY),
        Plan.of(job(1, "1", SMALL), suites, CATALOG, DAY.plusDays(1)),
        Plan.of(job(1, "500", SMALL), suites, CATALOG, DAY),
        Plan.of(job(1, "1", elsewhere, List.of(SMALL)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", arm("small", "small-1", capped(100), renamed)), suites, CATALOG, DAY));
  }

  @ParameterizedTest
  @MethodSource("sameQuestions")
  void whatDoesNotChangeTheQuestionKeepsEveryId(Plan same) {
    assertThat(ids(same)).isEqualTo(ids(plain()));
  }

  static Stream<Plan> otherQuestions() {
    List<Suite> suites = List.of(suiteOf(3, "one"));
    GatewayTarget proxy =
        new GatewayTarget("proxy", null, "http://localhost:1/v1", null, Plans.JOB);
    RoutePolicy any = policy("cheapest", null);
    Parameters seeded = new Parameters(100, null, null, 7L, null, null, null);
    Parameters stopped = new Parameters(100, null, null, null, List.of("END"), null, null);
    Parameters flexible =
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
            null,
            "flex",
            null,
            null);
    return Stream.of(
        Plan.of(job(1, "1", arm("small", "small-1", flexible, CHEAPEST)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", arm("small", "large-1", capped(100), CHEAPEST)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", arm("small", "small-1", capped(101), CHEAPEST)), suites, CATALOG, DAY),
        Plan.of(
            job(1, "1", arm("small", "small-1", capped(100, "0"), CHEAPEST)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", arm("small", "small-1", seeded, CHEAPEST)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", arm("small", "small-1", stopped, CHEAPEST)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", arm("small", "small-1", capped(100), any)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", proxy, List.of(SMALL)), suites, CATALOG, DAY),
        Plan.of(job(1, "1", SMALL), List.of(suiteOf(3, "other")), CATALOG, DAY));
  }

  @ParameterizedTest
  @MethodSource("otherQuestions")
  void whatChangesTheQuestionChangesEveryId(Plan other) {
    assertThat(ids(other).values()).doesNotContainAnyElementsOf(ids(plain()).values());
  }

  @Test
  void aRareParameterWrittenWithMoreZerosKeepsTheIdToo() {
    assertThat(onlyId(arm("small", "small-1", rare("0.50", null), CHEAPEST)))
        .isEqualTo(onlyId(arm("small", "small-1", rare("0.5", null), CHEAPEST)))
        .isNotEqualTo(onlyId(arm("small", "small-1", rare("0.6", null), CHEAPEST)));
  }

  @Test
  void anotherVersionOfAPresetIsAnotherQuestion() {
    assertThat(onlyId(arm("small", "small-1", rare(null, new Preset("support", "2")), CHEAPEST)))
        .isNotEqualTo(
            onlyId(arm("small", "small-1", rare(null, new Preset("support", "3")), CHEAPEST)))
        .isNotEqualTo(
            onlyId(arm("small", "small-1", rare(null, new Preset("support", null)), CHEAPEST)));
  }

  private static Parameters rare(String minP, Preset preset) {
    return new Parameters(
        100,
        null,
        null,
        null,
        null,
        null,
        null,
        new Sampling(
            null, minP == null ? null : new BigDecimal(minP), null, null, null, null, null),
        Thinking.NONE,
        null,
        null,
        preset,
        null);
  }

  @Test
  void theSameParameterWrittenWithMoreZerosKeepsTheId() {
    assertThat(onlyId(arm("small", "small-1", capped(100, "0.70"), CHEAPEST)))
        .isEqualTo(onlyId(arm("small", "small-1", capped(100, "0.7"), CHEAPEST)));
  }

  @Test
  void callsThatAskTheVerySameStillHaveIdsOfTheirOwnInAnyOrder() {
    Suite one = suite("one", 40, promptCase("a", "Hello", 1), promptCase("b", "Hello", 2));
    Suite two = suite("two", 40, promptCase("a", "Hello", 1));
    Arm again = arm("small-again", "small-1", capped(100), CHEAPEST);
    Plan plan = Plan.of(job(2, "1", SMALL, again), List.of(one, two), CATALOG, DAY);
    Suite oneReversed = suite("one", 40, one.cases().get(1), one.cases().get(0));
    Plan reordered = Plan.of(job(2, "1", again, SMALL), List.of(two, oneReversed), CATALOG, DAY);

    assertThat(ids(plan).values()).doesNotHaveDuplicates().hasSize(12);
    assertThat(ids(reordered)).isEqualTo(ids(plan));
  }

  @Test
  void aFallbackModelIsPartOfTheWorstCaseOnlyWhereItMayAnswer() {
    List<Suite> suites = List.of(suiteOf(1, "one"));
    Function<FallbackMode, PlannedCall> under =
        mode ->
            Plan.of(
                    job(
                        1,
                        "1",
                        arm(
                            "small",
                            "small-1",
                            capped(100),
                            policy("p", Sort.PRICE, List.of(), mode, List.of("large-1")))),
                    suites,
                    CATALOG,
                    DAY)
                .call(0);

    assertThat(under.apply(FallbackMode.ANY).worstCase())
        .isGreaterThan(under.apply(FallbackMode.IMPLICIT_DEFAULT_ONLY).worstCase());
    assertThat(under.apply(FallbackMode.ANY).estimated())
        .isEqualTo(under.apply(FallbackMode.IMPLICIT_DEFAULT_ONLY).estimated());
  }

  private static Plan plain() {
    return Plan.of(job(1, "1", TWIN, List.of(SMALL)), List.of(suiteOf(3, "one")), CATALOG, DAY);
  }

  private static CallId onlyId(Arm arm) {
    return Plan.of(job(1, "1", arm), List.of(suiteOf(1, "one")), CATALOG, DAY).call(0).id();
  }

  private static List<PlannedCall> calls(Plan plan) {
    return LongStream.range(0, plan.size()).mapToObj(plan::call).toList();
  }

  /** Ids by what a reader would call the call. */
  private static Map<String, CallId> ids(Plan plan) {
    return calls(plan).stream()
        .collect(
            Collectors.toMap(
                call ->
                    "%s/%s %s %d".formatted(call.suite(), call.caseId(), call.arm(), call.repeat()),
                PlannedCall::id));
  }

  private static Plan copied(Plan plan) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Plan) in.readObject();
    }
  }

  @Test
  void aJobAskedThroughAnotherGatewayIsAnotherPlanOfIds() {
    Job job = job(1, "1", SMALL);
    Job elsewhere = job.askedThrough(TWIN.at("http://localhost:1/v1", null, Plans.JOB));
    List<Suite> suites = List.of(suiteOf(3, "one"));
    assertThat(ids(Plan.of(elsewhere, suites, CATALOG, DAY)).values())
        .doesNotContainAnyElementsOf(ids(Plan.of(job, suites, CATALOG, DAY)).values());
  }
}

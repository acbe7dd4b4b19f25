package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall.Purpose;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Every call of a run, by number: suites x arms x repeats, none of them held in memory. Where arms
 * divide the cases between them, each case is asked by one of those.
 *
 * <p>All arms ask a case before the next case is asked, so that an hour in which a provider is slow
 * meets them all alike, and a run that stops early has asked them the same.
 */
public final class Plan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Job job;
  private final List<Suite> suites;
  private final Catalog catalog;
  private final LocalDate day;
  private final List<CaseInPlan> cases;
  private final List<ArmInPlan> arms;
  private final Allotment allotment;

  private Plan(
      Job job,
      List<Suite> suites,
      Catalog catalog,
      LocalDate day,
      List<CaseInPlan> cases,
      List<ArmInPlan> arms) {
    this.job = job;
    this.suites = List.copyOf(suites);
    this.catalog = catalog;
    this.day = day;
    this.cases = List.copyOf(cases);
    this.arms = List.copyOf(arms);
    this.allotment = Allotment.of(job.name(), this.arms);
  }

  /**
   * Plans a job; {@link PlanCheck} says whether it can be run.
   *
   * @param day whose prices hold
   */
  public static Plan of(Job job, List<Suite> suites, Catalog catalog, LocalDate day) {
    requireNonNull(catalog, "catalog");
    requireNonNull(day, "day");
    return new Plan(job, suites, catalog, day, cases(suites), arms(job, catalog, day));
  }

  private static List<CaseInPlan> cases(List<Suite> suites) {
    record Stated(Suite suite, PromptCase prompt) {}
    List<Stated> stated =
        suites.stream()
            .flatMap(suite -> suite.cases().stream().map(prompt -> new Stated(suite, prompt)))
            .toList();
    IdentityHashMap<Stated, Integer> twins =
        twins(
            stated,
            each -> each.prompt().contentHash(),
            Comparator.<Stated, String>comparing(each -> each.suite().name())
                .thenComparing(each -> each.prompt().id()));
    return stated.stream()
        .map(each -> CaseInPlan.of(each.suite(), each.prompt(), twins.get(each)))
        .toList();
  }

  private static List<ArmInPlan> arms(Job job, Catalog catalog, LocalDate day) {
    Function<Arm, String> fingerprint = arm -> ArmInPlan.fingerprint(arm, job.gateway().name());
    IdentityHashMap<Arm, Integer> twins =
        twins(job.arms(), fingerprint, Comparator.comparing(Arm::name));
    return job.arms().stream()
        .map(
            arm ->
                new ArmInPlan(
                    arm, twins.get(arm), fingerprint.apply(arm), ArmPrices.of(arm, catalog, day)))
        .toList();
  }

  /** Numbers the things that ask the same from 0, in an order that no file's order changes. */
  private static <T> IdentityHashMap<T, Integer> twins(
      List<T> things, Function<T, String> sameness, Comparator<T> order) {
    Map<String, Integer> met = new HashMap<>();
    IdentityHashMap<T, Integer> numbers = new IdentityHashMap<>();
    things.stream()
        .sorted(order)
        .forEach(each -> numbers.put(each, met.merge(sameness.apply(each), 1, Integer::sum) - 1));
    return numbers;
  }

  public Job job() {
    return job;
  }

  public List<Suite> suites() {
    return suites;
  }

  public Catalog catalog() {
    return catalog;
  }

  /** The day whose prices hold. */
  public LocalDate day() {
    return day;
  }

  /** How many calls there are. */
  public long size() {
    long asked =
        Math.multiplyExact((long) cases.size() * allotment.armsPerCase(), (long) job.repeats());
    return Math.addExact(warmUpCalls(), asked);
  }

  private long warmUpCalls() {
    return cases.isEmpty() ? 0 : (long) job.terms().warmUpCalls() * arms.size();
  }

  /** Call number {@code index} of {@link #size}, from 0; the same one whenever it is asked for. */
  public PlannedCall call(long index) {
    Objects.checkIndex(index, size());
    return index < warmUpCalls() ? warmUpCall(index) : evalCall(index);
  }

  /** The first cases once more, before anything counts. */
  private PlannedCall warmUpCall(long index) {
    int round = (int) (index / arms.size());
    ArmInPlan arm = arms.get((int) (index % arms.size()));
    CaseInPlan asked = cases.get(round % cases.size());
    // a number that no repeat has, so that its answer is never taken for one
    return call(index, Purpose.WARMUP, asked, arm, round + 1, arm.callId(asked, -1 - round));
  }

  private PlannedCall evalCall(long index) {
    int armsPerCase = allotment.armsPerCase();
    long number = index - warmUpCalls();
    CaseInPlan asked = cases.get((int) (number / armsPerCase % cases.size()));
    ArmInPlan arm = allotment.arm(asked, (int) (number % armsPerCase));
    int repeat = (int) (number / armsPerCase / cases.size()) + 1;
    return call(index, Purpose.EVAL, asked, arm, repeat, arm.callId(asked, repeat));
  }

  private static PlannedCall call(
      long index, Purpose purpose, CaseInPlan asked, ArmInPlan arm, int repeat, CallId id) {
    PromptCase prompt = asked.prompt();
    return new PlannedCall(
        id,
        index,
        purpose,
        asked.suite().name(),
        asked.suite().version(),
        prompt.id(),
        prompt.clusterId(),
        repeat,
        prompt.tags(),
        prompt.category(),
        arm.arm().name(),
        new Question(asked.turns(), arm.arm().candidate(), arm.arm().policy(), false),
        expected(asked, arm),
        arm.prices().atMost(asked.tokensAtMost()),
        expectedTokens(asked, arm));
  }

  private static Long expectedTokens(CaseInPlan asked, ArmInPlan arm) {
    Long output = arm.prices().expectedOutput(asked.suite().expectedOutputTokens());
    return output == null ? null : asked.tokens() + output;
  }

  /** What all of it costs, before anything is sent. */
  public Estimate estimate() {
    return Estimate.of(this);
  }

  List<CaseInPlan> cases() {
    return cases;
  }

  /** The cases that an arm asks, each as often as it asks it. */
  List<CaseInPlan> casesOf(ArmInPlan arm) {
    return cases.stream().filter(asked -> allotment.asks(arm, asked)).toList();
  }

  /** The cases that every arm asks before anything counts. */
  List<CaseInPlan> warmUp() {
    return cases.isEmpty()
        ? List.of()
        : IntStream.range(0, job.terms().warmUpCalls())
            .mapToObj(round -> cases.get(round % cases.size()))
            .toList();
  }

  List<ArmInPlan> arms() {
    return arms;
  }

  static Usd expected(CaseInPlan asked, ArmInPlan arm) {
    return arm.prices()
        .expected(
            asked.tokens(), arm.prices().expectedOutput(asked.suite().expectedOutputTokens()));
  }
}

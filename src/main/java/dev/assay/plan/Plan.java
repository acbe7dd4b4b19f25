package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.job.Arm;
import dev.assay.job.Job;
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

  /** Loads what planning takes longest to load, so that it can be had before it is needed. */
  public static void load() {
    Tokenizer.load();
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
    // counting tokens is what planning takes longest at
    return stated.parallelStream()
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
                ArmInPlan.of(
                    arm, twins.get(arm), fingerprint.apply(arm), ArmRoute.of(arm, catalog, day)))
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

  /**
   * Where a call stands in the plan.
   *
   * @param repeat from 1; of a warm-up call its round
   */
  private record Slot(Purpose purpose, CaseInPlan asked, ArmInPlan arm, int repeat) {
    CallId id() {
      // a warm-up has a number that no repeat has, so that its answer is never taken for one
      return arm.callId(asked, purpose == Purpose.WARMUP ? -repeat : repeat);
    }
  }

  /** The id of a call, at a fraction of what the call takes. */
  public CallId callId(long index) {
    return slot(index).id();
  }

  private Slot slot(long index) {
    Objects.checkIndex(index, size());
    return index < warmUpCalls() ? warmUpSlot(index) : evalSlot(index - warmUpCalls());
  }

  /** The first cases once more, before anything counts. */
  private Slot warmUpSlot(long index) {
    int round = (int) (index / arms.size());
    ArmInPlan arm = arms.get((int) (index % arms.size()));
    return new Slot(Purpose.WARMUP, cases.get(round % cases.size()), arm, round + 1);
  }

  private Slot evalSlot(long number) {
    int armsPerCase = allotment.armsPerCase();
    CaseInPlan asked = cases.get((int) (number / armsPerCase % cases.size()));
    ArmInPlan arm = allotment.arm(asked, (int) (number % armsPerCase));
    return new Slot(Purpose.EVAL, asked, arm, (int) (number / armsPerCase / cases.size()) + 1);
  }

  /** Call number {@code index} of {@link #size}, from 0; the same one whenever it is asked for. */
  public PlannedCall call(long index) {
    Slot slot = slot(index);
    CaseInPlan asked = slot.asked();
    ArmInPlan arm = slot.arm();
    PromptCase prompt = asked.prompt();
    return new PlannedCall(
        slot.id(),
        index,
        slot.purpose(),
        asked.suite().name(),
        asked.suite().version(),
        prompt.id(),
        prompt.clusterId(),
        slot.repeat(),
        prompt.tags(),
        prompt.category(),
        arm.arm().name(),
        new Question(asked.turns(), arm.arm().candidate(), arm.arm().policy(), false),
        arm.expected(asked),
        arm.atMost(asked),
        expectedTokens(asked, arm),
        arm.refusal(asked, job.terms().costGuard()));
  }

  private static Long expectedTokens(CaseInPlan asked, ArmInPlan arm) {
    Long output = arm.expectedOutput(asked);
    return output == null ? null : arm.prompt(asked) + output;
  }

  /** What all of it costs and how long it takes, where nothing is known of earlier runs. */
  public Estimate estimate() {
    return estimate(Past.UNKNOWN);
  }

  /** What all of it costs and how long it takes, before anything is sent. */
  public Estimate estimate(Past past) {
    return Estimate.of(this, past);
  }

  /** Who may serve each arm, in the order of the arms. */
  public List<Route> routes() {
    return arms.stream().map(Route::of).toList();
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
}

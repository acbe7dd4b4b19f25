package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.journal.Journal;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.Recollection;
import dev.assay.money.Usd;
import dev.assay.pipeline.ManualTime.Alarm;
import dev.assay.pipeline.ScriptedTransport.Asked;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.Samples;
import dev.assay.usage.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WindowTest {
  private static final Usd PAID = Usd.of("0.0002");

  @TempDir Path warehouse;

  private final ScriptedTransport transport = new ScriptedTransport();
  private final ManualTime time = new ManualTime();
  private final ExecutorService lanes = Executors.newCachedThreadPool();
  private final Heard heard = new Heard();
  private OpenRun run;

  /** Notes what a window reports, and that it reports on one thread. */
  private static class Heard implements Window.Sink {
    private final List<String> attempts = Collections.synchronizedList(new ArrayList<>());
    private final List<Waits> waits = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ends = Collections.synchronizedList(new ArrayList<>());
    private final List<String> reasons = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void attempted(PlannedCall call, Outcome outcome, Waits waited) {
      attempts.add(call.id() + "/" + outcome.exchange().attempt());
      waits.add(waited);
      threads.add(Thread.currentThread());
    }

    @Override
    public void ended(PlannedCall call, Outcome last) {
      ends.add(call.id() + (last instanceof Outcome.Answer ? " answered" : " failed"));
    }

    @Override
    public void notSent(PlannedCall call, String reason) {
      ends.add(call.id() + " not sent");
      reasons.add(reason);
    }
  }

  @AfterEach
  void closeTheRun() throws IOException {
    lanes.shutdownNow();
    run.close();
  }

  @Test
  void keepsTheAllowedNumberInFlightUntilTheEnd() throws Exception {
    Future<?> lane = ask(20, 4, Usd.of("1"));
    Deque<Asked> inFlight = new ArrayDeque<>();
    for (int i = 0; i < 4; i++) {
      inFlight.add(transport.next());
    }
    for (int ended = 0; ended < 16; ended++) {
      assertThat(transport.isIdle()).isTrue();
      assertThat(run.admission().inFlight()).isEqualTo(4);
      // the last one sent ends first, so that no order of endings is assumed
      answer(inFlight.removeLast());
      inFlight.add(transport.next());
    }
    inFlight.forEach(this::answer);
    lane.get();
    assertThat(heard.ends).hasSize(20);
  }

  @Test
  void callsGoOutInTheOrderOfThePlan() throws Exception {
    Future<?> lane = ask(10, 1, Usd.of("1"));
    List<Long> order = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Asked asked = transport.next();
      order.add(asked.call().index());
      answer(asked);
    }
    lane.get();
    assertThat(order).isSorted().hasSize(10);
  }

  @Test
  void aCallThatTheCostGuardRefusesIsNotSentAndTheOthersAre() throws Exception {
    open(new Guarded(6), 2, Usd.of("1"), 3);
    Future<Thread> lane = start(new Lane(0, 0, 6));
    List<Long> sent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Asked asked = transport.next();
      sent.add(asked.call().index());
      answer(asked);
    }
    lane.get();
    assertThat(sent).containsExactlyInAnyOrder(0L, 2L, 3L, 5L);
    assertThat(heard.ends).hasSize(6).contains("call-1 not sent", "call-4 not sent");
    assertThat(heard.reasons).containsExactly("too dear", "too dear");
    assertThat(run.admission().ended()).isEqualTo(Ended.COMPLETE);
  }

  /** Every third call is more than the job's guard allows. */
  private record Guarded(long size) implements Calls {
    @Override
    public PlannedCall call(long index) {
      PlannedCall call = Samples.call(index, "small", PAID, PAID);
      return index % 3 == 1 ? refused(call) : call;
    }

    private static PlannedCall refused(PlannedCall call) {
      return new PlannedCall(
          call.id(),
          call.index(),
          call.purpose(),
          call.suite(),
          call.suiteVersion(),
          call.caseId(),
          call.clusterId(),
          call.repeat(),
          call.tags(),
          call.category(),
          call.arm(),
          call.question(),
          call.estimated(),
          call.worstCase(),
          call.expectedTokens(),
          "too dear");
    }
  }

  @Test
  void theSinkHearsFromTheLanesOwnThreadOnly() throws Exception {
    Future<Thread> lane = ask(30, 8, Usd.of("1"));
    for (int i = 0; i < 30; i++) {
      answer(transport.next());
    }
    Thread own = lane.get();
    assertThat(heard.threads).hasSize(30).containsOnly(own);
  }

  @Test
  void twoLanesShareOneLimitAndOneGetsAllOfItWhenTheOtherIsDone() throws Exception {
    open(7, 4, Usd.of("1"), 3);
    Future<Thread> shorter = start(new Lane(0, 0, 1));
    Asked ofShorter = transport.next();
    Future<Thread> longer = start(new Lane(1, 1, 7));
    List<Asked> ofLonger = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ofLonger.add(transport.next());
    }
    assertThat(run.admission().inFlight()).isEqualTo(4);

    answer(ofShorter);
    shorter.get();
    ofLonger.add(transport.next());

    assertThat(run.admission().inFlight()).isEqualTo(4);
    ofLonger.forEach(this::answer);
    answer(transport.next());
    answer(transport.next());
    longer.get();
  }

  @Test
  void aRetryWaitsAsToldAndEachAttemptIsReported() throws Exception {
    Future<?> lane = ask(1, 4, Usd.of("1"));
    Duration told = Duration.ofSeconds(7);
    turnAway(transport.next(), FailureKind.RATE_LIMITED, told);

    Alarm alarm = time.nextAlarm();
    assertThat(alarm.delay()).isEqualTo(told);
    assertThat(run.admission().inFlight()).isZero();
    time.pass(told);
    alarm.then().run();
    Asked second = transport.next();
    assertThat(second.attempt()).isEqualTo(2);
    answer(second);

    lane.get();
    assertThat(heard.attempts).containsExactly("call-0/1", "call-0/2");
    assertThat(heard.waits).containsExactly(Waits.NONE, new Waits(Duration.ZERO, told));
    assertThat(heard.ends).containsExactly("call-0 answered");
  }

  @Test
  void aCallThatKeepsFailingEndsAsFailedAfterItsLastAttempt() throws Exception {
    Future<?> lane = ask(1, 4, Usd.of("1"));
    turnAway(transport.next(), FailureKind.OVERLOADED, null);
    time.nextAlarm().then().run();
    turnAway(transport.next(), FailureKind.OVERLOADED, null);
    time.nextAlarm().then().run();
    turnAway(transport.next(), FailureKind.OVERLOADED, null);
    lane.get();
    assertThat(heard.attempts).containsExactly("call-0/1", "call-0/2", "call-0/3");
    assertThat(heard.ends).containsExactly("call-0 failed");
  }

  @Test
  void aTransportThatKnowsAWayAroundAFailureIsAskedAgain() throws Exception {
    transport.knowsAWayAround(FailureKind.PAYMENT_REQUIRED);
    Future<?> lane = ask(1, 4, Usd.of("1"));
    turnAway(transport.next(), FailureKind.PAYMENT_REQUIRED, null);
    time.nextAlarm().then().run();
    answer(transport.next());
    lane.get();
    assertThat(heard.attempts).containsExactly("call-0/1", "call-0/2");
    assertThat(heard.ends).containsExactly("call-0 answered");
  }

  @ParameterizedTest
  @EnumSource(names = {"GUARDRAIL", "PAYMENT_REQUIRED", "BAD_REQUEST", "CANCELLED"})
  void aFailureThatCannotBeMendedIsNotAskedAgain(FailureKind kind) throws Exception {
    Future<?> lane = ask(1, 4, Usd.of("1"));
    turnAway(transport.next(), kind, null);
    lane.get();
    assertThat(heard.attempts).containsExactly("call-0/1");
    assertThat(heard.ends).containsExactly("call-0 failed");
  }

  @Test
  void aWaitForASlotIsQueueTime() throws Exception {
    open(1, 1, Usd.of("1"), 3);
    Bid other = new Bid("large", Samples.MODEL, false, PAID, 10);
    run.admission().request(other, decision -> {});
    time.forgetLooks();
    Future<?> lane = start(new Lane(0, 0, 1));
    // the lane's, when the call is ready, and admission's, when it has to wait
    time.awaitLooks(2);
    time.pass(Duration.ofMillis(40));
    run.admission().settle(other, new Ending(Usd.ZERO, null, Ending.Sign.FINE, null, false, ""), 0);
    answer(transport.next());
    lane.get();
    assertThat(heard.waits).containsExactly(new Waits(Duration.ofMillis(40), Duration.ZERO));
  }

  @Test
  void atTheBudgetTheRestIsNotSent() throws Exception {
    // each call can cost 0.001 and costs 0.0002: eleven fit, then one could pass the 0.003
    Future<?> lane = ask(40, 3, Usd.of("0.003"));
    for (int i = 0; i < 11; i++) {
      answer(transport.next());
    }
    lane.get();
    assertThat(heard.ends.stream().filter(end -> end.endsWith("answered"))).hasSize(11);
    assertThat(heard.ends.stream().filter(end -> end.endsWith("not sent"))).hasSize(29);
    assertThat(run.admission().ended()).isEqualTo(Ended.BUDGET);
    assertThat(run.admission().spent()).isEqualTo(Usd.of("0.0022"));
    assertThat(run.progress().notSent()).isEqualTo(29);
  }

  @Test
  void aCallWaitingForItsRetryEndsAsFailedWhenTheRunStops() throws Exception {
    Future<?> lane = ask(3, 4, Usd.of("1"));
    Asked first = transport.next();
    Asked second = transport.next();
    Asked third = transport.next();
    turnAway(first, FailureKind.OVERLOADED, null);
    Alarm retry = time.nextAlarm();
    run.admission().stop(Ended.INTERRUPTED);
    answer(second);
    answer(third);
    retry.then().run();
    lane.get();
    assertThat(heard.ends)
        .containsExactlyInAnyOrder("call-0 failed", "call-1 answered", "call-2 answered");
  }

  @Test
  void aStopEndsAWaitForARetryAtOnce() throws Exception {
    Future<?> lane = ask(1, 4, Usd.of("1"));
    turnAway(transport.next(), FailureKind.RATE_LIMITED, Duration.ofMinutes(4));
    time.nextAlarm();
    run.admission().stop(Ended.INTERRUPTED);
    lane.get();
    assertThat(heard.ends).containsExactly("call-0 failed");
    assertThat(run.admission().ended()).isEqualTo(Ended.INTERRUPTED);
  }

  @Test
  void aRefusedKeyEndsTheRestWithItsReason() throws Exception {
    Future<?> lane = ask(50, 2, Usd.of("1"));
    turnAway(transport.next(), FailureKind.PAYMENT_REQUIRED, null);
    answer(transport.next());
    lane.get();
    assertThat(heard.ends).hasSize(50);
    assertThat(heard.ends.stream().filter(end -> end.endsWith("not sent"))).hasSizeBetween(47, 48);
    assertThat(heard.reasons).containsOnly("the key was refused (payment_required)");
    assertThat(run.admission().ended()).isEqualTo(Ended.FAILURES);
  }

  @Test
  void theJournalKnowsWhatIsInFlightAndHasAnOutcomeBeforeTheSink() throws Exception {
    open(3, 3, Usd.of("1"), 1);
    Path journal = run.spec().folder().journal();
    List<Integer> recordedWhenHeard = new ArrayList<>();
    Window.Sink reader =
        new Window.Sink() {
          @Override
          public void attempted(PlannedCall call, Outcome outcome, Waits waits) {
            try {
              Recollection all = Journal.read(journal);
              assertThat(all.recorded()).anyMatch(each -> each.outcome().equals(outcome));
              recordedWhenHeard.add(all.recorded().size());
            } catch (IOException unreadable) {
              throw new AssertionError(unreadable);
            }
          }

          @Override
          public void ended(PlannedCall call, Outcome last) {}

          @Override
          public void notSent(PlannedCall call, String reason) {}
        };
    Future<?> lane = lanes.submit(() -> askAll(new Window(run, new Lane(0, 0, 3), reader)));
    List<Asked> inFlight = List.of(transport.next(), transport.next(), transport.next());
    assertThat(Journal.summary(journal).inFlight()).isEqualTo(3);
    inFlight.forEach(this::answer);
    lane.get();
    assertThat(recordedWhenHeard).containsExactly(1, 2, 3);
    assertThat(Journal.summary(journal).inFlight()).isZero();
  }

  @Test
  void theJournalKnowsHowTheGatewayNamesWhatIsInFlight() throws Exception {
    open(2, 2, Usd.of("1"), 1);
    Path journal = run.spec().folder().journal();
    List<List<String>> namesWhenHeard = new ArrayList<>();
    CountDownLatch secondHeard = new CountDownLatch(1);
    Window.Sink reader =
        new Heard() {
          @Override
          public void attempted(PlannedCall call, Outcome outcome, Waits waits) {
            try {
              namesWhenHeard.add(
                  Journal.read(journal).inFlight().stream().map(Intent::generationId).toList());
            } catch (IOException unreadable) {
              throw new AssertionError(unreadable);
            }
            secondHeard.countDown();
          }
        };
    Future<?> lane = lanes.submit(() -> askAll(new Window(run, new Lane(0, 0, 2), reader)));
    Asked first = transport.next();
    Asked second = transport.next();
    first.named().accept("gen-first");
    second.named().accept("gen-second");
    answer(second);
    secondHeard.await();
    answer(first);
    lane.get();
    assertThat(namesWhenHeard).containsExactly(List.of("gen-first"), List.of());
  }

  @Test
  void aTransportThatBreaksItsPromiseFailsTheLaneWithTheCall() throws Exception {
    Future<?> lane = ask(1, 1, Usd.of("1"));
    transport.next().outcome().completeExceptionally(new IllegalArgumentException("a bug"));
    assertThatThrownBy(lane::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage("The transport failed on call call-0 instead of reporting a failure")
        .hasRootCauseMessage("a bug");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyCallComesOutExactlyOnceWhateverHappens(long seed) throws Exception {
    int calls = 300;
    open(calls, 16, Usd.of("10"), 3);
    Random random = new Random(seed);
    ExecutorService gateway = Executors.newSingleThreadExecutor();
    gateway.execute(() -> serve(random));
    List<Future<Thread>> running =
        List.of(
            start(new Lane(0, 0, 120)), start(new Lane(1, 120, 121)), start(new Lane(2, 121, 300)));
    for (Future<Thread> lane : running) {
      lane.get(20, TimeUnit.SECONDS);
    }
    gateway.shutdownNow();

    assertThat(heard.ends.stream().map(end -> end.substring(0, end.indexOf(' '))))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, calls).mapToObj(i -> "call-" + i).toList());
    assertThat(heard.ends).noneMatch(end -> end.endsWith("not sent"));
    assertThat(heard.ends).anyMatch(end -> end.endsWith("failed"));
    assertThat(heard.attempts).doesNotHaveDuplicates().hasSizeGreaterThan(calls);
    assertThat(Journal.summary(run.spec().folder().journal()).recorded())
        .isEqualTo(heard.attempts.size());
  }

  /** Answers some, fails others, in an order of its own, and ends every wait at once. */
  private void serve(Random random) {
    try {
      while (true) {
        serve(transport.next(), random);
      }
    } catch (InterruptedException testIsOver) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Asked asked, Random random) throws InterruptedException {
    switch (random.nextInt(3)) {
      case 0 -> answer(asked);
      case 1 -> {
        turnAway(asked, FailureKind.OVERLOADED, null);
        if (asked.attempt() < 3) {
          time.nextAlarm().then().run();
        }
      }
      default -> turnAway(asked, FailureKind.BAD_REQUEST, null);
    }
  }

  private Future<Thread> ask(int calls, int maxConcurrency, Usd budget) throws IOException {
    open(calls, maxConcurrency, budget, 3);
    return start(new Lane(0, 0, calls));
  }

  private void open(int calls, int maxConcurrency, Usd budget, int maxAttempts) throws IOException {
    open(new RunSpecs.ManyCalls(calls), maxConcurrency, budget, maxAttempts);
  }

  private void open(Calls calls, int maxConcurrency, Usd budget, int maxAttempts)
      throws IOException {
    run =
        OpenRun.open(
            RunSpecs.of(
                warehouse,
                calls,
                Samples.job(budget, maxConcurrency, maxAttempts),
                () -> transport),
            time);
  }

  private Future<Thread> start(Lane lane) {
    return lanes.submit(() -> askAll(new Window(run, lane, heard)));
  }

  private static Thread askAll(Window window) throws InterruptedException {
    window.askAll();
    return Thread.currentThread();
  }

  private void answer(Asked asked) {
    asked.outcome().complete(Samples.answer(asked.call(), asked.attempt(), PAID));
  }

  private void turnAway(Asked asked, FailureKind kind, Duration retryAfter) {
    asked.outcome().complete(Samples.turnedAway(asked.call(), asked.attempt(), kind, retryAfter));
  }
}

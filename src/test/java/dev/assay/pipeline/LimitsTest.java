package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.job.Job;
import dev.assay.job.Terms;
import dev.assay.money.Usd;
import dev.assay.pipeline.Ending.Sign;
import dev.assay.pipeline.ManualTime.Alarm;
import dev.assay.usage.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What admission lets through of many arms, models and minutes. */
class LimitsTest {
  private static final Usd CENT = Usd.of("0.01");
  private static final Duration TOLD = Duration.ofMillis(12_345);

  private final ManualTime time = new ManualTime();
  private final List<String> decided = new ArrayList<>();

  private Admission admission(Terms terms) {
    return new Admission(Samples.job(Usd.of("1"), 32, 3).on(terms), time);
  }

  private void ask(Admission admission, Bid bid) {
    admission.request(
        bid,
        decision ->
            decided.add(
                "%s %s"
                    .formatted(
                        bid.arm(), decision.isAdmitted() ? "admitted" : decision.refusal())));
  }

  private static Bid bid(String arm, String model) {
    return new Bid(arm, model, false, CENT, 100);
  }

  private static Ending ending(Sign sign, Duration retryAfter, boolean ofProvider) {
    return new Ending(Usd.ZERO, null, sign, retryAfter, ofProvider, sign.name());
  }

  @Test
  void aRetryAfterOfTheGatewayPausesTheKeyToTheTick() throws Exception {
    Admission admission = admission(Terms.NONE);
    ask(admission, bid("a", "one"));
    admission.settle(bid("a", "one"), ending(Sign.TOO_MUCH, TOLD, false), 0);
    ask(admission, bid("b", "two"));
    assertThat(decided).containsExactly("a admitted");

    Alarm alarm = time.nextAlarm();
    assertThat(alarm.delay()).isEqualTo(TOLD);
    time.pass(TOLD.minusNanos(1));
    ask(admission, bid("a", "one"));
    assertThat(decided).containsExactly("a admitted");
    time.pass(Duration.ofNanos(1));
    alarm.then().run();
    assertThat(decided).containsExactly("a admitted", "b admitted", "a admitted");
  }

  @Test
  void aRetryAfterOfAProviderPausesItsModelAndLetsTheOthersPass() throws Exception {
    Admission admission = admission(Terms.NONE);
    ask(admission, bid("a", "one"));
    admission.settle(bid("a", "one"), ending(Sign.TOO_MUCH, TOLD, true), 0);
    ask(admission, bid("a", "one"));
    ask(admission, bid("b", "two"));
    assertThat(decided).containsExactly("a admitted", "b admitted");

    Alarm alarm = time.nextAlarm();
    time.pass(alarm.delay());
    alarm.then().run();
    assertThat(alarm.delay()).isEqualTo(TOLD);
    assertThat(decided).containsExactly("a admitted", "b admitted", "a admitted");
  }

  @Test
  void requestsOfAMinuteAreSpreadOverIt() throws Exception {
    Admission admission = admission(Terms.NONE.with(new Terms.Limits(600, null)));
    long minutes = 3;
    int sent = 0;
    long start = time.ticks();
    while (time.ticks() - start < Duration.ofMinutes(minutes).toNanos()) {
      decided.clear();
      ask(admission, bid("a", "one"));
      while (decided.isEmpty()) {
        Alarm alarm = time.nextAlarm();
        time.pass(alarm.delay());
        alarm.then().run();
      }
      sent++;
      admission.settle(bid("a", "one"), ending(Sign.FINE, null, false), time.ticks());
    }
    assertThat(sent).isBetween((int) (0.95 * 600 * minutes), (int) (600 * minutes));
  }

  @Test
  void aDelayIsCaughtUpOnlySoFarThatNoMinuteGetsTooMany() {
    Throttle throttle = new Throttle(600);
    throttle.take(1, 0);
    long later = Duration.ofMinutes(10).toNanos();
    int atOnce = 0;
    while (throttle.readyAt() <= later) {
      throttle.take(1, later);
      atOnce++;
    }
    int inTheMinuteAfter = 0;
    while (throttle.readyAt() <= later + Duration.ofMinutes(1).toNanos()) {
      throttle.take(1, throttle.readyAt());
      inTheMinuteAfter++;
    }
    assertThat(atOnce).isBetween(10, 14);
    assertThat(atOnce + inTheMinuteAfter).isLessThanOrEqualTo(600);
  }

  @Test
  void tokensOfAMinuteCountAsTheyTurnedOut() throws Exception {
    Admission admission = admission(Terms.NONE.with(new Terms.Limits(null, 60_000L)));
    ask(admission, bid("a", "one"));
    Ending tenTimesAsLong = new Ending(Usd.ZERO, 1_000L, Sign.FINE, null, false, "");
    admission.settle(bid("a", "one"), tenTimesAsLong, 0);
    ask(admission, bid("a", "one"));

    // a thousand tokens of sixty thousand a minute last a second, and a little for safety
    assertThat(time.nextAlarm().delay())
        .isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_030));
  }

  @Test
  void anArmStopsAtItsOwnBudgetAndTheOthersGoOn() {
    Job job = Samples.job(Usd.of("1"), 32, 3);
    Terms.Budgets budgets =
        new Terms.Budgets(Map.of("small", CENT), Map.of(), Map.of(), null, null);
    Admission admission = new Admission(job.on(Terms.NONE.with(budgets)), time);
    Ending paid = new Ending(CENT, null, Sign.FINE, null, false, "");
    ask(admission, bid("small", "one"));
    ask(admission, bid("small", "one"));
    ask(admission, bid("large", "two"));
    assertThat(decided).containsExactly("small admitted", "large admitted");

    admission.settle(bid("small", "one"), paid, 0);
    ask(admission, bid("large", "two"));
    assertThat(decided)
        .containsExactly(
            "small admitted",
            "large admitted",
            "small the budget of arm small, 0.01 USD, was reached",
            "large admitted");
    assertThat(admission.ended()).isEqualTo(Ended.BUDGET);
  }

  @Test
  void theKeyAndTheBehaviourHaveBudgetsOfTheirOwn() {
    // the sample job is paid by nobody, so the budgets are given to a job that is
    for (String whose : List.of("key night", "behaviour triage")) {
      decided.clear();
      Map<String, Usd> keys = whose.startsWith("key") ? Map.of("night", CENT) : Map.of();
      Map<String, Usd> behaviours = keys.isEmpty() ? Map.of("triage", CENT) : Map.of();
      Terms.Budgets budgets = new Terms.Budgets(Map.of(), keys, behaviours, null, null);
      Admission admission =
          new Admission(
              Samples.job(Usd.of("1"), 32, 3).paidBy(Samples.payer()).on(Terms.NONE.with(budgets)),
              time);
      ask(admission, bid("small", "one"));
      admission.settle(bid("small", "one"), new Ending(CENT, null, Sign.FINE, null, false, ""), 0);
      ask(admission, bid("large", "one"));
      assertThat(decided)
          .containsExactly(
              "small admitted", "large the budget of %s, 0.01 USD, was reached".formatted(whose));
    }
  }

  @Test
  void retriesStopAtTheirShareOfTheBudgetAndFirstAttemptsGoOn() {
    Terms.Budgets budgets = new Terms.Budgets(Map.of(), Map.of(), Map.of(), CENT, null);
    Admission admission = admission(Terms.NONE.with(budgets));
    Bid retry = new Bid("a", "one", true, CENT, 100);
    ask(admission, retry);
    admission.settle(retry, new Ending(CENT, null, Sign.DOWN, null, true, ""), 0);
    ask(admission, retry);
    ask(admission, bid("a", "one"));
    assertThat(decided)
        .containsExactly(
            "a admitted", "a the budget of retries, 0.01 USD, was reached", "a admitted");
    assertThat(admission.ended()).isEqualTo(Ended.COMPLETE);
  }

  @Test
  void aRefusedKeyStopsEverythingAtOnce() {
    Admission admission = admission(Terms.NONE);
    ask(admission, bid("a", "one"));
    admission.settle(bid("a", "one"), ending(Sign.KEY_REFUSED, null, false), 0);
    ask(admission, bid("b", "two"));
    assertThat(decided).containsExactly("a admitted", "b the key was refused (KEY_REFUSED)");
    assertThat(admission.ended()).isEqualTo(Ended.FAILURES);
  }

  @Test
  void aDeadArmIsProbedAFewTimesThenGivenUpWhileTheOthersGoOn() throws Exception {
    Admission admission = admission(Terms.NONE);
    int sent = 0;
    for (int i = 0; i < Breaker.FAILURES_IN_A_ROW + Breaker.PROBES; i++) {
      decided.clear();
      ask(admission, bid("dead", "one"));
      if (decided.isEmpty()) {
        Alarm alarm = time.nextAlarm();
        time.pass(alarm.delay());
        alarm.then().run();
      }
      assertThat(decided).containsExactly("dead admitted");
      sent++;
      ask(admission, bid("alive", "two"));
      admission.settle(bid("alive", "two"), ending(Sign.FINE, null, false), time.ticks());
      admission.settle(bid("dead", "one"), ending(Sign.DOWN, null, true), time.ticks());
    }
    decided.clear();
    ask(admission, bid("dead", "one"));
    ask(admission, bid("alive", "two"));
    assertThat(sent).isEqualTo(24);
    assertThat(decided)
        .containsExactly(
            "dead the arm was given up after 20 failures in a row and 4 more tries (DOWN)",
            "alive admitted");
    assertThat(admission.ended()).isEqualTo(Ended.FAILURES);
  }

  @Test
  void oneGoodProbeBringsAnArmBack() throws Exception {
    Admission admission = admission(Terms.NONE);
    for (int i = 0; i < Breaker.FAILURES_IN_A_ROW; i++) {
      ask(admission, bid("a", "one"));
      admission.settle(bid("a", "one"), ending(Sign.DOWN, null, true), time.ticks());
    }
    decided.clear();
    ask(admission, bid("a", "one"));
    assertThat(decided).isEmpty();
    Alarm alarm = time.nextAlarm();
    assertThat(alarm.delay()).isEqualTo(Breaker.FIRST_WAIT);
    time.pass(alarm.delay());
    alarm.then().run();
    ask(admission, bid("a", "one"));
    assertThat(decided).containsExactly("a admitted");

    admission.settle(bid("a", "one"), ending(Sign.FINE, null, false), time.ticks());
    ask(admission, bid("a", "one"));
    assertThat(decided).containsExactly("a admitted", "a admitted", "a admitted");
  }
}

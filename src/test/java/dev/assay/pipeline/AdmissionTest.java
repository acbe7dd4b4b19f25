package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.job.Job;
import dev.assay.job.Terms;
import dev.assay.money.Usd;
import dev.assay.pipeline.Admission.Decision;
import dev.assay.usage.Samples;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private static final Usd CENT = Usd.of("0.01");

  private final List<String> decided = new ArrayList<>();

  private static Admission admission(int maxInFlight, Usd budget) {
    return new Admission(Samples.job(budget, maxInFlight, 3), new ManualTime());
  }

  private static Bid bid(Usd worstCase) {
    return new Bid("small", Samples.MODEL, false, worstCase, 100);
  }

  private static void settle(Admission admission, Usd worstCase, Usd cost) {
    admission.settle(bid(worstCase), new Ending(cost, null, Ending.Sign.FINE, null, false, ""), 0);
  }

  @Test
  void admitsAsManyAsAllowedAndTheNextWhenOneEnds() {
    Admission admission = admission(2, Usd.of("1"));
    ask(admission, "a", CENT);
    ask(admission, "b", CENT);
    ask(admission, "c", CENT);
    ask(admission, "d", CENT);
    assertThat(decided).containsExactly("a ADMITTED", "b ADMITTED");

    settle(admission, CENT, Usd.ZERO);

    assertThat(decided).containsExactly("a ADMITTED", "b ADMITTED", "c ADMITTED");
    assertThat(admission.inFlight()).isEqualTo(2);
  }

  @Test
  void nearTheBudgetItWaitsForWhatIsInFlight() {
    Admission admission = admission(10, Usd.of("0.03"));
    ask(admission, "a", Usd.of("0.02"));
    ask(admission, "b", Usd.of("0.02"));
    assertThat(decided).containsExactly("a ADMITTED");

    settle(admission, Usd.of("0.02"), CENT);

    assertThat(decided).containsExactly("a ADMITTED", "b ADMITTED");
    assertThat(admission.ended()).isEqualTo(Ended.COMPLETE);
  }

  @Test
  void whatWouldNotFitEvenAloneEndsTheRun() {
    Admission admission = admission(10, Usd.of("0.03"));
    ask(admission, "a", Usd.of("0.02"));
    ask(admission, "b", Usd.of("0.02"));
    settle(admission, Usd.of("0.02"), Usd.of("0.02"));
    ask(admission, "c", CENT);

    assertThat(decided).containsExactly("a ADMITTED", "b REFUSED", "c REFUSED");
    assertThat(admission.ended()).isEqualTo(Ended.BUDGET);
    assertThat(admission.spent()).isEqualTo(Usd.of("0.02"));
  }

  @Test
  void theLastCentCanBeSpent() {
    Admission admission = admission(10, Usd.of("0.02"));
    ask(admission, "a", CENT);
    ask(admission, "b", CENT);
    assertThat(decided).containsExactly("a ADMITTED", "b ADMITTED");
  }

  @Test
  void aCallOfUnknownWorstCaseGoesAlone() {
    Admission admission = admission(10, Usd.of("1"));
    ask(admission, "a", CENT);
    ask(admission, "unpriced", null);
    ask(admission, "b", CENT);
    assertThat(decided).containsExactly("a ADMITTED");

    settle(admission, CENT, CENT);
    assertThat(decided).containsExactly("a ADMITTED", "unpriced ADMITTED");

    settle(admission, null, CENT);
    assertThat(decided).containsExactly("a ADMITTED", "unpriced ADMITTED", "b ADMITTED");
    assertThat(admission.spent()).isEqualTo(Usd.of("0.02"));
  }

  @Test
  void anUnknownCostCountsAsTheWorstCase() {
    Admission admission = admission(1, Usd.of("0.015"));
    ask(admission, "a", CENT);
    settle(admission, CENT, null);
    ask(admission, "b", CENT);
    assertThat(decided).containsExactly("a ADMITTED", "b REFUSED");
    assertThat(admission.spent()).isEqualTo(CENT);
  }

  @Test
  void anUnpricedCallOfUnknownCostCountsAsAllThatWasLeft() {
    Admission admission = admission(1, Usd.of("1"));
    ask(admission, "unpriced", null);
    settle(admission, null, null);
    ask(admission, "b", CENT);
    assertThat(decided).containsExactly("unpriced ADMITTED", "b REFUSED");
  }

  @Test
  void stoppingRefusesWhatWaitsAndWhatComes() {
    Admission admission = admission(1, Usd.of("1"));
    ask(admission, "a", CENT);
    ask(admission, "b", CENT);
    admission.stop(Ended.INTERRUPTED);
    ask(admission, "c", CENT);
    assertThat(decided).containsExactly("a ADMITTED", "b REFUSED", "c REFUSED");
    assertThat(admission.ended()).isEqualTo(Ended.INTERRUPTED);
  }

  @Test
  void whatEarlierSittingsSpentIsGone() {
    Admission admission = admission(1, Usd.of("0.03"));
    Spent before = new Spent();
    before.add(1, Usd.of("0.025"));
    admission.alreadySpent(before);
    ask(admission, "a", CENT);
    assertThat(decided).containsExactly("a REFUSED");
    assertThat(admission.ended()).isEqualTo(Ended.BUDGET);
    assertThat(admission.spent()).isEqualTo(Usd.of("0.025"));
  }

  @Test
  void theBudgetsOfAnArmAndOfRetriesKnowEarlierSittingsToo() {
    Job job =
        Samples.job(Usd.of("1"), 1, 3)
            .on(
                Terms.NONE.with(
                    new Terms.Budgets(
                        Map.of("small", Usd.of("0.03"), "other", CENT),
                        Map.of(),
                        Map.of(),
                        Usd.of("0.02"),
                        null)));
    Spent before = new Spent();
    before.add(2, Usd.of("0.015"));
    before.addFor("small", Usd.of("0.015"));
    Admission admission = new Admission(job, new ManualTime());
    admission.alreadySpent(before);
    // a retry has 0.005 left, the arm 0.015
    admission.request(
        new Bid("small", Samples.MODEL, true, CENT, 100), decision -> told("retry", decision));
    ask(admission, "first", CENT);
    settle(admission, CENT, CENT);
    ask(admission, "second", CENT);
    assertThat(decided).containsExactly("retry REFUSED", "first ADMITTED", "second REFUSED");
  }

  @Test
  void aConcurrencyOfZeroIsRefused() {
    assertThatThrownBy(() -> admission(0, CENT))
        .hasMessage("Invalid concurrency 0: at least one call must be allowed in flight");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverTheCostsAndTheOrderTheBudgetIsNeverPassed(long seed) {
    Random random = new Random(seed);
    Usd budget = Usd.of("1");
    int maxInFlight = 1 + random.nextInt(20);
    Admission admission = admission(maxInFlight, budget);
    Deque<Usd> inFlight = new ArrayDeque<>();
    BigDecimal really = BigDecimal.ZERO;
    boolean refused = false;
    int requests = 0;
    while (!refused || !inFlight.isEmpty()) {
      if (!refused && random.nextBoolean()) {
        requests++;
        Usd worstCase = new Usd(BigDecimal.valueOf(random.nextInt(3000), 5));
        AtomicReference<Decision> decision = new AtomicReference<>();
        admission.request(bid(worstCase), decision::set);
        while (decision.get() == null) {
          really = really.add(settleOne(admission, inFlight, random));
        }
        if (decision.get().isAdmitted()) {
          inFlight.add(worstCase);
        } else {
          refused = true;
        }
      } else if (!inFlight.isEmpty()) {
        really = really.add(settleOne(admission, inFlight, random));
      }
      assertThat(admission.inFlight()).isLessThanOrEqualTo(maxInFlight);
      assertThat(really).isLessThanOrEqualTo(budget.amount());
    }
    assertThat(requests).isGreaterThan(30);
    assertThat(admission.spent().amount()).isEqualByComparingTo(really);
    // it stopped because the next call could have passed the budget, not long before
    assertThat(budget.amount().subtract(really)).isLessThan(new BigDecimal("0.03"));
  }

  private static BigDecimal settleOne(Admission admission, Deque<Usd> inFlight, Random random) {
    Usd worstCase = inFlight.remove();
    BigDecimal cost = worstCase.amount().multiply(BigDecimal.valueOf(random.nextInt(101), 2));
    settle(admission, worstCase, new Usd(cost));
    return cost;
  }

  @Test
  void manyThreadsTogetherNeverPassTheBudget() throws Exception {
    Usd budget = Usd.of("0.5");
    Admission admission = admission(16, budget);
    int threads = 4;
    ExecutorService lanes = Executors.newFixedThreadPool(threads);
    List<Future<BigDecimal>> spent = new ArrayList<>();
    try {
      for (int lane = 0; lane < threads; lane++) {
        Random random = new Random(lane);
        spent.add(lanes.submit(() -> spendUntilRefused(admission, random)));
      }
      BigDecimal total = BigDecimal.ZERO;
      for (Future<BigDecimal> each : spent) {
        total = total.add(each.get());
      }
      assertThat(total).isLessThanOrEqualTo(budget.amount());
      assertThat(total).isGreaterThan(new BigDecimal("0.4"));
      assertThat(admission.spent().amount()).isEqualByComparingTo(total);
    } finally {
      lanes.shutdownNow();
    }
  }

  private static BigDecimal spendUntilRefused(Admission admission, Random random)
      throws InterruptedException {
    BigDecimal spent = BigDecimal.ZERO;
    BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();
    while (true) {
      Usd worstCase = new Usd(BigDecimal.valueOf(1 + random.nextInt(200), 5));
      admission.request(bid(worstCase), decisions::add);
      if (!decisions.take().isAdmitted()) {
        return spent;
      }
      BigDecimal cost = worstCase.amount().multiply(BigDecimal.valueOf(random.nextInt(101), 2));
      spent = spent.add(cost);
      settle(admission, worstCase, new Usd(cost));
    }
  }

  private void ask(Admission admission, String name, Usd worstCase) {
    admission.request(bid(worstCase), decision -> told(name, decision));
  }

  private void told(String name, Decision decision) {
    decided.add(name + (decision.isAdmitted() ? " ADMITTED" : " REFUSED"));
  }
}

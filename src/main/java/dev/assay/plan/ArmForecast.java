package dev.assay.plan;

import dev.assay.catalog.Endpoint.Pace;
import dev.assay.catalog.TokenUse;
import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.plan.SuiteHistory.OfCase;
import dev.assay.stats.Quantiles;
import dev.assay.suite.Suite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the calls of one arm will take: money, tokens and time, added up case by case. */
final class ArmForecast {
  /** A provider's tokenizer beside ours, a standard deviation in parts of our count. */
  private static final double OTHER_TOKENIZER = 0.15;

  /** How far the author of a suite is from the answers that come. */
  private static final double AUTHORS_WORD = 0.50;

  /** A quarter of what an answer may be is a guess, and called one. */
  private static final double SHARE_OF_CAP = 0.80;

  /** Of one answer among those of a suite that nobody has asked yet, as a variance. */
  private static final double ANSWER_TO_ANSWER = 0.25;

  /** A prompt that is so much longer or shorter than the one that was asked is another one. */
  private static final double CHANGED = 2;

  private static final double MEDIAN = 0.5;

  private final ArmInPlan arm;
  private final Job job;
  private final TokenHistory history;
  private final Map<String, Double> together = new HashMap<>();
  private final Map<TokenUse, PricedUse> priced = new HashMap<>();
  private final Map<Long, Long> timesByPromptAtMost = new HashMap<>();
  private final Usd expected;
  private final Usd atMost;
  private boolean isPriced = true;
  private long calls;
  private long refused;
  private double mean;
  private double variance;
  private double tokens;
  private double millis;
  private int runs;
  private int remembered;
  private int counted;

  private ArmForecast(ArmInPlan arm, Plan plan, TokenHistory history) {
    this.arm = arm;
    this.job = plan.job();
    this.history = history;
    Map<String, OfSuite> suites = new HashMap<>();
    plan.suites().forEach(each -> suites.put(each.name(), new OfSuite(each, plan.cases())));
    plan.warmUp().forEach(asked -> add(asked, suites.get(asked.suite().name()), 1));
    plan.casesOf(arm).forEach(asked -> add(asked, suites.get(asked.suite().name()), job.repeats()));
    this.expected = isPriced ? sum() : null;
    this.atMost = sumAtMost();
  }

  private Usd sum() {
    return priced.values().stream().map(PricedUse::sum).reduce(Usd.ZERO, Usd::plus);
  }

  private Usd sumAtMost() {
    Usd sum = Usd.ZERO;
    for (Map.Entry<Long, Long> each : timesByPromptAtMost.entrySet()) {
      Usd one = arm.prices().atMost(each.getKey());
      if (one == null) {
        return null;
      }
      sum = sum.plus(one.times(each.getValue()));
    }
    return sum;
  }

  static ArmForecast of(ArmInPlan arm, Plan plan, TokenHistory history) {
    return new ArmForecast(arm, plan, history);
  }

  /** What is known of a suite under this arm's model. */
  private final class OfSuite {
    private final SuiteHistory known;
    private final double providersTokensPerOurs;
    private final String answersMoveWith;
    private final double guess;

    private OfSuite(Suite suite, List<CaseInPlan> cases) {
      String model = arm.arm().candidate().model();
      this.known = history.of(suite.name(), model, arm.arm().name()).orElse(null);
      this.providersTokensPerOurs = known == null ? 1 : ratio(suite, cases);
      this.answersMoveWith =
          known == null ? "answers of suite " + suite.name() : "answers of model " + model;
      this.guess = suite.expectedOutputTokens() == null ? SHARE_OF_CAP : AUTHORS_WORD;
    }

    /** The median, so that a few prompts that were rewritten do not move it. */
    private double ratio(Suite suite, List<CaseInPlan> cases) {
      double[] ratios =
          cases.stream()
              .filter(asked -> asked.suite().name().equals(suite.name()))
              .filter(asked -> known.of(asked.prompt().id()) != null)
              .mapToDouble(asked -> known.of(asked.prompt().id()).prompt() / arm.prompt(asked))
              .sorted()
              .toArray();
      return ratios.length == 0 ? 1 : Quantiles.ofSorted(ratios, MEDIAN);
    }

    /** Null where no run asked the case, or asked another one under its name. */
    private OfCase of(CaseInPlan asked) {
      OfCase own = known == null ? null : known.of(asked.prompt().id());
      double likely = arm.prompt(asked) * providersTokensPerOurs;
      boolean same =
          own != null && own.prompt() <= likely * CHANGED && likely <= own.prompt() * CHANGED;
      return same ? own : null;
    }

    private double latency(double output) {
      if (known != null && known.latencyMillis() != null) {
        return known.latencyMillis();
      }
      double weight = 0;
      double weighted = 0;
      for (LikelyRoute.Share each : arm.prices().likely()) {
        Pace pace = each.endpoint().pace();
        if (pace.equals(Pace.UNKNOWN)) {
          return Double.NaN;
        }
        double share = each.weight().doubleValue();
        weight += share;
        weighted += share * (pace.firstTokenMillis() + 1000 * output / pace.tokensPerSecond());
      }
      return weighted / weight; // not a number where nobody is known to serve
    }
  }

  private void add(CaseInPlan asked, OfSuite suite, int times) {
    calls += times;
    if (arm.refusal(asked, job.terms().costGuard()) != null) {
      refused += times;
      return;
    }
    timesByPromptAtMost.merge(arm.promptAtMost(asked), (long) times, Long::sum);
    OfCase own = suite.of(asked);
    if (own != null) {
      remembered++;
      runs = Math.max(runs, own.runs());
      add(own, times, suite, suite.known.uncertainty(own, times));
    } else if (suite.known != null) {
      counted++;
      double prompt = arm.prompt(asked) * suite.providersTokensPerOurs;
      OfCase average = suite.known.average();
      add(
          new OfCase(0, prompt, 0, 0, average.completion(), average.reasoning()),
          times,
          suite,
          suite.known.uncertaintyOfAStranger());
    } else {
      counted++;
      Long output = arm.expectedOutput(asked);
      if (output == null) {
        isPriced = false;
        tokens = Double.NaN;
        millis = Double.NaN;
        return;
      }
      add(new OfCase(0, arm.prompt(asked), 0, 0, output, 0), times, suite, ANSWER_TO_ANSWER);
    }
  }

  private void add(OfCase usual, int times, OfSuite suite, double uncertainty) {
    Long cap = arm.prices().outputAtMost();
    double output = cap == null ? usual.completion() : Math.min(cap, usual.completion());
    tokens += times * (usual.prompt() + output);
    millis += times * suite.latency(output);
    isPriced &= arm.prices().isPriced();
    if (!isPriced) {
      return;
    }
    TokenUse use = use(usual, output);
    PricedUse price = priced.computeIfAbsent(use, each -> new PricedUse(each, arm.prices()));
    double partOfAToken = output - use.completion();
    price.pay(times, partOfAToken);
    double dollars = times * price.dollars(partOfAToken);
    double forAnswers = times * output * price.dollarsPerToken();
    mean += dollars;
    variance += times * price.variance() + forAnswers * forAnswers * uncertainty;
    boolean isKnown = suite.known != null;
    together.merge(
        suite.answersMoveWith,
        (isKnown ? suite.known.drift() : suite.guess) * forAnswers,
        Double::sum);
    if (!isKnown) {
      together.merge(
          "tokenizer of model " + arm.arm().candidate().model(),
          OTHER_TOKENIZER * (dollars - forAnswers),
          Double::sum);
    }
  }

  /** Whole tokens, each in one class. */
  private static TokenUse use(OfCase usual, double output) {
    long prompt = Math.round(usual.prompt());
    long completion = (long) output;
    long cached = Math.min(prompt, Math.round(usual.cached()));
    return new TokenUse(
        prompt,
        cached,
        Math.min(prompt - cached, Math.round(usual.cacheWrite())),
        completion,
        Math.min(completion, Math.round(usual.reasoning())));
  }

  ArmInPlan arm() {
    return arm;
  }

  /** How many are planned, those that the guard refuses included. */
  long calls() {
    return calls;
  }

  /** How many of them the cost guard keeps from being sent. */
  long refused() {
    return refused;
  }

  /** Null where a price or the length of an answer is unknown. */
  Usd expected() {
    return expected;
  }

  /** Null where a bound is unknown. */
  Usd atMost() {
    return atMost;
  }

  /** Null where the expected cost is. */
  Spread spread() {
    return expected == null ? null : new Spread(mean, variance, together);
  }

  /** Prompts and answers; not a number where nobody can say. */
  double tokens() {
    return tokens;
  }

  /** All calls, one after the other; not a number where nobody can say. */
  double millis() {
    return millis;
  }

  /** Whether the time is that of earlier runs, and not what the catalog says of its endpoints. */
  boolean isTimedByHistory() {
    return remembered > 0;
  }

  /** What the figures rest on, in a few words. */
  String basis() {
    if (!isPriced) {
      return "no price";
    }
    if (remembered == 0 && counted == 0) {
      return "nothing is sent";
    }
    if (remembered == 0) {
      return "token counts";
    }
    String history = runs == 1 ? "1 earlier run" : "%d earlier runs".formatted(runs);
    return counted == 0
        ? history
        : "%s for %d of %d cases".formatted(history, remembered, remembered + counted);
  }
}

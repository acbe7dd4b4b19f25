package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Preset;
import dev.assay.catalog.Tools;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.LateCharge;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.ToolCall;
import dev.assay.job.Payer;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.score.AnswerForm;
import dev.assay.score.Judgement;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns what happened to a call into the rows that are published of it. */
public final class UsageRows {
  private static final String SOURCE = "run";
  private static final String LOOKED_UP = "lookup";
  private static final String RESPONSE = "response";
  private static final double NANOS_PER_MILLI = 1_000_000;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Where what is known of an attempt came from.
   *
   * @param billedBy who told a billed cost
   * @param boughtBy the run whose answer stands here; null where this run asked
   * @param notSentBecause null where an attempt was sent
   */
  private record Origin(
      String billedBy, String boughtBy, String notSentBecause, FirstVerdict verdict) {}

  private final RunContext run;
  private final ComputedCost computed;
  private final RoutePrices routePrices;
  private final AnswerForm form = new AnswerForm();
  private final String priceVersion;

  public UsageRows(RunContext run, Catalog catalog) {
    this.run = requireNonNull(run, "run");
    this.computed = new ComputedCost(catalog);
    this.routePrices = new RoutePrices(catalog);
    this.priceVersion = catalog.version();
  }

  /** The row of one attempt whose answer, if it has one, nobody judged. */
  public UsageEvent attempted(PlannedCall call, Outcome outcome, Waits waits) {
    return attempted(call, outcome, waits, FirstVerdict.NONE);
  }

  /** The row of one attempt. */
  public UsageEvent attempted(
      PlannedCall call, Outcome outcome, Waits waits, FirstVerdict verdict) {
    Origin asked = new Origin(RESPONSE, null, null, verdict);
    return event(call, outcome, outcome.exchange(), waits, asked);
  }

  /** The row of an attempt whose cost its response did not tell, and the gateway's record did. */
  public UsageEvent lookedUp(
      PlannedCall call, Outcome outcome, Waits waits, FirstVerdict verdict, LateCharge late) {
    if (late.charge().billed() == null) {
      return attempted(call, outcome, waits, verdict);
    }
    Origin lookedUp = new Origin(LOOKED_UP, null, null, verdict);
    return event(call, outcome, with(outcome.exchange(), late), waits, lookedUp);
  }

  /** The correction of an attempt whose cost became known when its run was committed already. */
  public AdjustmentRow adjustment(LateCharge late, Instant adjustedAt) {
    return new AdjustmentRow(
        run.runId(),
        late.call().value(),
        late.attempt(),
        adjustedAt,
        LOOKED_UP,
        amount(late.charge().billed()),
        amount(late.charge().upstream()),
        amount(late.charge().byokFee()),
        late.tokens().prompt(),
        late.tokens().completion());
  }

  private static Exchange with(Exchange exchange, LateCharge late) {
    return new Exchange(
        exchange.call(),
        exchange.attempt(),
        exchange.traceId(),
        exchange.transport(),
        exchange.gatewayUrl(),
        exchange.streamed(),
        exchange.httpStatus(),
        exchange.served(),
        exchange.timing(),
        exchange.tokens().prompt() == null ? late.tokens() : exchange.tokens(),
        late.charge());
  }

  /**
   * The one row of a call whose answer another run bought: the answer and who gave it, and nothing
   * of what it took, which is that other run's.
   */
  public UsageEvent reused(
      PlannedCall call, Outcome.Answer answer, String boughtBy, FirstVerdict verdict) {
    return event(call, answer, answer.exchange(), null, new Origin(null, boughtBy, null, verdict));
  }

  /** The one row of a call that was planned and, for this reason, never sent. */
  public UsageEvent notSent(PlannedCall call, String reason) {
    return event(call, null, null, null, new Origin(null, null, reason, FirstVerdict.NONE));
  }

  public AnswerRow answer(Outcome.Answer answer) {
    return new AnswerRow(
        run.runId(),
        answer.exchange().call().value(),
        answer.text(),
        answer.reasoning(),
        answer.toolCalls().isEmpty() ? null : json(answer.toolCalls()));
  }

  public ScoreRow score(PlannedCall call, Judgement judgement) {
    return ScoreRow.of(run.runId(), call.id().value(), judgement);
  }

  /**
   * The row of an attempt, or of none.
   *
   * @param outcome null where nothing was sent, and so are exchange and waits
   * @param exchange the outcome's own, with what was looked up of it
   */
  private UsageEvent event(
      PlannedCall call, Outcome outcome, Exchange exchange, Waits waits, Origin origin) {
    Outcome.Answer answer = outcome instanceof Outcome.Answer answered ? answered : null;
    Outcome.Failure failure = outcome instanceof Outcome.Failure failed ? failed : null;
    boolean sent = exchange != null && origin.boughtBy() == null;
    // a replayed answer was timed and paid for in another run, so it enters no figure of this one
    boolean fresh = sent && !run.isReplay();
    Served served = exchange == null ? Served.UNKNOWN : exchange.served();
    TokenCounts tokens = exchange == null ? TokenCounts.UNKNOWN : exchange.tokens();
    Timing timing = fresh ? exchange.timing() : null;
    BigDecimal billed = fresh ? amount(exchange.charge().billed()) : null;
    BigDecimal computedCost = fresh ? amount(computed.of(exchange).orElse(null)) : null;
    BigDecimal estimated = run.isReplay() ? null : amount(call.estimated());
    Payer payer = run.payer();
    boolean pastTheGateway = sent && run.apiKeyHashes().isPastTheGateway(exchange);
    Preset preset = call.question().candidate().parameters().preset();
    return new UsageEvent(
        run.runId(),
        call.id().value(),
        sent ? exchange.attempt() : 0,
        sent ? exchange.traceId() : null,
        word(call.purpose()),
        SOURCE,
        run.simulated(),
        call.suite(),
        call.suiteVersion(),
        call.caseId(),
        call.clusterId(),
        call.repeat(),
        call.tags(),
        call.category(),
        call.arm(),
        null,
        sent && run.isReplay() ? run.replayedRun() : origin.boughtBy(),
        payer.organization(),
        payer.workspace(),
        payer.environment(),
        payer.team(),
        payer.costCenter(),
        payer.member(),
        payer.customer(),
        payer.behaviour(),
        pastTheGateway ? null : payer.apiKeyName(),
        sent ? run.apiKeyHashes().of(exchange) : run.apiKeyHashes().gateway(),
        null,
        call.question().candidate().model(),
        call.question().policy().name(),
        preset == null ? null : preset.name(),
        preset == null ? null : preset.version(),
        sent ? exchange.transport() : null,
        sent ? exchange.gatewayUrl() : null,
        call.question().policy().region(),
        sent ? exchange.streamed() : null,
        served.serviceTier(),
        run.deploymentContext(),
        words(call.question().candidate().parameters().requiredCapabilities()),
        sent ? computed.serving(served).map(each -> words(each.capabilities())).orElse(null) : null,
        served.model(),
        served.provider(),
        served.endpointTag(),
        served.quantization(),
        served.fallbackDepth(),
        sent ? served.generationId() : null,
        served.cacheStatus(),
        served.isByok(),
        served.finishReason(),
        served.nativeFinishReason(),
        fresh ? timing.startedAt() : null,
        fresh ? millis(waits.queued()) : null,
        fresh ? millis(waits.retry()) : null,
        fresh ? millis(timing.firstToken()) : null,
        fresh ? millis(timing.firstReasoning()) : null,
        fresh && !isLost(failure) ? millis(timing.total()) : null,
        fresh ? millis(timing.gatewayOverhead()) : null,
        tokens.prompt(),
        tokens.cached(),
        tokens.cacheWrite(),
        tokens.completion(),
        tokens.reasoning(),
        tokens.total(),
        billed,
        fresh ? exchange.charge().asSent() : null,
        fresh ? amount(exchange.charge().upstream()) : null,
        fresh ? amount(exchange.charge().byokFee()) : null,
        null,
        null,
        computedCost,
        estimated,
        fresh ? amount(routePrices.cheapest(call.question(), exchange).orElse(null)) : null,
        fresh ? amount(routePrices.cap(call.question(), exchange).orElse(null)) : null,
        fresh ? costSource(origin.billedBy(), billed, computedCost) : null,
        computedCost == null && estimated == null ? null : priceVersion,
        outcomeOf(answer, failure),
        answer == null ? null : toolCallsValid(call, answer),
        answer == null ? null : jsonValid(call, answer),
        failure == null ? refusalKind(call, origin) : word(failure.kind()),
        failure == null ? null : word(failure.phase()),
        failure == null ? null : word(failure.attribution()),
        failure == null ? origin.notSentBecause() : failure.detail(),
        sent ? exchange.httpStatus() : null,
        failure != null && failure.kind() == FailureKind.CANCELLED,
        origin.verdict().scoring(),
        origin.verdict().score(),
        origin.verdict().passed(),
        null,
        null);
  }

  private static String refusalKind(PlannedCall call, Origin origin) {
    boolean byGuard = origin.notSentBecause() != null && call.refusal() != null;
    return byGuard ? UsageEvent.COST_GUARD : null;
  }

  private static String outcomeOf(Outcome.Answer answer, Outcome.Failure failure) {
    if (answer != null) {
      return UsageEvent.ANSWERED;
    }
    return failure != null ? UsageEvent.FAILED : UsageEvent.NOT_SENT;
  }

  private Boolean toolCallsValid(PlannedCall call, Outcome.Answer answer) {
    Tools tools = call.question().candidate().parameters().tools();
    return tools == null
        ? null
        : form.toolCalls(answer.toolCalls(), tools.definitions(), tools.choice()).orElse(null);
  }

  private Boolean jsonValid(PlannedCall call, Outcome.Answer answer) {
    if (answer.text().isBlank() && !answer.toolCalls().isEmpty()) {
      // it chose a tool in place of the document
      return null;
    }
    return form.json(answer.text(), call.question().candidate().parameters().responseFormat())
        .orElse(null);
  }

  private static List<String> words(Set<Capability> capabilities) {
    return capabilities.stream().map(UsageRows::word).sorted().toList();
  }

  /** Of a lost attempt not even the end is known. */
  private static boolean isLost(Outcome.Failure failure) {
    return failure != null && failure.kind() == FailureKind.LOST;
  }

  private static String costSource(String billedBy, BigDecimal billed, BigDecimal computed) {
    if (billed != null) {
      return billedBy;
    }
    return computed != null ? "computed" : "unknown";
  }

  private static BigDecimal amount(Usd usd) {
    return usd == null ? null : usd.amount();
  }

  private static Double millis(Duration duration) {
    return duration == null ? null : duration.toNanos() / NANOS_PER_MILLI;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String json(List<ToolCall> toolCalls) {
    try {
      return JSON.writeValueAsString(toolCalls);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Records of strings are always JSON", impossible);
    }
  }
}

package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.catalog.Catalog;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.ToolCall;
import dev.assay.job.Payer;
import dev.assay.money.Usd;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Turns what happened to a call into the rows that are published of it. */
public final class UsageRows {
  private static final String SOURCE = "run";
  private static final double NANOS_PER_MILLI = 1_000_000;
  private static final JsonMapper JSON = new JsonMapper();

  private final RunContext run;
  private final ComputedCost computed;
  private final String priceVersion;

  public UsageRows(RunContext run, Catalog catalog) {
    this.run = requireNonNull(run, "run");
    this.computed = new ComputedCost(catalog);
    this.priceVersion = catalog.version();
  }

  /** The row of one attempt. */
  public UsageEvent attempted(PlannedCall call, Outcome outcome, Waits waits) {
    return outcome.fold(
        answer -> event(call, answer.exchange(), waits, UsageEvent.ANSWERED, null, null),
        failure ->
            event(call, failure.exchange(), waits, UsageEvent.FAILED, failure, failure.detail()));
  }

  /** The one row of a call that was planned and, for this reason, never sent. */
  public UsageEvent notSent(PlannedCall call, String reason) {
    return event(call, null, null, UsageEvent.NOT_SENT, null, reason);
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
    return judgement
        .score()
        .fold(
            scored ->
                score(call, judgement, scored.value(), scored.passed(), null, scored.detail()),
            unscored -> score(call, judgement, null, null, unscored.reason(), null));
  }

  private ScoreRow score(
      PlannedCall call,
      Judgement judgement,
      Double value,
      Boolean passed,
      String unscoredReason,
      String detail) {
    return new ScoreRow(
        run.runId(),
        call.id().value(),
        judgement.scorer(),
        judgement.scorerHash(),
        value,
        passed,
        unscoredReason,
        detail);
  }

  /**
   * The row of an attempt, or of none.
   *
   * @param exchange null where nothing was sent, and so is waits
   * @param failure null where the attempt did not fail
   * @param detail why there is no answer; null where there is one
   */
  private UsageEvent event(
      PlannedCall call,
      Exchange exchange,
      Waits waits,
      String outcome,
      Outcome.Failure failure,
      String detail) {
    boolean sent = exchange != null;
    Served served = sent ? exchange.served() : Served.UNKNOWN;
    TokenCounts tokens = sent ? exchange.tokens() : TokenCounts.UNKNOWN;
    Timing timing = sent ? exchange.timing() : null;
    BigDecimal billed = sent ? amount(exchange.charge().billed()) : null;
    BigDecimal computedCost = sent ? amount(computed.of(exchange).orElse(null)) : null;
    BigDecimal estimated = amount(call.estimated());
    Payer payer = run.payer();
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
        null,
        payer.organization(),
        payer.workspace(),
        payer.environment(),
        payer.team(),
        payer.costCenter(),
        payer.member(),
        payer.customer(),
        payer.behaviour(),
        payer.apiKeyName(),
        run.apiKeyHash(),
        call.question().candidate().model(),
        call.question().policy().name(),
        null,
        null,
        sent ? exchange.transport() : null,
        sent ? exchange.gatewayUrl() : null,
        call.question().policy().region(),
        sent ? exchange.streamed() : null,
        served.serviceTier(),
        run.deploymentContext(),
        served.model(),
        served.provider(),
        served.endpointTag(),
        served.quantization(),
        served.fallbackDepth(),
        served.generationId(),
        served.cacheStatus(),
        served.isByok(),
        served.finishReason(),
        served.nativeFinishReason(),
        sent ? timing.startedAt() : null,
        sent ? millis(waits.queued()) : null,
        sent ? millis(waits.retry()) : null,
        sent ? millis(timing.firstToken()) : null,
        sent ? millis(timing.firstReasoning()) : null,
        sent ? millis(timing.total()) : null,
        null,
        tokens.prompt(),
        tokens.cached(),
        tokens.cacheWrite(),
        tokens.completion(),
        tokens.reasoning(),
        tokens.total(),
        billed,
        sent ? exchange.charge().asSent() : null,
        sent ? amount(exchange.charge().upstream()) : null,
        sent ? amount(exchange.charge().byokFee()) : null,
        computedCost,
        estimated,
        sent ? costSource(billed, computedCost) : null,
        computedCost == null && estimated == null ? null : priceVersion,
        outcome,
        failure == null ? null : word(failure.kind()),
        failure == null ? null : word(failure.phase()),
        failure == null ? null : word(failure.kind().attribution()),
        detail,
        sent ? exchange.httpStatus() : null,
        failure != null && failure.kind() == FailureKind.CANCELLED);
  }

  private static String costSource(BigDecimal billed, BigDecimal computed) {
    if (billed != null) {
      return "response";
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

package dev.assay.journal;

import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Hop;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.ReasoningPart;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.ToolCall;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Named;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.plan.CallId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A journal record as bytes and back, whole: what is read equals what was written. */
final class RecordFormat {
  private static final int INTENT = 1;
  private static final int ANSWER = 2;
  private static final int FAILURE = 3;
  private static final int NAMED = 4;

  private RecordFormat() {}

  static byte[] write(JournalRecord entry) {
    CompactWriter out = new CompactWriter();
    return entry.fold(
        intent -> intent(out, intent),
        name -> named(out, name),
        recorded -> recorded(out, recorded));
  }

  static JournalRecord read(ByteBuffer bytes) {
    CompactReader in = new CompactReader(bytes);
    int tag = in.tag();
    return switch (tag) {
      case INTENT -> new Intent(new CallId(in.text()), in.smallNumber(), in.text(), in.instant());
      case NAMED -> new Named(new CallId(in.text()), in.smallNumber(), in.text());
      case ANSWER -> recordedAnswer(in);
      case FAILURE -> recordedFailure(in);
      default -> throw new IllegalArgumentException("Unknown journal record %d".formatted(tag));
    };
  }

  private static byte[] intent(CompactWriter out, Intent intent) {
    out.tag(INTENT);
    out.text(intent.call().value());
    out.number(intent.attempt());
    out.text(intent.traceId());
    out.instant(intent.at());
    return out.toBytes();
  }

  private static byte[] named(CompactWriter out, Named name) {
    out.tag(NAMED);
    out.text(name.call().value());
    out.number(name.attempt());
    out.text(name.generationId());
    return out.toBytes();
  }

  private static byte[] recorded(CompactWriter out, Recorded recorded) {
    return recorded
        .outcome()
        .fold(
            answer -> {
              head(out, ANSWER, recorded);
              out.text(answer.text());
              out.text(answer.reasoning());
              out.number(answer.toolCalls().size());
              for (ToolCall toolCall : answer.toolCalls()) {
                out.text(toolCall.id());
                out.text(toolCall.name());
                out.text(toolCall.arguments());
              }
              out.number(answer.reasoningParts().size());
              for (ReasoningPart part : answer.reasoningParts()) {
                out.text(part.type());
                out.text(part.text());
              }
              tail(out, answer.exchange());
              return out.toBytes();
            },
            failure -> {
              head(out, FAILURE, recorded);
              out.choice(failure.kind());
              out.choice(failure.phase());
              out.text(failure.detail());
              out.duration(failure.retryAfter());
              tail(out, failure.exchange());
              return out.toBytes();
            });
  }

  private static void head(CompactWriter out, int tag, Recorded recorded) {
    out.tag(tag);
    out.duration(recorded.queued());
    out.duration(recorded.retryWait());
    out.text(recorded.reusedFromRun());
    exchange(out, recorded.outcome().exchange());
  }

  /** What journals did not hold at first stands at the end, where an old record has ended. */
  private static void tail(CompactWriter out, Exchange exchange) {
    if (exchange.timing().gatewayOverhead() != null) {
      out.duration(exchange.timing().gatewayOverhead());
    }
  }

  private static Exchange withTail(Exchange exchange, CompactReader in) {
    Timing timing = exchange.timing();
    return in.isAtEnd()
        ? exchange
        : exchange.timed(
            new Timing(
                timing.startedAt(),
                timing.firstToken(),
                timing.firstReasoning(),
                timing.total(),
                in.duration()));
  }

  private static Recorded recordedAnswer(CompactReader in) {
    Duration queued = in.duration();
    Duration retryWait = in.duration();
    String reusedFromRun = in.text();
    Exchange exchange = exchange(in);
    String text = in.text();
    String reasoning = in.text();
    List<ToolCall> toolCalls = in.list(each -> new ToolCall(each.text(), each.text(), each.text()));
    List<ReasoningPart> parts = in.list(each -> new ReasoningPart(each.text(), each.text()));
    return new Recorded(
        new Outcome.Answer(withTail(exchange, in), text, reasoning, toolCalls, parts),
        queued,
        retryWait,
        reusedFromRun);
  }

  private static Recorded recordedFailure(CompactReader in) {
    Duration queued = in.duration();
    Duration retryWait = in.duration();
    String reusedFromRun = in.text();
    Exchange exchange = exchange(in);
    FailureKind kind = in.choice(FailureKind.class);
    FailurePhase phase = in.choice(FailurePhase.class);
    String detail = in.text();
    Duration retryAfter = in.duration();
    return new Recorded(
        new Outcome.Failure(withTail(exchange, in), kind, phase, detail, retryAfter),
        queued,
        retryWait,
        reusedFromRun);
  }

  private static void exchange(CompactWriter out, Exchange exchange) {
    out.text(exchange.call().value());
    out.number(exchange.attempt());
    out.text(exchange.traceId());
    out.text(exchange.transport());
    out.text(exchange.gatewayUrl());
    out.flag(exchange.streamed());
    out.optionalNumber(exchange.httpStatus());
    served(out, exchange.served());
    Timing timing = exchange.timing();
    out.instant(timing.startedAt());
    out.duration(timing.firstToken());
    out.duration(timing.firstReasoning());
    out.duration(timing.total());
    TokenCounts tokens = exchange.tokens();
    out.optionalNumber(tokens.prompt());
    out.optionalNumber(tokens.cached());
    out.optionalNumber(tokens.cacheWrite());
    out.optionalNumber(tokens.completion());
    out.optionalNumber(tokens.reasoning());
    out.optionalNumber(tokens.total());
    Charge charge = exchange.charge();
    out.money(charge.billed());
    out.money(charge.upstream());
    out.money(charge.byokFee());
    out.text(charge.asSent());
  }

  // arguments are evaluated left to right, so the order below is the order of the bytes
  private static Exchange exchange(CompactReader in) {
    return new Exchange(
        new CallId(in.text()),
        in.smallNumber(),
        in.text(),
        in.text(),
        in.text(),
        in.flag(),
        in.optionalSmallNumber(),
        served(in),
        new Timing(in.instant(), in.duration(), in.duration(), in.duration()),
        new TokenCounts(
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber(),
            in.optionalNumber()),
        new Charge(in.money(), in.money(), in.money(), in.text()));
  }

  private static void served(CompactWriter out, Served served) {
    out.text(served.model());
    out.text(served.provider());
    out.text(served.endpointTag());
    out.text(served.quantization());
    out.optionalNumber(served.fallbackDepth());
    out.text(served.generationId());
    out.text(served.cacheStatus());
    out.optionalFlag(served.isByok());
    out.text(served.finishReason());
    out.text(served.nativeFinishReason());
    out.text(served.serviceTier());
    out.number(served.hops().size());
    for (Hop hop : served.hops()) {
      out.text(hop.provider());
      out.text(hop.model());
      out.optionalNumber(hop.status());
    }
  }

  private static Served served(CompactReader in) {
    return new Served(
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        in.optionalSmallNumber(),
        in.text(),
        in.text(),
        in.optionalFlag(),
        in.text(),
        in.text(),
        in.text(),
        in.list(each -> new Hop(each.text(), each.text(), each.optionalSmallNumber())));
  }
}

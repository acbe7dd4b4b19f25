package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What became of one attempt. Every attempt ends as exactly one of these two. */
public sealed interface Outcome extends Serializable {
  Exchange exchange();

  /** Applies the function that fits, so that no caller can forget a case. */
  <T> T fold(Function<Answer, T> onAnswer, Function<Failure, T> onFailure);

  /**
   * The model answered.
   *
   * @param reasoning what it thought aloud; null where it told none
   * @param reasoningParts the same by its pieces
   */
  record Answer(
      Exchange exchange,
      String text,
      String reasoning,
      List<ToolCall> toolCalls,
      List<ReasoningPart> reasoningParts)
      implements Outcome {
    public Answer {
      requireNonNull(exchange, "exchange");
      requireNonNull(text, "text");
      toolCalls = List.copyOf(toolCalls);
      reasoningParts = List.copyOf(reasoningParts);
    }

    /** An answer whose reasoning is known as one text at most. */
    public Answer(Exchange exchange, String text, String reasoning, List<ToolCall> toolCalls) {
      this(exchange, text, reasoning, toolCalls, List.of());
    }

    @Override
    public <T> T fold(Function<Answer, T> onAnswer, Function<Failure, T> onFailure) {
      return onAnswer.apply(this);
    }
  }

  /**
   * No usable answer came back. Its exchange carries tokens and a charge too: a failed call can
   * still be billed.
   *
   * @param detail what the other side said, cleaned of secrets
   * @param retryAfter how long the gateway asked us to wait; null where it did not say
   */
  record Failure(
      Exchange exchange, FailureKind kind, FailurePhase phase, String detail, Duration retryAfter)
      implements Outcome {
    public Failure {
      requireNonNull(exchange, "exchange");
      requireNonNull(kind, "kind");
      requireNonNull(phase, "phase");
      requireNonNull(detail, "detail");
    }

    /** Whose failure it was, with what is known beyond its kind: some limits are a provider's. */
    public Attribution attribution() {
      boolean raisedByProvider =
          kind == FailureKind.RATE_LIMITED && exchange.served().provider() != null;
      return raisedByProvider ? Attribution.UPSTREAM : kind.attribution();
    }

    @Override
    public <T> T fold(Function<Answer, T> onAnswer, Function<Failure, T> onFailure) {
      return onFailure.apply(this);
    }
  }
}

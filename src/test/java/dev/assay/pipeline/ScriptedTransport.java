package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.FailureKind;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Transport;
import dev.assay.plan.PlannedCall;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Answers when the test says so, and with what it says. */
final class ScriptedTransport implements Transport {
  /** One attempt that waits for its outcome. */
  record Asked(
      PlannedCall call, int attempt, Consumer<String> named, CompletableFuture<Outcome> outcome) {}

  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private volatile FailureKind mended;

  @Override
  public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    asked.add(new Asked(call, attempt, named, outcome));
    return outcome;
  }

  /** From now on a failure of this kind is one that asking again may mend. */
  void knowsAWayAround(FailureKind kind) {
    mended = kind;
  }

  @Override
  public boolean mayHelp(PlannedCall call, Outcome.Failure failure) {
    return failure.kind() == mended || Transport.super.mayHelp(call, failure);
  }

  /** The next attempt that was sent. */
  Asked next() throws InterruptedException {
    Asked next = asked.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("an attempt within 10 seconds").isNotNull();
    return next;
  }

  boolean isIdle() {
    return asked.isEmpty();
  }

  @Override
  public void close() {}
}

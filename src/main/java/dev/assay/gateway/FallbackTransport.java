package dev.assay.gateway;

import dev.assay.catalog.Candidate;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DirectFallback;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Asks a gateway first. Once an attempt of a call has failed there for the gateway's own sake, its
 * next attempts go to the provider: each is an attempt like any other, with the transport it took
 * in its exchange.
 *
 * <p>What a guardrail or a policy refused is never asked elsewhere, and a policy that makes
 * promises about data stays with the gateway, which alone can be held to them.
 */
final class FallbackTransport implements Transport {
  private final Transport gateway;
  private final Map<String, Transport> directByAuthor;
  private final Set<CallId> failedAtTheGateway = ConcurrentHashMap.newKeySet();

  FallbackTransport(Transport gateway, Map<String, Transport> directByAuthor) {
    this.gateway = gateway;
    this.directByAuthor = Map.copyOf(directByAuthor);
  }

  /** A provider keeps no record that a gateway could look up, so its names are not told. */
  @Override
  public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
    if (failedAtTheGateway.contains(call.id())) {
      return directByAuthor.get(author(call)).ask(underItsOwnName(call), attempt);
    }
    return gateway
        .ask(call, attempt, named)
        .thenApply(
            outcome -> {
              outcome.fold(answer -> false, failure -> goesPast(call, failure));
              return outcome;
            });
  }

  private boolean goesPast(PlannedCall call, Outcome.Failure failure) {
    return mayGoDirect(call, failure) && failedAtTheGateway.add(call.id());
  }

  @Override
  public boolean mayHelp(PlannedCall call, Outcome.Failure failure) {
    return failure.kind().retryable()
        || (failedAtTheGateway.contains(call.id()) && mayGoDirect(call, failure));
  }

  private boolean mayGoDirect(PlannedCall call, Outcome.Failure failure) {
    RoutePolicy policy = call.question().policy();
    return isTheGatewaysFault(failure)
        && policy.directFallback() == DirectFallback.WHEN_THE_GATEWAY_FAILS
        && directByAuthor.containsKey(author(call))
        && (policy.only().isEmpty() || policy.only().contains(author(call)))
        && !policy.ignore().contains(author(call))
        && policy.promises().isEmpty();
  }

  private static boolean isTheGatewaysFault(Outcome.Failure failure) {
    return switch (failure.kind()) {
      case PAYMENT_REQUIRED,
          KEY_LIMIT,
          RATE_LIMITED,
          CONNECT_TIMEOUT,
          FIRST_TOKEN_TIMEOUT,
          PROVIDER_ERROR,
          OVERLOADED,
          NETWORK ->
          true;
      case AUTHENTICATION,
          GUARDRAIL,
          MODERATION,
          BAD_REQUEST,
          CONTEXT_LENGTH,
          NOT_FOUND,
          NO_ENDPOINT,
          IDLE_TIMEOUT,
          TOTAL_TIMEOUT,
          STREAM_INTERRUPTED,
          MALFORMED,
          WRONG_MODEL,
          CANCELLED,
          LOST,
          NOT_RECORDED ->
          false;
    };
  }

  private static String author(PlannedCall call) {
    String model = call.question().candidate().model();
    return model.substring(0, Math.max(0, model.indexOf('/')));
  }

  /** A provider knows its models without the author before them and the routing behind them. */
  private static PlannedCall underItsOwnName(PlannedCall call) {
    Question question = call.question();
    String model = question.candidate().model();
    String name = model.substring(model.indexOf('/') + 1);
    int suffix = name.indexOf(':');
    Candidate candidate =
        new Candidate(
            suffix < 0 ? name : name.substring(0, suffix), question.candidate().parameters());
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
        new Question(question.turns(), candidate, question.policy(), question.modelIsDefaulted()),
        call.estimated(),
        call.worstCase(),
        call.expectedTokens(),
        call.refusal());
  }

  @Override
  public void close() {
    gateway.close();
    directByAuthor.values().forEach(Transport::close);
  }
}

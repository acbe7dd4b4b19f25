package dev.assay.twin;

import dev.assay.catalog.TokenUse;
import dev.assay.money.Usd;

/**
 * Writes down what each request that reached an endpoint costs.
 *
 * <p>A row is written before a client can know the end of its answer, so that what a client adds up
 * never runs ahead of the ledger.
 */
final class Billing {
  private final Accounts accounts;
  private final GenerationLookup lookup;
  private final ResponseCache responses;

  /** What is charged, and for what. */
  private record Charge(TokenUse use, Usd cost, Usd upstream) {
    static final Charge NOTHING = new Charge(TokenUse.plain(0, 0), Usd.ZERO, Usd.ZERO);

    static Charge of(Generation generation, TokenUse use) {
      return new Charge(use, generation.cost(use), generation.upstream(use));
    }
  }

  /** How it ended; the reasons are null where the provider never finished. */
  private record End(String reason, String nativeReason, boolean cancelled, int status) {}

  Billing(Accounts accounts, GenerationLookup lookup, ResponseCache responses) {
    this.accounts = accounts;
    this.lookup = lookup;
    this.responses = responses;
  }

  /** The answer ran to its end, whether or not its client heard it all. */
  void finished(Generation generation, long firstTokenNanos) {
    Reply reply = generation.reply();
    enter(
        generation,
        Charge.of(generation, generation.use()),
        new End(reply.finishReason(), reply.nativeFinishReason(), false, Routed.SERVED),
        firstTokenNanos);
    responses.keep(generation);
  }

  /** The client left after so many tokens; not every provider stops for that. */
  void cancelled(Generation generation, int tokensSent, long firstTokenNanos) {
    TokenUse use = generation.stopsWhenCancelled() ? generation.use(tokensSent) : generation.use();
    enter(
        generation,
        Charge.of(generation, use),
        new End(null, null, true, Routed.SERVED),
        firstTokenNanos);
  }

  /** The answer ended in an error, which nobody is charged for. */
  void errored(Generation generation, int tokensSent, long firstTokenNanos) {
    enter(
        generation,
        new Charge(generation.use(tokensSent), Usd.ZERO, Usd.ZERO),
        new End("error", "error", false, Routed.SERVED),
        firstTokenNanos);
  }

  /** Endpoints were tried and none answered: a row that costs nothing. */
  void unserved(String id, Arrival arrival, ChatRequest request, Refusal refusal) {
    Offer last = refusal.tries().get(refusal.tries().size() - 1).offer();
    accounts.bill(
        arrival.account(),
        row(
            id,
            arrival,
            request,
            last,
            Charge.NOTHING,
            new End(null, null, false, refusal.status()),
            null,
            0));
  }

  private void enter(Generation generation, Charge charge, End end, long firstTokenNanos) {
    lookup.announce(generation);
    accounts.bill(
        generation.arrival().account(),
        row(
            generation.id(),
            generation.arrival(),
            generation.request(),
            generation.offer(),
            charge,
            end,
            generation.cacheSource(),
            firstTokenNanos));
  }

  private static LedgerRow row(
      String id,
      Arrival arrival,
      ChatRequest request,
      Offer offer,
      Charge charge,
      End end,
      String cacheSource,
      long firstTokenNanos) {
    return new LedgerRow(
        id,
        arrival.requestId(),
        arrival.account().keyHash(),
        arrival.account().card().name(),
        arrival.appName(),
        arrival.createdAt(),
        request.model(),
        offer.model().id(),
        offer.endpoint().provider(),
        offer.endpoint().tag(),
        arrival.region().wireName(),
        request.preset(),
        request.promptHash(),
        request.promptBytes(),
        request.sessionId(),
        request.user(),
        charge.use(),
        charge.cost(),
        charge.upstream(),
        offer.withOwnKey(),
        request.streamed(),
        end.cancelled(),
        end.reason(),
        end.nativeReason(),
        cacheSource,
        end.status(),
        new LedgerRow.Clock(arrival.receivedNanos(), firstTokenNanos, System.nanoTime()));
  }
}

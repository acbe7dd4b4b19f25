package dev.assay.twin;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Model;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Answers a chat completion: reads it, routes it, and sends the reply at the endpoint's pace. */
final class ChatCompletions implements HttpHandler {
  private static final HttpString GENERATION_ID = new HttpString("X-Generation-Id");

  private final Catalog catalog;
  private final Scenario scenario;
  private final Replies replies;
  private final Ledger ledger;
  private final Clock clock;
  private final Region region;

  ChatCompletions(TwinSettings settings, Ledger ledger, Clock clock, Region region) {
    this.catalog = settings.catalog();
    this.scenario = settings.scenario();
    this.replies = new Replies(settings.scenario(), settings.answerKey());
    this.ledger = ledger;
    this.clock = clock;
    this.region = region;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    long receivedNanos = System.nanoTime();
    Caller caller = Caller.of(exchange);
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (whole, body) ->
                ErrorReplies.guarded(whole, () -> answer(whole, body, caller, receivedNanos)));
  }

  private void answer(HttpServerExchange exchange, byte[] body, Caller caller, long receivedNanos) {
    HeaderMap headers = exchange.getRequestHeaders();
    ChatRequest request = ChatRequestReader.read(body, headers);
    Dice dice = request.dice(Dice.seeded(scenario.seed()).about("route").about(request.model()));
    Model model =
        catalog.model(request.model()).orElseThrow(() -> Refusals.unknownModel(request.model()));
    Routing routing = new Routing(request, region);
    List<Offer> offers = routing.eligible(model.id(), offers(model));
    Offer chosen = routing.inOrder(offers, dice).get(0);
    Generation generation =
        new Generation(
            GenerationIds.next(clock.instant()),
            clock.instant(),
            receivedNanos,
            caller,
            headers.getFirst("X-Request-ID"),
            asksForRouting(headers),
            region,
            request,
            offers,
            List.of(chosen),
            replies.reply(request, chosen),
            Pacing.of(chosen.endpoint().pace(), scenario.clockScale(), dice.about("pace")));
    exchange.getResponseHeaders().put(GENERATION_ID, generation.id());
    if (request.streamed()) {
      new StreamedAnswer(exchange, generation, ledger, scenario.chunkTokens()).begin();
    } else {
      new PlainAnswer(exchange, generation, ledger).begin();
    }
  }

  private List<Offer> offers(Model model) {
    LocalDate today = LocalDate.ofInstant(Instant.now(clock), ZoneOffset.UTC);
    return model.endpoints().stream()
        .flatMap(
            endpoint ->
                endpoint.priceOn(today).map(price -> new Offer(model, endpoint, price)).stream())
        .toList();
  }

  private static boolean asksForRouting(HeaderMap headers) {
    return "enabled".equals(headers.getFirst("X-OpenRouter-Metadata"))
        || "enabled".equals(headers.getFirst("X-OpenRouter-Experimental-Metadata"));
  }
}

package dev.assay.twin;

import dev.assay.catalog.Model;
import dev.assay.twin.ModelName.Variant;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers a chat completion: reads it, checks who asks, routes it, and sends the reply at the
 * endpoint's pace.
 */
final class ChatCompletions {
  private static final HttpString GENERATION_ID = new HttpString("X-Generation-Id");
  private static final HttpString OVERHEAD = new HttpString("x-litellm-overhead-duration-ms");
  private static final HttpString CACHE_STATUS = new HttpString("X-OpenRouter-Cache-Status");
  private static final HttpString CACHE_AGE = new HttpString("X-OpenRouter-Cache-Age");
  private static final HttpString CACHE_TTL = new HttpString("X-OpenRouter-Cache-TTL");
  private static final HttpString CACHE_SOURCE = new HttpString("X-OpenRouter-Cache-Source-Id");

  private static final double MILLIS_PER_SECOND = 1e3;

  private final Scenario scenario;
  private final TwinClock clock;
  private final Accounts accounts;
  private final Presets presets;
  private final Menu menu;
  private final Faults faults;
  private final Router router;
  private final Replies replies;
  private final ResponseCache responses;
  private final Billing billing;
  private final Calls calls;

  ChatCompletions(
      TwinSettings settings,
      TwinClock clock,
      Accounts accounts,
      Faults faults,
      Menu menu,
      GenerationLookup lookup) {
    this.scenario = settings.scenario();
    this.clock = clock;
    this.accounts = accounts;
    this.presets = new Presets(scenario.administration().presets());
    this.menu = menu;
    this.faults = faults;
    this.router =
        new Router(
            menu,
            scenario.administration().moderation(),
            new Sessions(clock, scenario.administration().stickySeconds()));
    this.calls = new Calls(Dice.seeded(scenario.seed()));
    this.replies = new Replies(scenario.speech(), settings.answerKey());
    this.responses = new ResponseCache(clock);
    this.billing = new Billing(accounts, lookup, responses);
  }

  void answer(HttpServerExchange exchange, Region region) {
    Arrival arrival = Arrival.of(exchange, accounts.of(exchange), region, clock.now());
    if (exchange.getRequestContentLength() > Twin.MAX_BODY_BYTES) {
      throw Refusals.tooLarge();
    }
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (whole, body) -> ErrorReplies.guarded(whole, () -> answer(whole, body, arrival)),
            (broken, failure) -> ErrorReplies.send(broken, Refusals.tooLarge()));
  }

  private void answer(HttpServerExchange exchange, byte[] body, Arrival arrival) {
    HeaderMap headers = exchange.getRequestHeaders();
    ChatRequest request = ChatRequestReader.read(body, headers, presets);
    accounts.admit(arrival.account());
    arrival.account().inspect(request);
    ResponseCache.Wish wish = responses.wish(body, headers, arrival.account(), arrival.region());
    Optional<ResponseCache.Kept> kept = responses.find(wish);
    if (kept.isPresent()) {
      sendCopy(exchange, arrival, request, kept.get());
      return;
    }
    if (wish != null) {
      exchange.getResponseHeaders().put(CACHE_STATUS, "MISS");
    }
    Dice call = calls.dice(request);
    Faults.Luck luck = faults.luckOf(call);
    Optional<Fault> atGateway = luck.atGateway(request.model());
    if (atGateway.isPresent()) {
      failAtGateway(exchange, atGateway.get(), request);
      return;
    }
    send(exchange, generation(exchange, arrival, request, call, luck, wish));
  }

  private void failAtGateway(HttpServerExchange exchange, Fault fault, ChatRequest request) {
    switch (fault.kind()) {
      case PROXY_PAGE -> BrokenLine.sendProxyPage(exchange);
      case CLOSED_AT_ONCE -> BrokenLine.close(exchange);
      default -> throw Refusals.atGateway(fault, request.model(), clock.now());
    }
  }

  private Generation generation(
      HttpServerExchange exchange,
      Arrival arrival,
      ChatRequest request,
      Dice call,
      Faults.Luck luck,
      ResponseCache.Wish wish) {
    String id = GenerationIds.next(arrival.createdAt());
    exchange.getResponseHeaders().put(GENERATION_ID, id);
    Routed routed = routed(id, arrival, request, luck);
    Map<FaultKind, Fault> suffered = luck.inAnswer(routed.serving());
    if (suffered.containsKey(FaultKind.WRONG_MODEL)) {
      routed = routed.servedBy(wrongOne(routed.serving(), suffered, request, luck.dice()));
    }
    Offer offer = routed.serving();
    Pacing pacing =
        Pacing.of(offer.endpoint().pace(), scenario.clockScale(), luck.dice().about("pace"));
    Fault slow = suffered.get(FaultKind.SLOW_FIRST_TOKEN);
    if (slow != null) {
      pacing = pacing.delayedBy(clock.realSpan(slow.seconds()));
    }
    if (scenario.overheadMillis() != null) {
      Duration overhead = clock.realSpan(scenario.overheadMillis() / MILLIS_PER_SECOND);
      exchange
          .getResponseHeaders()
          .put(OVERHEAD, BigDecimal.valueOf(overhead.toNanos(), 6).toPlainString());
      pacing = pacing.delayedBy(overhead);
    }
    return new Generation(
        id,
        arrival,
        request,
        routed,
        replies.reply(request, offer, call),
        pacing,
        PromptCache.rolled(
            request,
            offer.price(),
            scenario.speech().promptCacheRate(),
            luck.dice().about("prompt cache")),
        scenario.administration().byokFee(),
        suffered,
        wish,
        null);
  }

  private Routed routed(String id, Arrival arrival, ChatRequest request, Faults.Luck luck) {
    try {
      return router.route(request, arrival.account(), arrival.region(), luck);
    } catch (Refusal refusal) {
      if (!refusal.tries().isEmpty()) {
        billing.unserved(id, arrival, request, refusal);
      }
      throw refusal;
    }
  }

  /** Some other model's endpoint, in the place of the one that should have served. */
  private Offer wrongOne(
      Offer right, Map<FaultKind, Fault> suffered, ChatRequest request, Dice dice) {
    String named = suffered.get(FaultKind.WRONG_MODEL).servedModel();
    List<Model> others =
        menu.models().stream()
            .filter(model -> !model.equals(right.model()))
            .filter(model -> named == null || model.id().equals(named))
            .toList();
    List<Offer> offers =
        others.isEmpty()
            ? List.of(right)
            : menu.offers(
                others.get(dice.about("wrong model").between(0, others.size() - 1)),
                Variant.STANDARD,
                request);
    return offers.isEmpty() ? right : offers.get(0);
  }

  private void send(HttpServerExchange exchange, Generation generation) {
    Fault stall = generation.faults().get(FaultKind.STALLED_STREAM);
    long stallMillis = stall == null ? 0 : clock.realSpan(stall.seconds()).toMillis();
    if (generation.request().streamed() && !generation.suffers(FaultKind.PLAIN_FOR_STREAM)) {
      new StreamedAnswer(
              exchange, generation, billing, scenario.speech().chunkTokens(), stallMillis)
          .begin();
    } else {
      new PlainAnswer(exchange, generation, billing, stallMillis).begin();
    }
  }

  /** Answers from what is kept: at once, and at no cost. */
  private void sendCopy(
      HttpServerExchange exchange, Arrival arrival, ChatRequest request, ResponseCache.Kept kept) {
    Generation source = kept.source();
    Generation copy =
        new Generation(
            GenerationIds.next(arrival.createdAt()),
            arrival,
            request,
            source.routed(),
            source.reply(),
            Pacing.AT_ONCE,
            PromptCache.NONE,
            source.byokFee(),
            Map.of(),
            null,
            source.id());
    exchange
        .getResponseHeaders()
        .put(GENERATION_ID, copy.id())
        .put(CACHE_STATUS, "HIT")
        .put(CACHE_AGE, kept.age(clock.now()))
        .put(CACHE_TTL, kept.seconds())
        .put(CACHE_SOURCE, source.id());
    send(exchange, copy);
  }
}

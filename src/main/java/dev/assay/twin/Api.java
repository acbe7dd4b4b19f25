package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.util.Headers;
import java.time.Clock;
import java.util.Deque;
import java.util.function.Function;

/** The paths of the contract, and who answers each. */
final class Api {
  private final Accounts accounts;
  private final Ledger ledger;
  private final Listings listings;
  private final AccountPages pages;
  private final Presets presets;
  private final GenerationLookup lookup;
  private final ChatCompletions completions;

  Api(TwinSettings settings, Ledger ledger, Clock realTime) {
    Administration administration = settings.scenario().administration();
    TwinClock clock = new TwinClock(realTime, settings.scenario().clockScale());
    Faults faults = new Faults(settings.scenario().faults(), clock);
    Menu menu = new Menu(settings.catalog(), faults, clock);
    this.ledger = ledger;
    this.accounts = new Accounts(administration, ledger, clock);
    this.listings = new Listings(menu);
    this.pages = new AccountPages(administration, ledger, clock);
    this.presets = new Presets(administration.presets());
    this.lookup = new GenerationLookup(ledger, clock, administration.generationDelaySeconds());
    this.completions = new ChatCompletions(settings, clock, accounts, faults, menu, lookup);
  }

  HttpHandler paths() {
    PathHandler paths = Handlers.path(Api::noSuchPath);
    for (Region region : Region.values()) {
      paths.addPrefixPath(region.basePath(), paths(region));
    }
    return paths;
  }

  private HttpHandler paths(Region region) {
    RoutingHandler routes = Handlers.routing();
    routes.post("/chat/completions", guarded(exchange -> completions.answer(exchange, region)));
    routes.get(
        "/models",
        json(exchange -> listings.models(new ModelFilter(region, name -> query(exchange, name)))));
    routes.get(
        "/models/{author}/{slug}/endpoints",
        json(
            exchange ->
                listings.endpoints(
                    query(exchange, "author") + "/" + query(exchange, "slug"), region)));
    routes.get("/endpoints/zdr", json(exchange -> listings.zeroRetention(region)));
    routes.get(
        "/generation", json(exchange -> lookup.show(query(exchange, "id"), accounts.of(exchange))));
    routes.get("/key", json(exchange -> pages.key(accounts.of(exchange))));
    routes.get("/credits", managed(exchange -> pages.credits()));
    routes.get(
        "/activity",
        managed(
            exchange -> pages.activity(query(exchange, "date"), query(exchange, "api_key_hash"))));
    routes.get("/presets", managed(exchange -> presets.listed()));
    routes.get("/presets/{slug}", managed(exchange -> presets.listed(query(exchange, "slug"))));
    routes.get("/logs.csv", guarded(this::sendLogs));
    routes.setFallbackHandler(Api::noSuchPath);
    routes.setInvalidMethodHandler(
        exchange ->
            ErrorReplies.send(
                exchange, new Refusal(405, "invalid_request", "Method not allowed here")));
    return routes;
  }

  private HttpHandler managed(Function<HttpServerExchange, ObjectNode> page) {
    return json(
        exchange -> {
          accounts.managementOf(exchange);
          return page.apply(exchange);
        });
  }

  private static HttpHandler json(Function<HttpServerExchange, ObjectNode> page) {
    return guarded(exchange -> Json.send(exchange, 200, page.apply(exchange)));
  }

  private static HttpHandler guarded(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handleRequest(exchange);
      } catch (Refusal refusal) {
        ErrorReplies.send(exchange, refusal);
      }
    };
  }

  /** The real service offers this file on its web page; here it has a path. */
  private void sendLogs(HttpServerExchange exchange) {
    accounts.managementOf(exchange);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/csv; charset=utf-8");
    exchange.getResponseSender().send(ledger.logsCsv());
  }

  /** A parameter of the query or of the path; null where it is absent. */
  private static String query(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? null : values.getFirst();
  }

  private static void noSuchPath(HttpServerExchange exchange) {
    ErrorReplies.send(exchange, new Refusal(404, "not_found", "No such path"));
  }
}

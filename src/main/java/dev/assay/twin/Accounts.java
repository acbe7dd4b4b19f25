package dev.assay.twin;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys that may ask, and the account behind them. */
final class Accounts {
  private static final String BEARER = "Bearer ";

  private final Administration administration;
  private final Ledger ledger;
  private final TwinClock clock;
  private final Duration minute;
  private final Map<String, Account> byKey = new ConcurrentHashMap<>();

  Accounts(Administration administration, Ledger ledger, TwinClock clock) {
    this.administration = administration;
    this.ledger = ledger;
    this.clock = clock;
    this.minute = clock.realSpan(60);
    administration.keys().forEach(card -> byKey.put(card.key(), account(card)));
  }

  private Account account(KeyCard card) {
    return new Account(card, administration.guardrailsOf(card), minute);
  }

  /** Whose request this is; a key nobody knows, or a disabled one, is refused. */
  Account of(HttpServerExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    String key =
        header != null && header.startsWith(BEARER)
            ? header.substring(BEARER.length()).strip()
            : "";
    if (key.isEmpty()) {
      throw Refusals.noKey("No auth credentials found");
    }
    Account account =
        administration.keys().isEmpty()
            ? byKey.computeIfAbsent(key, each -> account(KeyCard.unlisted(each)))
            : byKey.get(key);
    if (account == null || account.card().isDisabled()) {
      throw Refusals.noKey(account == null ? "Unknown API key" : "API key is disabled");
    }
    return account;
  }

  Account managementOf(HttpServerExchange exchange) {
    Account account = of(exchange);
    if (!account.card().isManagement()) {
      throw new Refusal(403, "permission_denied", "Only management keys can see this");
    }
    return account;
  }

  /** Refuses a request that its account or its key cannot pay for. */
  void admit(Account account) {
    if (administration.creditsUsd() != null
        && ledger.totalUsd().isMoreThan(administration.creditsUsd())) {
      throw Refusals.noCredits();
    }
    account.admit(clock);
  }

  /** Enters a row in the ledger and on the account it belongs to. */
  void bill(Account account, LedgerRow row) {
    ledger.add(row);
    account.charge(row, clock.today());
  }
}

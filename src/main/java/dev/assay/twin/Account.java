package dev.assay.twin;

import dev.assay.money.Usd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** One key at work: its card, its guardrails, and what it has spent. */
final class Account {
  private final KeyCard card;
  private final String keyHash;
  private final List<Guardrail> guardrails;
  private final RequestRate rate;
  private final Spend spend = new Spend();
  private final Spend byokSpend = new Spend();

  Account(KeyCard card, List<Guardrail> guardrails, Duration minute) {
    this.card = card;
    this.keyHash =
        HexFormat.of()
            .formatHex(AnswerKey.sha256().digest(card.key().getBytes(StandardCharsets.UTF_8)));
    this.guardrails = guardrails;
    this.rate =
        card.requestsPerMinute() == null ? null : new RequestRate(card.requestsPerMinute(), minute);
  }

  KeyCard card() {
    return card;
  }

  String keyHash() {
    return keyHash;
  }

  List<Guardrail> guardrails() {
    return guardrails;
  }

  Spend spend() {
    return spend;
  }

  /** What the owner's own providers charged, which no limit counts. */
  Spend byokSpend() {
    return byokSpend;
  }

  /** What may still be spent; nothing where there is no limit. */
  Optional<Usd> remaining(LocalDate today) {
    return Optional.ofNullable(card.limitUsd())
        .map(limit -> limit.minus(spend.within(card.limitReset(), today)));
  }

  /** Refuses a request of a key that is used up, by its own limit, a guardrail's, or its rate. */
  void admit(TwinClock clock) {
    LocalDate today = clock.today();
    if (remaining(today).filter(left -> left.amount().signum() <= 0).isPresent()) {
      throw Refusals.keyLimit(card);
    }
    for (Guardrail guardrail : guardrails) {
      if (guardrail.limitUsd() != null
          && !guardrail.limitUsd().isMoreThan(spend.within(guardrail.limitReset(), today))) {
        throw Refusals.guardrailBudget(guardrail);
      }
    }
    if (rate != null) {
      rate.count(clock.now());
    }
  }

  /** Refuses what a guardrail does not let through, before any provider sees it. */
  void inspect(ChatRequest request) {
    for (Guardrail guardrail : guardrails) {
      guardrail
          .wordFoundIn(request)
          .ifPresent(
              word -> {
                throw Refusals.blocked(guardrail);
              });
    }
  }

  void charge(LedgerRow row, LocalDate day) {
    spend.add(row.costUsd(), day);
    if (row.byok()) {
      byokSpend.add(row.upstreamUsd(), day);
    }
  }
}

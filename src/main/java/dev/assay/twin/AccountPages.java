package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.money.Usd;
import java.time.LocalDate;

/** What a key may learn of itself and, with a management key, of the account. */
final class AccountPages {
  private final Administration administration;
  private final Ledger ledger;
  private final TwinClock clock;

  AccountPages(Administration administration, Ledger ledger, TwinClock clock) {
    this.administration = administration;
    this.ledger = ledger;
    this.clock = clock;
  }

  ObjectNode key(Account account) {
    LocalDate today = clock.today();
    KeyCard card = account.card();
    ObjectNode data = Json.object();
    data.put("label", card.name());
    data.set("limit", card.limitUsd() == null ? null : Json.money(card.limitUsd()));
    data.set("limit_remaining", account.remaining(today).map(Json::money).orElse(null));
    data.put("limit_reset", card.limitReset() == null ? null : card.limitReset().wireName());
    data.put("include_byok_in_limit", false);
    putUsage(data, "usage", account.spend(), today);
    putUsage(data, "byok_usage", account.byokSpend(), today);
    data.put("is_free_tier", false);
    data.put("is_management_key", card.isManagement());
    data.putNull("expires_at");
    return (ObjectNode) Json.object().set("data", data);
  }

  private static void putUsage(ObjectNode data, String name, Spend spend, LocalDate today) {
    data.set(name, Json.money(spend.total()));
    for (Reset reset : Reset.values()) {
      data.set(name + "_" + reset.wireName(), Json.money(spend.within(reset, today)));
    }
  }

  ObjectNode credits() {
    Usd paidIn = administration.creditsUsd() == null ? Usd.ZERO : administration.creditsUsd();
    ObjectNode data = Json.object();
    data.set("total_credits", Json.money(paidIn));
    data.set("total_usage", Json.money(ledger.totalUsd()));
    return (ObjectNode) Json.object().set("data", data);
  }

  /**
   * What was used per day, model, endpoint and provider over the last 30 days.
   *
   * @param date a day as text, or null for all of them
   * @param keyHash one key's part, or null for everybody's
   */
  ObjectNode activity(String date, String keyHash) {
    LocalDate today = clock.today();
    LocalDate last = administration.activityIncludesToday() ? today : today.minusDays(1);
    Activity activity = new Activity();
    for (LedgerRow row : ledger.rows()) {
      LocalDate day = row.day();
      if (!day.isAfter(last)
          && !day.isBefore(today.minusDays(30))
          && (date == null || date.equals(day.toString()))
          && (keyHash == null || keyHash.equals(row.keyHash()))) {
        activity.add(row);
      }
    }
    ArrayNode rows = activity.rows();
    return (ObjectNode) Json.object().set("data", rows);
  }
}

package dev.assay.intake;

import static dev.assay.intake.Field.read;
import static dev.assay.intake.Field.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Movements of money as a user writes them down: purchases of credits, and the lines of bills. */
final class ChargeBooks {
  private static final String IS_REFUND = "lower(coalesce(move_kind, 'purchase')) = 'refund'";

  private static final Layout PURCHASE_ROW =
      Layout.of(
              BookTable.CHARGES,
              List.of(
                  read("purchased_at", Reading.TIME).needed(),
                  read("credits_usd", Reading.SIGNED_USD).needed(),
                  read("fee_usd", Reading.SIGNED_USD),
                  read("tax_usd", Reading.SIGNED_USD),
                  text("method"),
                  text("reference"),
                  Field.named("move_kind", Reading.TEXT, "kind"),
                  read("expires_at", Reading.LATER),
                  text("organization"),
                  text("workspace"),
                  read("currency", Reading.CURRENCY)),
              Columns.ofCharges(
                      "move || '/' || reference", "move", "charged_at", "method", "amount_usd")
                  .hidden("move", "if(%s, 'refund', 'purchase')".formatted(IS_REFUND))
                  .always("kind", "part.kind")
                  .always("amount_usd", "part.amount")
                  .with("charged_at", "purchased_at")
                  .asIs("method", "reference", "expires_at")
                  .with("organization", "coalesce(organization, said_organization)")
                  .with("workspace", "coalesce(workspace, said_workspace)"))
          .inParts(purchaseParts())
          .checking(purchaseChecks());

  private static Map<String, String> purchaseParts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("if(%s, 'refund', 'purchase')".formatted(IS_REFUND), signed("credits_usd"));
    parts.put("'fee'", signed("fee_usd"));
    parts.put("'tax'", signed("tax_usd"));
    return parts;
  }

  /** What comes back is negative, however it was written. */
  private static String signed(String amount) {
    return "if(%1$s, -abs(%2$s), %2$s)".formatted(IS_REFUND, amount);
  }

  private static Map<String, String> purchaseChecks() {
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put(
        "lower(coalesce(move_kind, 'purchase')) not in ('purchase', 'refund')",
        "concat('kind is ''', left(move_kind, 40), ''', which is neither purchase nor refund')");
    checks.put(
        "not %s and (credits_usd < 0 or fee_usd < 0 or tax_usd < 0)".formatted(IS_REFUND),
        "'an amount is negative, and a purchase costs something. Say kind refund'");
    return checks;
  }

  static final BookSource PURCHASES =
      new BookSource(
          "credit-purchases",
          OpenRouterBooks.SYSTEM,
          "Makes one run of purchases of credits, with their fees, taxes and refunds.",
          List.of("credit-purchases credits.csv  # purchased_at, credits_usd, fee_usd, ..."),
          Set.of(Said.TIME_ZONE, Said.SIMULATED, Said.ORGANIZATION, Said.WORKSPACE),
          said -> List.of(PURCHASE_ROW));

  private static final Layout INVOICE_ROW =
      Layout.of(
              BookTable.CHARGES,
              List.of(
                  text("invoice_id").needed(),
                  read("issued_at", Reading.DAY).needed(),
                  read("period_start", Reading.DAY),
                  read("period_end", Reading.LAST_DAY),
                  Field.named("line_kind", Reading.TEXT, "kind").needed(),
                  text("description"),
                  text("reference"),
                  text("model"),
                  text("provider"),
                  text("organization"),
                  text("workspace"),
                  Field.named("line_amount", Reading.SIGNED_USD, "amount", "amount_usd").needed(),
                  read("currency", Reading.CURRENCY)),
              Columns.ofCharges(
                      "cast(null as VARCHAR)",
                      "invoice_id",
                      "period_start",
                      "period_end",
                      "description",
                      "reference",
                      "model",
                      "provider",
                      "workspace")
                  .with("kind", "if(lower(line_kind) = 'discount', 'credit', lower(line_kind))")
                  .with("charged_at", "issued_at")
                  .with("amount_usd", "line_amount")
                  .asIs(
                      "period_start",
                      "period_end",
                      "invoice_id",
                      "reference",
                      "description",
                      "model",
                      "provider")
                  .with("organization", "coalesce(organization, said_organization)")
                  .with("workspace", "coalesce(workspace, said_workspace)"))
          .checking(invoiceChecks());

  private static Map<String, String> invoiceChecks() {
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put(
        "lower(line_kind) not in ('usage', 'purchase', 'fee', 'tax', 'refund', 'credit', 'discount', 'adjustment')",
        "concat('kind is ''', left(line_kind, 40), ''', which is none of usage, purchase, fee, tax, refund, credit, discount and adjustment')");
    checks.put(
        "line_amount < 0 and lower(line_kind) in ('usage', 'purchase', 'fee', 'tax')",
        "concat('amount is negative, and the line is of kind ''', line_kind, '''. What comes back is a refund, a credit, a discount or an adjustment')");
    checks.put(
        "line_amount > 0 and lower(line_kind) in ('refund', 'credit', 'discount')",
        "concat('amount is not negative, and a ', lower(line_kind), ' takes from a bill. Write it with a minus')");
    checks.put("period_end <= period_start", "'period_end lies before period_start'");
    return checks;
  }

  static final BookSource INVOICE =
      new BookSource(
          "invoice",
          null,
          "Makes one run of the lines of bills, a charge each.",
          List.of("invoice november.csv --system openrouter  # invoice_id, kind, amount, ..."),
          Set.of(Said.SYSTEM, Said.SIMULATED, Said.ORGANIZATION, Said.WORKSPACE),
          said -> List.of(INVOICE_ROW));

  private ChargeBooks() {}
}

package dev.assay.export;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.report.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A budget of which a part was spent within one of its periods.
 *
 * @param holderKind organization, workspace, member or key
 * @param resets daily, weekly, monthly or lifetime
 * @param periodStart null of a lifetime, as is periodEnd, the first day after the period
 * @param percent of the limit, reached or passed
 * @param spentUsd within the period, as known when it was noticed
 * @param simulated whether no money was spent, since the embedded gateway answered
 */
public record BudgetCrossing(
    String holderKind,
    String holder,
    BigDecimal limitUsd,
    String resets,
    LocalDate periodStart,
    LocalDate periodEnd,
    int percent,
    Instant crossedAt,
    BigDecimal spentUsd,
    boolean simulated) {
  private static final Map<Integer, String> COLUMNS =
      Map.of(50, "crossed_50_at", 80, "crossed_80_at", 100, "crossed_100_at");
  private static final int ID_DIGITS = 32;

  public BudgetCrossing {
    requireNonNull(holderKind, "holderKind");
    requireNonNull(holder, "holder");
    limitUsd = plain(limitUsd);
    requireNonNull(resets, "resets");
    requireNonNull(crossedAt, "crossedAt");
    spentUsd = plain(spentUsd);
  }

  private static BigDecimal plain(BigDecimal usd) {
    return new BigDecimal(usd.stripTrailingZeros().toPlainString());
  }

  /** What an answer of {@code finops/budgets} says was crossed, each once, the earliest first. */
  public static List<BudgetCrossing> in(Table budgets) {
    List<String> names = budgets.columns().stream().map(Table.Column::name).toList();
    List<BudgetCrossing> crossings = new ArrayList<>();
    for (List<Object> values : budgets.rows()) {
      Map<String, Object> row =
          IntStream.range(0, names.size())
              .filter(i -> values.get(i) != null)
              .boxed()
              .collect(Collectors.toMap(names::get, values::get));
      COLUMNS.forEach(
          (percent, column) -> {
            if (row.get(column) instanceof OffsetDateTime at) {
              crossings.add(of(row, percent, at.toInstant()));
            }
          });
    }
    // two files may state one limit
    Map<String, BudgetCrossing> byId =
        crossings.stream().collect(Collectors.toMap(BudgetCrossing::id, each -> each, (a, b) -> a));
    return byId.values().stream()
        .sorted(
            Comparator.comparing(BudgetCrossing::crossedAt)
                .thenComparing(BudgetCrossing::holderKind)
                .thenComparing(BudgetCrossing::holder)
                .thenComparing(BudgetCrossing::resets)
                .thenComparing(BudgetCrossing::percent)
                .thenComparing(BudgetCrossing::id))
        .toList();
  }

  private static BudgetCrossing of(Map<String, Object> row, int percent, Instant at) {
    return new BudgetCrossing(
        (String) row.get("holder_kind"),
        (String) row.get("holder"),
        (BigDecimal) row.get("limit_usd"),
        (String) row.get("resets"),
        (LocalDate) row.get("period_start"),
        (LocalDate) row.get("period_end"),
        percent,
        at,
        (BigDecimal) row.get("spent_usd"),
        Boolean.TRUE.equals(row.get("simulated")));
  }

  /**
   * Equal whenever the same part of the same budget is noticed in the same period, so that whoever
   * gets it twice can tell.
   */
  public String id() {
    String told =
        "%s|%s|%s|%s|%s|%d|%s"
            .formatted(
                holderKind,
                holder,
                limitUsd.toPlainString(),
                resets,
                periodStart,
                percent,
                simulated);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(told.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, ID_DIGITS);
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException("every Java has SHA-256", every);
    }
  }

  /** In a sentence, such as {@code 80 % of the monthly budget of key 'chat' is spent: ...}. */
  public String sentence() {
    return "%d %% of the %s budget of %s '%s' is spent: %s of %s USD%s%s"
        .formatted(
            percent,
            resets,
            holderKind,
            holder,
            spentUsd.toPlainString(),
            limitUsd.toPlainString(),
            periodStart == null
                ? ""
                : ", from %s until before %s".formatted(periodStart, periodEnd),
            simulated ? " (simulated, no money was spent)" : "");
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id())
        .put("event", "budget_threshold")
        .put("text", sentence())
        .put("holder_kind", holderKind)
        .put("holder", holder)
        .put("percent", percent)
        .put("limit_usd", limitUsd)
        .put("spent_usd", spentUsd)
        .put("resets", resets)
        .put("period_start", periodStart == null ? null : periodStart.toString())
        .put("period_end", periodEnd == null ? null : periodEnd.toString())
        .put("crossed_at", crossedAt.toString())
        .put("simulated", simulated);
  }

  static BudgetCrossing of(JsonNode json) {
    return new BudgetCrossing(
        json.required("holder_kind").textValue(),
        json.required("holder").textValue(),
        json.required("limit_usd").decimalValue(),
        json.required("resets").textValue(),
        day(json.required("period_start")),
        day(json.required("period_end")),
        json.required("percent").intValue(),
        Instant.parse(json.required("crossed_at").textValue()),
        json.required("spent_usd").decimalValue(),
        json.required("simulated").booleanValue());
  }

  private static LocalDate day(JsonNode text) {
    return text.isNull() ? null : LocalDate.parse(text.textValue());
  }
}

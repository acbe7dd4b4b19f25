package dev.assay.intake;

import dev.assay.usage.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Which of our tables a row of somebody's books belongs in. */
enum BookTable {
  USAGE_EVENTS("started_at", "generation_id", "billed_usd", "a request", "10000"),
  STATEMENTS("period_start", "statement_key", "billed_usd", "a sum", "10000000"),
  CHARGES("charged_at", "charge_key", "amount_usd", "a charge", "100000000"),
  KEY_CARDS(
      "as_of",
      "concat(system, ' ', api_key_hash, ' ', epoch_us(as_of))",
      null,
      "a key",
      "1000000000");

  private final String time;
  private final String key;
  private final String money;
  private final String what;
  private final String dearestUsd;

  BookTable(String time, String key, String money, String what, String dearestUsd) {
    this.time = time;
    this.key = key;
    this.money = money;
    this.what = what;
    this.dearestUsd = dearestUsd;
  }

  String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The column that says when a row is of. */
  String time() {
    return time;
  }

  /** What a row is, as SQL over our columns: equal in every export; null where nothing tells. */
  String key() {
    return key;
  }

  /** SQL over our columns of what a row is, for a reader. */
  String told() {
    return switch (this) {
      case USAGE_EVENTS -> "concat('generation ''', left(generation_id, 60), '''')";
      case STATEMENTS -> "'this sum'";
      case CHARGES -> "concat('the ', kind, ' of ', cast(charged_at as DATE))";
      case KEY_CARDS ->
          "concat('the key ''', left(coalesce(api_key_name, api_key_hash), 60), '''')";
    };
  }

  /** The columns that say the same where two rows of one key do. */
  List<String> figures() {
    return switch (this) {
      case USAGE_EVENTS -> List.of("billed_usd", "prompt_tokens", "completion_tokens");
      case STATEMENTS ->
          List.of(
              "billed_usd",
              "upstream_usd",
              "requests",
              "prompt_tokens",
              "cached_tokens",
              "cache_write_tokens",
              "completion_tokens",
              "reasoning_tokens");
      case CHARGES -> List.of("amount_usd");
      case KEY_CARDS -> List.of("usage_usd", "limit_usd", "limit_remaining_usd", "disabled");
    };
  }

  /** The column whose sum is the money of the rows; null where they are no money. */
  String money() {
    return money;
  }

  String what() {
    return what;
  }

  /** More for one row is a mistake of unit or of sign somewhere. */
  String dearestUsd() {
    return dearestUsd;
  }

  Path in(RunFolder run) {
    return switch (this) {
      case USAGE_EVENTS -> run.events();
      case STATEMENTS -> run.statements();
      case CHARGES -> run.charges();
      case KEY_CARDS -> run.keyCards();
    };
  }
}

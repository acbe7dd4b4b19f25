package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What each published column holds. Adding a column is fine; changing one is a new {@link
 * #VERSION}.
 */
public final class UsageSchema {
  public static final int VERSION = 1;

  private static final String USD = "USD";
  private static final String MS = "ms";
  private static final String TOKENS = "tokens";
  private static final String UTC = "UTC, microseconds";
  private static final String NO_UNIT = "";

  /**
   * One table of a run folder.
   *
   * @param grain what one row is
   */
  public record Table(String name, String grain, List<Column> columns) {
    public Table {
      requireNonNull(name, "name");
      requireNonNull(grain, "grain");
      columns = List.copyOf(columns);
    }
  }

  /**
   * One column of a table.
   *
   * @param unit empty where the value has none
   * @param nullable whether it can be null, which always means unknown or not applicable
   */
  public record Column(String name, String unit, boolean nullable, String meaning) {
    public Column {
      requireNonNull(name, "name");
      requireNonNull(unit, "unit");
      requireNonNull(meaning, "meaning");
    }
  }

  public static final Table USAGE_EVENTS =
      new Table(
          "usage_events",
          "one row per attempt of a call; a call never sent has one row with attempt 0",
          List.of(
              always("run_id", "the run"),
              always("call_id", "what was asked; returns every night, so join with run_id"),
              always("attempt", "from 1; 0 for a call this run never sent"),
              maybe("trace_id", "ours, new for each attempt; the gateway got it as X-Request-ID"),
              always(
                  "purpose",
                  "eval, judge, warmup or control; production in an import of other traffic"),
              always("source", "run, or the import: import:outcomes, import:openrouter-logs, ..."),
              always(
                  "simulated", "whether the embedded gateway answered, so that no figure is real"),
              always("suite", "the prompt suite"),
              maybe("suite_version", "its author's own version; null in an import"),
              always("case_id", "the case within the suite"),
              always("cluster_id", "what the case shares a source with"),
              always("repeat", "from 1; the same case asked again"),
              always("tags", "of the case"),
              maybe("category", "the kind of work"),
              always("arm", "the candidate under its route policy, as the job names it"),
              maybe("session_id", "the conversation the call belongs to"),
              maybe(
                  "reused_from_run",
                  "the run whose recorded answer stands here; then nothing was sent, waited for or paid"),
              maybe("organization", "who pays, as the job says"),
              maybe("workspace", "likewise"),
              maybe("environment", "likewise"),
              maybe("team", "likewise"),
              maybe("cost_center", "likewise"),
              maybe("member", "likewise"),
              maybe("customer", "likewise"),
              maybe("behaviour", "likewise"),
              maybe("api_key_name", "the name of the key, never the key"),
              maybe("api_key_hash", "SHA-256 of the key in hexadecimal"),
              maybe("app", "how the application named itself; only an import says it"),
              maybe("requested_model", "the model asked for; null in an import that does not say"),
              maybe("route_policy", "the policy's name; null in an import that does not say"),
              maybe("preset", "the gateway preset asked for"),
              maybe("preset_version", "its version, as the job states it"),
              maybe("transport", "how it was asked, e.g. openrouter"),
              maybe("gateway_url", "the base URL asked"),
              maybe("region", "the gateway region the policy asks for"),
              maybe("streamed", "whether the answer was asked for as a stream"),
              maybe("service_tier", "the tier that served, which billing follows"),
              maybe("deployment_context", "where the run ran, as its operator says"),
              maybe(
                  "asked_capabilities",
                  "what the parameters ask an endpoint to know: tools, json_object, json_schema, reasoning, seed"),
              maybe(
                  "claimed_capabilities",
                  "what the catalog says the serving endpoint knows; null where it is not known which served"),
              maybe("served_model", "the model that answered"),
              maybe("provider", "who answered"),
              maybe("endpoint_tag", "the endpoint that answered"),
              maybe("quantization", "of the endpoint"),
              maybe("fallback_depth", "0 when the first endpoint tried answered"),
              maybe("generation_id", "the gateway's own id of the attempt"),
              maybe("cache_status", "HIT or MISS of the gateway's response cache"),
              maybe("is_byok", "whether a key of our own at the provider was used"),
              maybe("finish_reason", "stop, length, content_filter, tool_calls or error"),
              maybe("native_finish_reason", "as the provider named it"),
              maybe(
                  "started_at",
                  UTC,
                  "when the request was handed to the connection; null if reused, as are all times"),
              maybe("queue_ms", MS, "our own wait for a free slot and for the budget"),
              maybe("retry_wait_ms", MS, "our own wait before this attempt; 0 for the first"),
              maybe("ttft_ms", MS, "from start to the first content token"),
              maybe("ttf_reasoning_ms", MS, "from start to the first reasoning token"),
              maybe("latency_ms", MS, "from start to the end of the answer or to the failure"),
              maybe("gateway_ms", MS, "what the gateway itself added to latency_ms, as it says"),
              maybe("prompt_tokens", TOKENS, "input, cached and cache-written ones included"),
              maybe("cached_tokens", TOKENS, "input read from the provider's cache"),
              maybe("cache_write_tokens", TOKENS, "input written to the provider's cache"),
              maybe("completion_tokens", TOKENS, "output, reasoning included"),
              maybe("reasoning_tokens", TOKENS, "output spent on reasoning"),
              maybe("total_tokens", TOKENS, "as the provider counts them"),
              maybe(
                  "billed_usd",
                  USD,
                  "all the money the attempt cost, as the gateway said; null if reused, as is all money"),
              maybe("billed_as_sent", "the gateway's text where it has more digits than fit"),
              maybe("upstream_usd", USD, "what the provider charges; part of billed_usd"),
              maybe("byok_fee_usd", USD, "the gateway's fee for our own key; part of billed_usd"),
              maybe(
                  "tools_usd",
                  USD,
                  "what searches, files and other tools cost; part of billed_usd"),
              maybe(
                  "cache_usd",
                  USD,
                  "what caching added, or saved where it is negative, as stated; part of billed_usd"),
              maybe("computed_usd", USD, "tokens at the catalog's price of the serving endpoint"),
              maybe("estimated_usd", USD, "expected before the call; the same on every attempt"),
              maybe(
                  "cheapest_usd",
                  USD,
                  "the tokens at the cheapest endpoint of the asked model that the policy left that day"),
              maybe(
                  "cap_usd",
                  USD,
                  "the tokens at the policy's highest price; null where it has none"),
              maybe(
                  "cost_source",
                  "response, lookup, import, computed or unknown; null if never sent or reused"),
              maybe("price_version", "the catalog behind computed_usd and estimated_usd"),
              always("outcome", "answered, failed or not_sent"),
              maybe(
                  "tool_calls_valid",
                  "whether every call names an offered tool and fits it; null where none was called or had to be"),
              maybe(
                  "json_valid",
                  "whether the whole answer is JSON as asked for, schema included; null where none was asked for"),
              maybe(
                  "failure_kind",
                  "why it failed; cost_guard for a call that the job's guard refused"),
              maybe("failure_phase", "how far it had come"),
              maybe(
                  "attribution",
                  "whose failure it was: ours, gateway or upstream; null in an import"),
              maybe("failure_detail", "what the other side said; for a call never sent why not"),
              maybe("http_status", "of the response"),
              always("cancelled", "whether it was broken off from our side"),
              maybe(
                  "first_scoring",
                  "the scoring that its run came with; null where not exactly one scorer judged the answer then, as in rows of before there was this column"),
              maybe(
                  "first_score",
                  "that scorer's score, as in scores, so that most reports need not look there"),
              maybe("first_passed", "likewise"),
              maybe("origin_file", "the imported file, as it was called; null where we asked"),
              maybe("origin_row", "the line of it, or the row where it has no lines")));

  public static final Table SCORES =
      new Table(
          "scores",
          "one row per answered call and scorer",
          List.of(
              always("run_id", "the run"),
              always("call_id", "the call, within its run"),
              always("scorer", "the scorer's name"),
              always("scorer_hash", "of the scorer, its version and options"),
              maybe("score", NO_UNIT, "0 to 1; null where unscored"),
              maybe("passed", "null where unscored"),
              maybe("unscored_reason", "null where scored"),
              maybe("detail", "why, in a few words")));

  public static final Table ANSWERS =
      new Table(
          "answers",
          "one row per answered call",
          List.of(
              always("run_id", "the run"),
              always("call_id", "the call, within its run"),
              always("text", "what the model wrote"),
              maybe("reasoning", "what it thought aloud"),
              maybe("tool_calls", "JSON array of id, name and arguments")));

  public static final Table ADJUSTMENTS =
      new Table(
          "adjustments",
          "one row per correction of an attempt; of several the newest holds",
          List.of(
              always("run_id", "the run"),
              always("call_id", "the call, within its run"),
              always("attempt", "the attempt, within its call"),
              new Column("adjusted_at", UTC, false, "when it became known"),
              always("reason", "why there is one: lookup"),
              maybe("billed_usd", USD, "in place of the event's"),
              maybe("upstream_usd", USD, "in place of the event's"),
              maybe("byok_fee_usd", USD, "in place of the event's"),
              maybe("prompt_tokens", TOKENS, "in place of the event's, where that has none"),
              maybe("completion_tokens", TOKENS, "in place of the event's, where that has none")));

  public static final Table PREFERENCES =
      new Table(
          "preferences",
          "one row per choice of a judge between two answers, in the order in which it saw them",
          List.of(
              always("run_id", "the import"),
              always("suite", "the prompt suite"),
              always("item_id", "the prompt"),
              always("cluster_id", "what the prompt shares a source with"),
              always("judge", "who chose; unknown where the source names none"),
              always("repeat", "from 1; the same question put to the same judge again"),
              always("model_a", "whose answer was shown first"),
              always("model_b", "whose answer was shown second"),
              maybe("preference", "1 the first won, 0 the second, 0.5 a tie; null if it abstained"),
              maybe("abstain_reason", "null where there is a choice"),
              maybe("length_a", "characters", "of the first answer"),
              maybe("length_b", "characters", "of the second answer")));

  public static final Table STATEMENTS =
      new Table(
          "statements",
          "one row per sum of usage or of cost that a system states of a time",
          List.of(
              always("run_id", "the import"),
              always(
                  "statement_key",
                  "what it is the sum of: equal in every export, and of several the newest import holds"),
              always("source", "the import: import:openrouter-activity, import:openai-costs, ..."),
              always("system", "who states it: openrouter, openai, anthropic, litellm, ..."),
              always("simulated", "whether the embedded gateway states it"),
              maybe("organization", "who pays"),
              maybe("workspace", "likewise"),
              maybe("member", "likewise"),
              maybe("api_key_name", "the name of the key, never the key"),
              maybe("api_key_hash", "SHA-256 of the key in hexadecimal"),
              maybe("model", "the model; null where the sum is of several"),
              maybe("provider", "who answered"),
              maybe("endpoint", "the endpoint, as the system names it"),
              maybe("service_tier", "the tier that served"),
              maybe("line_item", "what a cost is for, as the system words it"),
              new Column("period_start", UTC, false, "the first moment of the sum"),
              new Column("period_end", UTC, false, "the first moment after it"),
              maybe("requests", "how many; null where it does not say"),
              maybe("prompt_tokens", TOKENS, "input, cached and cache-written ones included"),
              maybe("cached_tokens", TOKENS, "input read from the provider's cache"),
              maybe("cache_write_tokens", TOKENS, "input written to the provider's cache"),
              maybe("completion_tokens", TOKENS, "output, reasoning included"),
              maybe("reasoning_tokens", TOKENS, "output spent on reasoning"),
              maybe("billed_usd", USD, "the money stated; null where only tokens are"),
              maybe("upstream_usd", USD, "what a provider charged for own keys; not in billed_usd"),
              always("origin_file", "the imported file, as it was called"),
              always("origin_row", "the line of it, or the row where it has no lines")));

  public static final Table CHARGES =
      new Table(
          "charges",
          "one row per movement of money: a line of a bill, a purchase of credits, a fee, a tax, a refund",
          List.of(
              always("run_id", "the import"),
              always("charge_key", "what it is: equal in every export"),
              always("source", "the import: import:invoice or import:credit-purchases"),
              always("system", "whose bill it is: openrouter, openai, anthropic, ..."),
              always("simulated", "whether the embedded gateway states it"),
              always("kind", "usage, purchase, fee, tax, refund, credit or adjustment"),
              new Column("charged_at", UTC, false, "when the money moved or the bill was issued"),
              maybe("period_start", UTC, "the first moment it is for; null where it is for none"),
              maybe("period_end", UTC, "the first moment after that"),
              maybe("invoice_id", "the bill it stands on"),
              maybe("reference", "what the system calls the movement"),
              maybe("description", "in the words of the bill"),
              maybe("organization", "who pays"),
              maybe("workspace", "likewise"),
              maybe("model", "the model a line is for"),
              maybe("provider", "the provider a line is for"),
              maybe("method", "how it was paid: card, crypto, ..."),
              new Column(
                  "amount_usd",
                  USD,
                  false,
                  "what is owed or paid; negative where money comes back"),
              maybe("expires_at", UTC, "when purchased credits lapse"),
              always("origin_file", "the imported file, as it was called"),
              always("origin_row", "the line of it, or the row where it has no lines")));

  public static final Table KEY_CARDS =
      new Table(
          "key_cards",
          "one row per API key and the time at which a gateway listed it",
          List.of(
              always("run_id", "the import"),
              always("system", "whose key it is: openrouter, ..."),
              always("simulated", "whether the embedded gateway lists it"),
              new Column("as_of", UTC, false, "when it was listed"),
              always("api_key_hash", "as the gateway names the key, never the key"),
              maybe("api_key_name", "its name"),
              maybe("workspace", "the workspace it belongs to, or its id"),
              maybe("member", "who made it"),
              always("disabled", "whether it is switched off"),
              maybe(
                  "limit_usd",
                  USD,
                  "what it may spend until the limit begins anew; null is no limit"),
              maybe("limit_remaining_usd", USD, "what is left of that"),
              maybe("limit_reset", "daily, weekly or monthly; null where it never begins anew"),
              maybe("byok_in_limit", "whether own keys' spending counts to it"),
              maybe("usage_usd", USD, "spent in all, as the gateway counts"),
              maybe("usage_daily_usd", USD, "spent on the day in UTC"),
              maybe("usage_weekly_usd", USD, "spent since Monday"),
              maybe("usage_monthly_usd", USD, "spent in the month"),
              maybe("byok_usage_usd", USD, "spent through own keys in all"),
              maybe("byok_usage_monthly_usd", USD, "spent through own keys in the month"),
              maybe("created_at", UTC, "when it was made"),
              maybe("expires_at", UTC, "when it ends"),
              always("origin_file", "the imported file, as it was called"),
              always("origin_row", "the line of it, or the row where it has no lines")));

  private UsageSchema() {}

  private static Column always(String name, String meaning) {
    return new Column(name, NO_UNIT, false, meaning);
  }

  private static Column maybe(String name, String meaning) {
    return maybe(name, NO_UNIT, meaning);
  }

  private static Column maybe(String name, String unit, String meaning) {
    return new Column(name, unit, true, meaning);
  }
}

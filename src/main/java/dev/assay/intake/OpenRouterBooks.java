package dev.assay.intake;

import static dev.assay.intake.Field.count;
import static dev.assay.intake.Field.read;
import static dev.assay.intake.Field.text;

import java.util.List;
import java.util.Set;

/** What OpenRouter lets its users take away: logs, activity and the list of keys. */
final class OpenRouterBooks {
  static final String SYSTEM = "openrouter";

  private static final Layout LOGS_ROW =
      Layout.of(
          BookTable.USAGE_EVENTS,
          List.of(
              text("generation_id").needed(),
              read("created_at", Reading.TIME).needed(),
              read("cost_total", Reading.USD),
              read("cost_web_search", Reading.USD),
              read("cost_cache", Reading.SIGNED_USD),
              read("cost_file_processing", Reading.USD),
              read("byok_usage_inference", Reading.USD),
              count("tokens_prompt"),
              count("tokens_completion"),
              count("tokens_reasoning"),
              count("tokens_cached"),
              text("model_permaslug"),
              text("provider_name"),
              text("variant"),
              read("cancelled", Reading.FLAG),
              read("streamed", Reading.FLAG),
              Field.named("end_user", Reading.TEXT, "user"),
              text("finish_reason_raw"),
              text("finish_reason_normalized"),
              read("generation_time_ms", Reading.MILLISECONDS),
              read("time_to_first_token_ms", Reading.MILLISECONDS),
              read("api_key_name", Reading.KEY),
              text("app_name")),
          Columns.ofUsage("generation_id")
              .with("workspace", "said_workspace")
              .with("organization", "said_organization")
              .with(
                  "customer", "if(coalesce(said_user_is, 'customer') = 'customer', end_user, null)")
              .with("member", "if(said_user_is = 'member', end_user, null)")
              .with("api_key_name", "api_key_name")
              .with("app", "app_name")
              .with("streamed", "streamed")
              .with(
                  "served_model",
                  "concat(model_permaslug, if(variant is null or variant = 'standard' or"
                      + " ends_with(model_permaslug, concat(':', variant)), '', concat(':', variant)))")
              .with("provider", "provider_name")
              .with("generation_id", "generation_id")
              .with("is_byok", "byok_usage_inference > 0")
              .with("finish_reason", "finish_reason_normalized")
              .with("native_finish_reason", "finish_reason_raw")
              .with("started_at", "created_at")
              .with("ttft_ms", "time_to_first_token_ms")
              .with("latency_ms", "generation_time_ms")
              .with("prompt_tokens", "tokens_prompt")
              .with("cached_tokens", "tokens_cached")
              .with("completion_tokens", "tokens_completion")
              .with("reasoning_tokens", "tokens_reasoning")
              .with("total_tokens", "tokens_prompt + tokens_completion")
              // under a key of one's own the gateway charges its fee, and the provider the
              // inference
              .with("billed_usd", "cost_total + coalesce(byok_usage_inference, 0)")
              .with("billed_as_sent", "cost_total_sent")
              .with("upstream_usd", "if(byok_usage_inference > 0, byok_usage_inference, null)")
              .with("byok_fee_usd", "if(byok_usage_inference > 0, cost_total, null)")
              .with(
                  "tools_usd",
                  "coalesce(cost_web_search + cost_file_processing, cost_web_search, cost_file_processing)")
              .with("cache_usd", "cost_cache")
              .with("outcome", "if(finish_reason_normalized = 'error', 'failed', 'answered')")
              .with("cancelled", "coalesce(cancelled, false)"));

  static final BookSource LOGS =
      new BookSource(
          "openrouter-logs",
          SYSTEM,
          "Makes one run of OpenRouter's logs export: a usage event per request.",
          List.of(
              "openrouter-logs logs.csv",
              "openrouter-logs october.csv november.csv.gz --workspace prod",
              "openrouter-logs logs.zip --time-zone Europe/Berlin  # clocks without an offset"),
          Set.of(Said.TIME_ZONE, Said.SIMULATED, Said.USER_IS, Said.WORKSPACE, Said.ORGANIZATION),
          said -> List.of(LOGS_ROW));

  private static final Layout ACTIVITY_ROW =
      Layout.of(
          BookTable.STATEMENTS,
          List.of(
              read("date", Reading.DAY).needed(),
              text("model_permaslug"),
              text("model"),
              text("endpoint_id"),
              text("provider_name"),
              read("usage", Reading.USD).needed(),
              read("byok_usage_inference", Reading.USD),
              count("requests"),
              count("prompt_tokens"),
              count("completion_tokens"),
              count("reasoning_tokens"),
              text("workspace_id", "workspace"),
              read("api_key_name", Reading.KEY),
              read("api_key_hash", Reading.KEY),
              text("user_id")),
          Columns.ofStatements(
                  "organization",
                  "workspace",
                  "member",
                  "api_key_name",
                  "api_key_hash",
                  "model",
                  "provider",
                  "endpoint")
              .with("organization", "said_organization")
              .with("workspace", "coalesce(workspace_id, said_workspace)")
              .with("member", "user_id")
              .with("api_key_name", "coalesce(api_key_name, said_key)")
              .with("api_key_hash", "api_key_hash")
              .with("model", "coalesce(model_permaslug, model)")
              .with("provider", "provider_name")
              .with("endpoint", "endpoint_id")
              .with("period_start", "date")
              .with("period_end", "date + interval 1 day")
              .with("requests", "requests")
              .with("prompt_tokens", "prompt_tokens")
              .with("completion_tokens", "completion_tokens")
              .with("reasoning_tokens", "reasoning_tokens")
              .with("billed_usd", "usage")
              .with("upstream_usd", "byok_usage_inference"));

  static final BookSource ACTIVITY =
      new BookSource(
          "openrouter-activity",
          SYSTEM,
          "Makes one run of OpenRouter's activity: what was used per day, model and endpoint.",
          List.of(
              "openrouter-activity activity.json  # what GET /activity answers",
              "openrouter-activity support.json --key support-bot  # filtered to it"),
          Set.of(Said.SIMULATED, Said.KEY, Said.WORKSPACE, Said.ORGANIZATION),
          said -> List.of(ACTIVITY_ROW));

  private static final Layout KEY_ROW =
      Layout.of(
          BookTable.KEY_CARDS,
          List.of(
              read("hash", Reading.KEY, "api_key_hash").needed(),
              read("name", Reading.KEY),
              read("label", Reading.KEY),
              Field.named("is_off", Reading.FLAG, "disabled"),
              Field.named("limit_amount", Reading.USD, "limit"),
              // what runs when the limit is met is charged still
              read("limit_remaining", Reading.SIGNED_USD),
              text("limit_reset"),
              read("include_byok_in_limit", Reading.FLAG),
              read("usage", Reading.USD),
              read("usage_daily", Reading.USD),
              read("usage_weekly", Reading.USD),
              read("usage_monthly", Reading.USD),
              read("byok_usage", Reading.USD),
              read("byok_usage_monthly", Reading.USD),
              text("workspace_id", "workspace"),
              text("creator_user_id"),
              read("created_at", Reading.TIME),
              read("expires_at", Reading.LATER),
              read("as_of", Reading.TIME)),
          Columns.ofKeyCards()
              .always(
                  "as_of",
                  "coalesce(as_of, cast(said_as_of as TIMESTAMP WITH TIME ZONE), book_read_at)")
              .with("api_key_hash", "hash")
              .with("api_key_name", "coalesce(name, label)")
              .with("workspace", "coalesce(workspace_id, said_workspace)")
              .with("member", "creator_user_id")
              .always("disabled", "coalesce(is_off, false)")
              .with("limit_usd", "limit_amount")
              .with("limit_remaining_usd", "limit_remaining")
              .with("limit_reset", "lower(limit_reset)")
              .with("byok_in_limit", "include_byok_in_limit")
              .with("usage_usd", "usage")
              .with("usage_daily_usd", "usage_daily")
              .with("usage_weekly_usd", "usage_weekly")
              .with("usage_monthly_usd", "usage_monthly")
              .with("byok_usage_usd", "byok_usage")
              .with("byok_usage_monthly_usd", "byok_usage_monthly")
              .asIs("created_at", "expires_at"));

  static final BookSource KEYS =
      new BookSource(
          "openrouter-keys",
          SYSTEM,
          "Makes one run of OpenRouter's list of keys: limits and spending, never a key itself.",
          List.of(
              "openrouter-keys keys.json  # what GET /keys answers",
              "openrouter-keys keys.json --as-of 2026-11-21T07:26:35Z"),
          Set.of(Said.SIMULATED, Said.AS_OF, Said.WORKSPACE),
          said -> List.of(KEY_ROW));

  private OpenRouterBooks() {}
}

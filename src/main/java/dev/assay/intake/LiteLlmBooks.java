package dev.assay.intake;

import static dev.assay.intake.Field.count;
import static dev.assay.intake.Field.read;
import static dev.assay.intake.Field.text;

import java.util.List;
import java.util.Set;

/** What a LiteLLM proxy keeps of its spend: a row a request, and sums of days. */
final class LiteLlmBooks {
  private static final Layout REQUEST_ROW =
      Layout.of(
          BookTable.USAGE_EVENTS,
          List.of(
              text("request_id").needed(),
              read("start_time", Reading.TIME, "startTime").needed(),
              read("end_time", Reading.TIME, "endTime"),
              read("completion_start_time", Reading.TIME, "completionStartTime"),
              read("request_duration_ms", Reading.MILLISECONDS),
              read("spend", Reading.USD),
              count("prompt_tokens"),
              count("completion_tokens"),
              count("total_tokens"),
              Field.named(
                  "cache_read",
                  Reading.COUNT,
                  "cache_read_input_tokens",
                  "metadata.additional_usage_values.cache_read_input_tokens",
                  "metadata.usage_object.prompt_tokens_details.cached_tokens"),
              Field.named(
                  "cache_write",
                  Reading.COUNT,
                  "cache_creation_input_tokens",
                  "metadata.additional_usage_values.cache_creation_input_tokens"),
              Field.named(
                  "reasoning",
                  Reading.COUNT,
                  "reasoning_tokens",
                  "metadata.usage_object.completion_tokens_details.reasoning_tokens"),
              text("model"),
              text("model_group"),
              text("custom_llm_provider"),
              read("api_key", Reading.KEY),
              read("api_key_alias", Reading.KEY, "metadata.user_api_key_alias"),
              text("team_id"),
              text("organization_id"),
              Field.named("end_user_id", Reading.TEXT, "end_user"),
              Field.named("user_id", Reading.TEXT, "user"),
              read("request_tags", Reading.LIST),
              text("cache_hit"),
              text("status"),
              text("session_id")),
          Columns.ofUsage("request_id")
              .always("tags", "coalesce(request_tags, [])")
              .asIs("session_id", "prompt_tokens", "completion_tokens", "total_tokens")
              .with("organization", "coalesce(organization_id, said_organization)")
              .with("workspace", "said_workspace")
              .with("team", "team_id")
              .with("member", "user_id")
              .with("customer", "end_user_id")
              .with("api_key_name", "coalesce(api_key_alias, said_key)")
              .with("api_key_hash", "api_key")
              .with("requested_model", "model_group")
              .with("served_model", "model")
              .with("provider", "custom_llm_provider")
              .always("generation_id", "request_id")
              .with(
                  "cache_status",
                  "case lower(cache_hit) when 'true' then 'HIT' when 'false' then 'MISS' end")
              .with("started_at", "start_time")
              .with(
                  "latency_ms",
                  "coalesce(request_duration_ms, (epoch_us(end_time) - epoch_us(start_time)) / 1000)")
              // an answer that came in one piece has its end for its first token
              .with(
                  "ttft_ms",
                  "if(completion_start_time < end_time, (epoch_us(completion_start_time) - epoch_us(start_time)) / 1000, null)")
              .with("cached_tokens", "cache_read")
              .with("cache_write_tokens", "cache_write")
              .with("reasoning_tokens", "reasoning")
              .with("billed_usd", "spend")
              .with("billed_as_sent", "spend_sent")
              .always(
                  "outcome",
                  "if(lower(status) in ('failure', 'failed', 'error'), 'failed', 'answered')"));

  private static final Layout DAY_ROW =
      Layout.of(
          BookTable.STATEMENTS,
          List.of(
              read("date", Reading.DAY).needed(),
              read("spend", Reading.USD).needed(),
              read("api_key", Reading.KEY),
              text("model"),
              text("model_group"),
              text("custom_llm_provider"),
              Field.named("endpoint_path", Reading.TEXT, "endpoint"),
              text("user_id"),
              text("team_id"),
              text("organization_id"),
              text("end_user_id"),
              text("tag"),
              count("prompt_tokens"),
              count("completion_tokens"),
              count("cache_read_input_tokens"),
              count("cache_creation_input_tokens"),
              count("api_requests")),
          Columns.ofStatements(
                  "organization",
                  "workspace",
                  "member",
                  "api_key_hash",
                  "model",
                  "provider",
                  "endpoint",
                  "of_what")
              .with("organization", "coalesce(organization_id, said_organization)")
              .with("workspace", "said_workspace")
              .with("member", "user_id")
              .with("api_key_name", "said_key")
              .with("api_key_hash", "api_key")
              .with("model", "coalesce(model, model_group)")
              .with("provider", "custom_llm_provider")
              .with("endpoint", "endpoint_path")
              .hidden("of_what", "concat_ws('/', model_group, team_id, end_user_id, tag)")
              .with("period_start", "date")
              .with("period_end", "date + interval 1 day")
              .with("requests", "api_requests")
              .asIs("prompt_tokens", "completion_tokens")
              .with("cached_tokens", "cache_read_input_tokens")
              .with("cache_write_tokens", "cache_creation_input_tokens")
              .with("billed_usd", "spend"));

  static final BookSource SPEND =
      new BookSource(
          "litellm-spend",
          "litellm",
          "Makes one run of LiteLLM's spend logs, or of its daily sums.",
          List.of(
              "litellm-spend spend-logs.json  # rows of LiteLLM_SpendLogs",
              "litellm-spend daily.csv  # rows of LiteLLM_DailyUserSpend"),
          Set.of(Said.TIME_ZONE, Said.SIMULATED, Said.ORGANIZATION, Said.WORKSPACE, Said.KEY),
          said -> List.of(REQUEST_ROW, DAY_ROW));

  private LiteLlmBooks() {}
}

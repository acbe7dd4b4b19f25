package dev.assay.intake;

import static dev.assay.intake.Field.count;
import static dev.assay.intake.Field.read;
import static dev.assay.intake.Field.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A row a request, in columns of our own names or of those that a user says. */
final class GenericBooks {
  private static final List<String> AMOUNTS =
      List.of("cost", "upstream_cost", "byok_fee", "tools_cost", "cache_cost");

  private static List<Layout> layouts(Map<Said, String> said) {
    boolean inCents = "cents".equals(said.get(Said.MONEY));
    Reading amount = inCents ? Reading.CENTS : Reading.USD;
    Reading signed = inCents ? Reading.SIGNED_CENTS : Reading.SIGNED_USD;
    boolean isOutside = "outside".equals(said.get(Said.CACHED_TOKENS));
    Map<String, Said> asks = new LinkedHashMap<>();
    AMOUNTS.forEach(each -> asks.put(each, Said.MONEY));
    asks.put("cached_tokens", Said.CACHED_TOKENS);
    asks.put("cache_write_tokens", Said.CACHED_TOKENS);
    return List.of(
        Layout.of(
                BookTable.USAGE_EVENTS,
                List.of(
                    text("generation_id", "request_id"),
                    read("started_at", Reading.TIME, "created_at", "timestamp", "time").needed(),
                    read("cost", amount, "cost_usd", "billed_usd", "spend"),
                    read("upstream_cost", amount, "upstream_usd"),
                    read("byok_fee", amount, "byok_fee_usd"),
                    read("tools_cost", amount, "tools_usd"),
                    read("cache_cost", signed, "cache_usd"),
                    read("currency", Reading.CURRENCY),
                    count("prompt_tokens", "input_tokens"),
                    count("cached_tokens", "cache_read_tokens", "cache_read_input_tokens"),
                    count("cache_write_tokens", "cache_creation_input_tokens"),
                    count("completion_tokens", "output_tokens"),
                    count("reasoning_tokens"),
                    text("requested_model"),
                    text("served_model", "model"),
                    text("provider"),
                    text("status"),
                    text("organization"),
                    text("workspace"),
                    text("environment"),
                    text("team"),
                    text("cost_center"),
                    text("member"),
                    text("customer"),
                    text("behaviour"),
                    read("api_key_name", Reading.KEY),
                    read("api_key_hash", Reading.KEY),
                    text("app"),
                    text("session_id"),
                    text("category"),
                    read("tags", Reading.LIST),
                    text("service_tier"),
                    text("region"),
                    read("streamed", Reading.FLAG),
                    read("is_byok", Reading.FLAG),
                    text("finish_reason"),
                    read("was_cancelled", Reading.FLAG, "cancelled"),
                    read("latency_ms", Reading.MILLISECONDS),
                    read("ttft_ms", Reading.MILLISECONDS)),
                Columns.ofUsage(
                        "coalesce(generation_id, concat(left(file_hash, 16), '/', file_name, ':', file_line))")
                    .always("generation_id", "generation_id")
                    .always("tags", "coalesce(tags, [])")
                    .with("organization", "coalesce(organization, said_organization)")
                    .with("workspace", "coalesce(workspace, said_workspace)")
                    .with("api_key_name", "coalesce(api_key_name, said_key)")
                    .asIs(
                        "environment",
                        "team",
                        "cost_center",
                        "member",
                        "customer",
                        "behaviour",
                        "api_key_hash",
                        "app",
                        "session_id",
                        "category",
                        "requested_model",
                        "served_model",
                        "provider",
                        "service_tier",
                        "region",
                        "streamed",
                        "is_byok",
                        "finish_reason",
                        "started_at",
                        "latency_ms",
                        "ttft_ms",
                        "cached_tokens",
                        "cache_write_tokens",
                        "completion_tokens",
                        "reasoning_tokens")
                    .with(
                        "prompt_tokens",
                        isOutside
                            ? "prompt_tokens + coalesce(cached_tokens, 0) + coalesce(cache_write_tokens, 0)"
                            : "prompt_tokens")
                    .with("billed_usd", "cost")
                    .with("billed_as_sent", inCents ? "cast(null as VARCHAR)" : "cost_sent")
                    .with("upstream_usd", "upstream_cost")
                    .with("byok_fee_usd", "byok_fee")
                    .with("tools_usd", "tools_cost")
                    .with("cache_usd", "cache_cost")
                    .always(
                        "outcome",
                        "if(lower(status) in ('failed', 'failure', 'error', 'false') or try_cast(status as INTEGER) >= 400, 'failed', 'answered')")
                    .with("http_status", "try_cast(status as INTEGER)")
                    .always("cancelled", "coalesce(was_cancelled, false)"))
            .asking(asks));
  }

  static final BookSource USAGE =
      new BookSource(
          "generic",
          null,
          "Makes one run of any table of usage, a row a request.",
          List.of(
              "generic usage.csv --system our-gateway --money usd",
              "generic usage.parquet --system azure --money cents --map cost=price",
              "generic usage.jsonl --system azure --cached-tokens inside"),
          Set.of(
              Said.SYSTEM,
              Said.TIME_ZONE,
              Said.SIMULATED,
              Said.ORGANIZATION,
              Said.WORKSPACE,
              Said.KEY,
              Said.MONEY,
              Said.CACHED_TOKENS),
          GenericBooks::layouts);

  private GenericBooks() {}
}

package dev.assay.intake;

import static dev.assay.intake.Field.count;
import static dev.assay.intake.Field.read;
import static dev.assay.intake.Field.text;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the administration interfaces of providers answer, as JSON or flattened to CSV. */
final class ProviderBooks {
  private static final String OPENAI = "openai";
  private static final String ANTHROPIC = "anthropic";
  private static final Set<Said> TAKES =
      Set.of(Said.SIMULATED, Said.ORGANIZATION, Said.WORKSPACE, Said.KEY);

  private static Columns statements() {
    return Columns.ofStatements(
            "organization",
            "workspace",
            "member",
            "api_key_name",
            "model",
            "service_tier",
            "line_item",
            "of_what")
        .with("organization", "coalesce(organization_id, said_organization)")
        .with("workspace", "coalesce(workspace_id, said_workspace)")
        .with("member", "cast(null as VARCHAR)")
        .with("api_key_name", "coalesce(api_key_id, said_key)")
        .with("model", "model")
        .with("service_tier", "cast(null as VARCHAR)")
        .with("line_item", "cast(null as VARCHAR)")
        .with("billed_usd", "cast(null as DECIMAL(38,18))")
        .hidden("of_what", "''")
        .with("period_start", "start_time")
        .with("period_end", "coalesce(end_time, start_time + interval 1 day)");
  }

  /** Lines that may be less than nothing name themselves so. */
  private static Map<String, String> noNegative(String line) {
    return Map.of(
        "cost_amount < 0 and not regexp_matches(lower(coalesce(%s, '')), 'credit|refund|discount|adjust')"
            .formatted(line),
        "'the amount is negative, and its line is no credit, refund, discount or adjustment'");
  }

  private static final Layout OPENAI_USAGE_ROW =
      Layout.of(
          BookTable.STATEMENTS,
          List.of(
              read("start_time", Reading.EPOCH).needed(),
              read("end_time", Reading.EPOCH),
              count("input_tokens").needed(),
              count("input_cached_tokens"),
              count("output_tokens"),
              count("num_model_requests"),
              text("organization_id"),
              Field.named("workspace_id", Reading.TEXT, "project_id"),
              text("user_id"),
              read("api_key_id", Reading.KEY),
              text("model"),
              read("batch", Reading.FLAG),
              Field.named("tier", Reading.TEXT, "service_tier")),
          statements()
              .with("member", "user_id")
              .with("service_tier", "if(batch, 'batch', tier)")
              .with("requests", "num_model_requests")
              // their input has the cached ones inside, as ours has
              .with("prompt_tokens", "input_tokens")
              .with("cached_tokens", "input_cached_tokens")
              .with("completion_tokens", "output_tokens"));

  static final BookSource OPENAI_USAGE =
      new BookSource(
          "openai-usage",
          OPENAI,
          "Makes one run of OpenAI's usage: tokens per bucket of time, without money.",
          List.of("openai-usage usage.json  # /v1/organization/usage/completions"),
          TAKES,
          said -> List.of(OPENAI_USAGE_ROW));

  private static final Layout OPENAI_COST_ROW =
      Layout.of(
              BookTable.STATEMENTS,
              List.of(
                  read("start_time", Reading.EPOCH).needed(),
                  read("end_time", Reading.EPOCH),
                  Field.named(
                          "cost_amount",
                          Reading.SIGNED_USD,
                          "amount.value",
                          "amount_value",
                          "amount")
                      .needed(),
                  Field.named(
                      "currency",
                      Reading.CURRENCY,
                      "amount.currency",
                      "amount_currency",
                      "currency"),
                  Field.named("line", Reading.TEXT, "line_item"),
                  text("organization_id"),
                  Field.named("workspace_id", Reading.TEXT, "project_id"),
                  read("api_key_id", Reading.KEY),
                  text("model")),
              statements()
                  .with(
                      "model",
                      "coalesce(model, if(contains(line, ','), split_part(line, ',', 1), null))")
                  .with("line_item", "line")
                  .with("billed_usd", "cost_amount"))
          .checking(noNegative("line"));

  static final BookSource OPENAI_COSTS =
      new BookSource(
          "openai-costs",
          OPENAI,
          "Makes one run of OpenAI's costs: money per day and line item.",
          List.of("openai-costs costs.json  # /v1/organization/costs"),
          TAKES,
          said -> List.of(OPENAI_COST_ROW));

  private static final Layout ANTHROPIC_USAGE_ROW =
      Layout.of(
          BookTable.STATEMENTS,
          List.of(
              read("start_time", Reading.TIME, "starting_at").needed(),
              read("end_time", Reading.TIME, "ending_at"),
              count("uncached_input_tokens").needed(),
              Field.named(
                  "written_5m",
                  Reading.COUNT,
                  "cache_creation.ephemeral_5m_input_tokens",
                  "ephemeral_5m_input_tokens",
                  "cache_creation_5m_input_tokens"),
              Field.named(
                  "written_1h",
                  Reading.COUNT,
                  "cache_creation.ephemeral_1h_input_tokens",
                  "ephemeral_1h_input_tokens",
                  "cache_creation_1h_input_tokens"),
              count("cache_read_input_tokens"),
              count("output_tokens"),
              text("organization_id"),
              text("workspace_id"),
              read("api_key_id", Reading.KEY),
              text("model"),
              Field.named("tier", Reading.TEXT, "service_tier"),
              text("context_window"),
              text("inference_geo")),
          statements()
              .with("service_tier", "tier")
              .hidden("of_what", "concat_ws('/', context_window, inference_geo)")
              // their input has the cached ones outside, ours inside
              .with(
                  "prompt_tokens",
                  "uncached_input_tokens + coalesce(written_5m, 0) + coalesce(written_1h, 0)"
                      + " + coalesce(cache_read_input_tokens, 0)")
              .with("cached_tokens", "cache_read_input_tokens")
              .with(
                  "cache_write_tokens", "coalesce(written_5m + written_1h, written_5m, written_1h)")
              .with("completion_tokens", "output_tokens"));

  static final BookSource ANTHROPIC_USAGE =
      new BookSource(
          "anthropic-usage",
          ANTHROPIC,
          "Makes one run of Anthropic's usage: tokens per bucket of time, without money.",
          List.of("anthropic-usage usage.json  # usage_report/messages"),
          TAKES,
          said -> List.of(ANTHROPIC_USAGE_ROW));

  private static final Layout ANTHROPIC_COST_ROW =
      Layout.of(
              BookTable.STATEMENTS,
              List.of(
                  read("start_time", Reading.TIME, "starting_at").needed(),
                  read("end_time", Reading.TIME, "ending_at"),
                  Field.named("cost_amount", Reading.SIGNED_CENTS, "amount").needed(),
                  read("currency", Reading.CURRENCY),
                  text("description"),
                  text("cost_type"),
                  text("token_type"),
                  text("organization_id"),
                  text("workspace_id"),
                  read("api_key_id", Reading.KEY),
                  text("model"),
                  Field.named("tier", Reading.TEXT, "service_tier"),
                  text("context_window"),
                  text("inference_geo")),
              statements()
                  .with("service_tier", "tier")
                  .with("line_item", "coalesce(description, token_type, cost_type)")
                  .hidden(
                      "of_what",
                      "concat_ws('/', cost_type, token_type, context_window, inference_geo)")
                  .with("billed_usd", "cost_amount"))
          .checking(noNegative("description"));

  static final BookSource ANTHROPIC_COSTS =
      new BookSource(
          "anthropic-costs",
          ANTHROPIC,
          "Makes one run of Anthropic's costs: money per day, which it states in cents.",
          List.of("anthropic-costs costs.json  # /v1/organizations/cost_report"),
          TAKES,
          said -> List.of(ANTHROPIC_COST_ROW));

  private ProviderBooks() {}
}

package dev.assay.warehouse;

/** Usage events with what became known of them after their run was committed. */
final class Adjusted {
  private Adjusted() {}

  /** A select over two selects; of several adjustments of one attempt the newest holds. */
  static String events(String events, String adjustments) {
    return """
        with newest as (
            from (%2$s)
            qualify row_number() over (partition by run_id, call_id, attempt order by adjusted_at desc) = 1
        )
        select
            events.* replace (
                coalesce(newest.billed_usd, events.billed_usd) as billed_usd,
                coalesce(newest.upstream_usd, events.upstream_usd) as upstream_usd,
                coalesce(newest.byok_fee_usd, events.byok_fee_usd) as byok_fee_usd,
                coalesce(events.prompt_tokens, newest.prompt_tokens) as prompt_tokens,
                coalesce(events.completion_tokens, newest.completion_tokens) as completion_tokens,
                if(newest.billed_usd is null, events.cost_source, newest.reason) as cost_source
            )
        from (%1$s) as events
        left join newest
            on newest.run_id = events.run_id
            and newest.call_id = events.call_id
            and newest.attempt = events.attempt"""
        .formatted(events, adjustments);
  }
}

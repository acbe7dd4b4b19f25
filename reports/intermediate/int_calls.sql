-- asks:    What became of each call, all its attempts together?
-- grain:   one row per run and call
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   run_id             the run it belongs to
--   call_id            what was asked; it returns in every run that asks it
--   purpose            eval, judge, warmup or control
--   suite              the prompt suite
--   suite_version      its author's version
--   case_id            the prompt
--   cluster_id         what the prompt shares a source with; its own id where it shares none
--   repeat             which repeat of the prompt
--   arm                a candidate under a route policy
--   simulated          whether the embedded gateway answered, so that no figure is real
--   attempts           how often it was sent; 0 for a call never sent
--   outcome            of the last attempt: answered, failed or not_sent
--   failure_kind       why it failed; null where it did not
--   attribution        whose failure it was; null where it did not fail
--   cancelled          whether we stopped it ourselves
--   finish_reason      why the answer ended: stop, length, content_filter, tool_calls; null where unknown
--   is_reused          whether its answer came from an earlier run or from the gateway's cache, so that its cost and latency say nothing
--   billed_usd         what all its attempts cost together, unknown ones left out; null where none is known
--   unknown_costs      attempts whose cost is unknown; one that was refused cost nothing
--   highest_usd        the dearest attempt, as billed or as estimated; null where neither is known
--   ttft_ms            of the answering attempt, ms; null without a fresh answer
--   latency_ms         of the answering attempt, ms; null without a fresh answer
--   completion_tokens  of the answering attempt, reasoning included
--   reasoning_tokens   of them spent on reasoning; null where the provider tells none
-- holds:
--   every call of the scope is here once
--     (select count(*) from result) = (select count(*) from (select distinct run_id, call_id from stg_usage_events))
--   no billed dollar is lost or counted twice
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_usage_events)
with
-- few calls need a second attempt, and only those are folded
retried as (
    select
        run_id,
        call_id,
        max(attempt) as last_attempt,
        count(*) as attempts,
        sum(billed_usd) as billed_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs,
        max(greatest(billed_usd, estimated_usd)) as highest_usd
    from stg_usage_events
    semi join (select run_id, call_id from stg_usage_events where attempt > 1) as again using (run_id, call_id)
    where attempt > 0
    group by run_id, call_id
),
told as (
    select
        *,
        reused_from_run is not null or coalesce(cache_status = 'hit', false) as is_reused,
        outcome = 'answered' as is_answered
    from stg_usage_events
)

select
    last.run_id,
    last.call_id,
    last.purpose,
    last.suite,
    last.suite_version,
    last.case_id,
    coalesce(last.cluster_id, last.case_id) as cluster_id,
    last.repeat,
    last.arm,
    last.simulated,
    coalesce(retried.attempts, if(last.attempt > 0, 1, 0)) as attempts,
    last.outcome,
    last.failure_kind,
    last.attribution,
    last.cancelled,
    case when last.is_answered then last.finish_reason end as finish_reason,
    last.is_reused,
    if(retried.run_id is null, last.billed_usd, retried.billed_usd) as billed_usd,
    coalesce(retried.unknown_costs, if(last.is_cost_unknown, 1, 0)) as unknown_costs,
    if(retried.run_id is null, greatest(last.billed_usd, last.estimated_usd), retried.highest_usd) as highest_usd,
    case when last.is_answered and not last.is_reused then last.ttft_ms end as ttft_ms,
    case when last.is_answered and not last.is_reused then last.latency_ms end as latency_ms,
    case when last.is_answered then last.completion_tokens end as completion_tokens,
    case when last.is_answered then last.reasoning_tokens end as reasoning_tokens
from told as last
left join retried on last.run_id = retried.run_id and last.call_id = retried.call_id
where retried.run_id is null or last.attempt = retried.last_attempt

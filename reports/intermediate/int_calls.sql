-- asks:    What became of each call, all its attempts together?
-- grain:   one row per run and call
-- inputs:  stg_usage_events (one row per attempt), int_runs (one row per run)
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
--   first_score        what the only scorer said of the answer when the run was made; int_call_scores says whether it holds
--   first_passed       likewise
-- kept:    no, each report reads a few of its columns
-- holds:
--   every call of the scope is here once
--     (select count(*) from result) = (select count(*) from (select distinct run_id, call_id from stg_usage_events))
--   no billed dollar is lost or counted twice
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_usage_events)
with
told as not materialized (
    select
        *,
        reused_from_run is not null or coalesce(cache_status = 'hit', false) as is_reused,
        outcome = 'answered' as is_answered,
        greatest(billed_usd, estimated_usd) as dear_usd
    from stg_usage_events
),
runs_with_retries as (select run_id from int_runs where has_retries),
-- few calls need a second attempt, and only those are folded
retried as (
    select
        run_id,
        call_id,
        max(attempt) as last_attempt,
        count(*) as attempts,
        sum(billed_usd) as billed_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs,
        max(dear_usd) as dear_usd
    from told
    semi join (
        select run_id, call_id from stg_usage_events semi join runs_with_retries using (run_id) where attempt > 1
    ) as again using (run_id, call_id)
    where attempt > 0
    group by run_id, call_id
),
lasts as (
    -- without retries a row is a call, and nobody has to look at its id
    select
        told.*,
        if(attempt > 0, 1, 0) as attempts,
        billed_usd as all_billed_usd,
        if(is_cost_unknown, 1, 0) as unknown_costs,
        dear_usd as highest_usd
    from told
    semi join (select run_id from int_runs where not has_retries) as runs_without using (run_id)
    union all
    select
        told.*,
        coalesce(retried.attempts, if(told.attempt > 0, 1, 0)) as attempts,
        if(retried.run_id is null, told.billed_usd, retried.billed_usd) as all_billed_usd,
        coalesce(retried.unknown_costs, if(told.is_cost_unknown, 1, 0)) as unknown_costs,
        if(retried.run_id is null, told.dear_usd, retried.dear_usd) as highest_usd
    from told
    semi join runs_with_retries using (run_id)
    left join retried on told.run_id = retried.run_id and told.call_id = retried.call_id
    where retried.run_id is null or told.attempt = retried.last_attempt
)

select
    run_id,
    call_id,
    purpose,
    suite,
    suite_version,
    case_id,
    coalesce(cluster_id, case_id) as cluster_id,
    repeat,
    arm,
    simulated,
    attempts,
    outcome,
    failure_kind,
    attribution,
    cancelled,
    case when is_answered then finish_reason end as finish_reason,
    is_reused,
    all_billed_usd as billed_usd,
    unknown_costs,
    highest_usd,
    case when is_answered and not is_reused then ttft_ms end as ttft_ms,
    case when is_answered and not is_reused then latency_ms end as latency_ms,
    case when is_answered then completion_tokens end as completion_tokens,
    case when is_answered then reasoning_tokens end as reasoning_tokens,
    first_score,
    first_passed
from lasts

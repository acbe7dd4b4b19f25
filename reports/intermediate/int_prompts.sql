-- asks:    What did each arm get on each prompt, and for how much, its repeats and nights together?
-- grain:   one row per suite, arm and prompt
-- inputs:  int_call_scores (one row per run and call with the purpose eval)
-- columns:
--   suite         the prompt suite
--   arm           a candidate under a route policy
--   case_id       the prompt
--   cluster_id    what the prompt shares a source with; its own id where it shares none
--   score         the mean over its valid calls, 0 to 1; null where none is valid
--   valid_calls   calls with a score, or failed by the gateway or the provider, which scores 0
--   missing       why it has no valid call: not sent, cancelled, our failure or unscored; null where it has one
--   costed_usd    what its sent, fresh calls of known cost were billed, failed attempts included; null where there is none
--   costed_calls  how many those are
--   successes     how many of those passed every scorer
-- holds:
--   every planned question is in it
--     (select coalesce(sum(valid_calls), 0) from result) = (select count(score) from int_call_scores)
with
calls as (
    select
        *,
        case
            when score is not null then null
            when outcome = 'not_sent' then 'not sent'
            when cancelled then 'cancelled'
            when outcome = 'failed' then 'our failure'
            else 'unscored'
        end as missing,
        attempts > 0 and unknown_costs = 0 and not is_reused as is_costed
    from int_call_scores
)

select
    suite,
    arm,
    case_id,
    any_value(cluster_id) as cluster_id,
    -- decimals add up to the same in any order, and sorting the few calls of every prompt takes longer than all the rest
    if(
        count(score) = 1,
        any_value(score),
        cast(sum(cast(score as decimal(18, 15))) as double) / nullif(count(score), 0)
    ) as score,
    count(score) as valid_calls,
    if(count(score) > 0, null, min(missing)) as missing,
    -- an attempt that was refused has no bill, and cost nothing
    sum(coalesce(billed_usd, 0)) filter (where is_costed) as costed_usd,
    count(*) filter (where is_costed) as costed_calls,
    count(*) filter (where is_costed and is_success) as successes
from calls
group by suite, arm, case_id

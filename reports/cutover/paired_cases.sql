-- asks:    What did the incumbent and the candidate get on each prompt?
-- grain:   one row per suite and case that either arm was asked
-- inputs:  int_calls (one row per run and call), int_call_scores (one row per run and call with the purpose eval),
--          stg_scores (one row per run, call and scorer)
-- columns:
--   suite                    the prompt suite
--   case_id                  the prompt
--   cluster_id               what the prompt shares a source with; its own id where it shares none
--   incumbent_calls          how often the incumbent was to be asked; 0 where never
--   candidate_calls          how often the candidate was to be asked; 0 where never
--   incumbent_missing        of them without a valid outcome
--   candidate_missing        of them without a valid outcome
--   incumbent_quality        mean score of the valid ones, 0 to 1; null where there is none
--   candidate_quality        mean score of the valid ones, 0 to 1; null where there is none
--   incumbent_failed         share of the valid ones that the gateway or the provider failed
--   candidate_failed         share of the valid ones that the gateway or the provider failed
--   incumbent_attempts       attempts sent
--   candidate_attempts       attempts sent
--   incumbent_unknown_costs  of them with unknown cost
--   candidate_unknown_costs  of them with unknown cost
--   incumbent_usd            billed a fresh call, US dollars, an unknown cost as 0; a mean in double precision
--   candidate_usd            billed a fresh call, US dollars, an unknown cost as the arm's dearest attempt; a mean in double precision
--   incumbent_latency_ms     of each fresh answer, ms
--   candidate_latency_ms     of each fresh answer, ms
--   incumbent_scorers        who judged, with the scorers' hashes; null where nothing was judged
--   candidate_scorers        who judged, with the scorers' hashes; null where nothing was judged
-- params:
--   incumbent  text  required  the arm in use
--   candidate  text  required  the arm that may replace it
-- holds:
--   a prompt stands here once
--     (select count(*) from result) = (select count(*) from (select distinct suite, case_id from result))
with
scorings as (
    select run_id, call_id, string_agg(scorer || ':' || scorer_hash, ' ' order by scorer, scorer_hash) as scorers
    from stg_scores
    group by run_id, call_id
),
calls as (
    select
        int_calls.*,
        int_call_scores.score,
        int_call_scores.is_failed,
        scorings.scorers,
        int_calls.attempts > 0 and not int_calls.is_reused as is_fresh,
        max(highest_usd) over (partition by int_calls.arm) as dearest_usd
    from int_calls
    join int_call_scores using (run_id, call_id)
    left join scorings using (run_id, call_id)
),
cases as (
    select
        suite,
        case_id,
        arm,
        any_value(cluster_id) as cluster_id,
        count(*) as calls,
        count(*) - count(score) as missing,
        avg(score order by run_id, repeat) as quality,
        avg(cast(is_failed as double)) as failed,
        sum(attempts) as attempts,
        sum(unknown_costs) as unknown_costs,
        avg(cast(coalesce(billed_usd, 0) as double) order by run_id, repeat) filter (where is_fresh) as usd_unknown_at_0,
        avg(cast(coalesce(billed_usd, 0) + unknown_costs * coalesce(dearest_usd, 0) as double) order by run_id, repeat)
            filter (where is_fresh) as usd_unknown_at_dearest,
        list(latency_ms order by run_id, repeat) filter (where latency_ms is not null) as latency_ms,
        max(scorers) as scorers
    from calls
    group by suite, case_id, arm
),
incumbents as (select * from cases where arm = $incumbent),
candidates as (select * from cases where arm = $candidate)

select
    suite,
    case_id,
    coalesce(incumbents.cluster_id, candidates.cluster_id) as cluster_id,
    coalesce(incumbents.calls, 0) as incumbent_calls,
    coalesce(candidates.calls, 0) as candidate_calls,
    coalesce(incumbents.missing, 0) as incumbent_missing,
    coalesce(candidates.missing, 0) as candidate_missing,
    incumbents.quality as incumbent_quality,
    candidates.quality as candidate_quality,
    incumbents.failed as incumbent_failed,
    candidates.failed as candidate_failed,
    coalesce(incumbents.attempts, 0) as incumbent_attempts,
    coalesce(candidates.attempts, 0) as candidate_attempts,
    coalesce(incumbents.unknown_costs, 0) as incumbent_unknown_costs,
    coalesce(candidates.unknown_costs, 0) as candidate_unknown_costs,
    incumbents.usd_unknown_at_0 as incumbent_usd,
    candidates.usd_unknown_at_dearest as candidate_usd,
    coalesce(incumbents.latency_ms, []) as incumbent_latency_ms,
    coalesce(candidates.latency_ms, []) as candidate_latency_ms,
    incumbents.scorers as incumbent_scorers,
    candidates.scorers as candidate_scorers
from incumbents
full join candidates using (suite, case_id)
order by suite, case_id

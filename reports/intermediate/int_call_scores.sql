-- asks:    What is each planned question worth, failed and unscored ones included?
-- grain:   one row per run and call with the purpose eval
-- inputs:  int_calls (one row per run and call), stg_scores (one row per run, call and scorer),
--          int_runs (one row per run)
-- columns:
--   run_id      the run it belongs to
--   call_id     the call
--   suite       the prompt suite
--   case_id     the prompt
--   cluster_id  what the prompt shares a source with
--   repeat      which repeat of the prompt
--   arm         a candidate under a route policy
--   score       0 to 1, the mean of its scorers; 0 where the gateway or the provider failed; null is
--               missing: not sent, cancelled, a failure of our own, or a scorer that left it unscored
--   is_success  whether every scorer passed it; a failed or missing call is none
--   is_failed   whether the gateway or the provider failed, or in an import anybody; null where the call is missing
--   outcome     of the last attempt: answered, failed or not_sent
--   cancelled   whether we stopped it ourselves
--   attempts    how often it was sent
--   is_reused   whether its answer came from an earlier run or from the gateway's cache
--   billed_usd     what all its attempts cost together, unknown ones left out, US dollars; null where none is known
--   unknown_costs  attempts whose cost is unknown
-- kept:    no, what builds on it folds it
with
calls as not materialized (select * from int_calls where purpose = 'eval'),
runs_apart as (select run_id from int_runs where not carries_scores),
scores_apart as not materialized (select * from stg_scores semi join runs_apart using (run_id)),
-- most runs have one scorer a call, and folding each call would take longer than all the rest
judged as (
    select run_id, call_id, score, passed as is_passed, if(score is null, 1, 0) as unscored
    from scores_apart
    where (select count(distinct scorer) from scores_apart) = 1
    union all
    select
        run_id,
        call_id,
        -- decimals add up to the same in any order, which needs no sorting
        if(
            count(score) = 1,
            any_value(score),
            cast(sum(cast(score as decimal(18, 15))) as double) / count(score)
        ) as score,
        bool_and(passed) as is_passed,
        count(*) filter (where score is null) as unscored
    from scores_apart
    where (select count(distinct scorer) from scores_apart) > 1
    group by run_id, call_id
),
placed as (
    -- to look for the scores of every call takes longer than all that is made of them
    select calls.*, first_score as judged_score, first_passed as is_passed
    from calls
    semi join (select run_id from int_runs where carries_scores) as runs_carrying using (run_id)
    union all
    select
        calls.*,
        if(judged.unscored = 0, judged.score, null) as judged_score,
        judged.is_passed
    from calls
    semi join runs_apart using (run_id)
    left join judged using (run_id, call_id)
),
told as (
    select
        *,
        case when outcome = 'answered' then judged_score end as answer_score,
        -- an import does not say whose failure it was; a route that fails is worse
        outcome = 'failed' and not cancelled and attribution is distinct from 'ours' as is_their_failure
    from placed
)

select
    run_id,
    call_id,
    suite,
    case_id,
    cluster_id,
    repeat,
    arm,
    case when is_their_failure then 0.0 else answer_score end as score,
    answer_score is not null and coalesce(is_passed, false) as is_success,
    case when is_their_failure then true when answer_score is not null then false end as is_failed,
    outcome,
    cancelled,
    attempts,
    is_reused,
    billed_usd,
    unknown_costs
from told

-- asks:    In which runs does a row tell all there is to know of its call?
-- grain:   one row per run with usage events
-- inputs:  stg_usage_events (one row per attempt), stg_scores (one row per run, call and scorer),
--          runs_in_scope (one row per run)
-- columns:
--   run_id          the run
--   has_retries     whether any call was sent more than once, so that its attempts have to be put together
--   carries_scores  whether the events have all that the scores say: each answer to the purpose eval was judged by
--                   one scorer, when the run was made, and no other scoring is asked for
-- holds:
--   every run is here once
--     (select count(*) from result) = (select count(distinct run_id) from stg_usage_events)
with
events as (
    select
        run_id,
        max(attempt) > 1 as has_retries,
        count(first_scoring) as carried,
        any_value(first_scoring) as first_scoring,
        count(distinct first_scoring) as first_scorings,
        count(*) filter (where outcome = 'answered' and purpose = 'eval' and first_scoring is null) as not_carried
    from stg_usage_events
    group by run_id
),
judgements as (select run_id, count(*) as judgements from stg_scores group by run_id)

select
    run_id,
    has_retries,
    not_carried = 0
    -- a score that was added since is no other's to speak for
    and carried = coalesce(judgements, 0)
    and first_scorings <= 1
    and (carried = 0 or first_scoring is not distinct from newest_scoring) as carries_scores
from events
left join judgements using (run_id)
left join runs_in_scope using (run_id)

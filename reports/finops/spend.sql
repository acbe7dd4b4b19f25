-- asks:    Where did the money go?
-- grain:   one row per what it is split by; a day, workspace, key, model, provider and route policy unless told
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   $by            what the money is split by; null where it was not stated, or nothing was sent
--   attempts       attempts sent
--   total_tokens   prompt and completion tokens of the attempts that tell them
--   billed_usd     what the gateway says they cost, US dollars; unknown costs left out
--   unknown_costs  attempts whose cost is unknown; one that was refused cost nothing
--   computed_usd   the same by our dated price book, US dollars
--   estimated_usd  the same as estimated before the calls, US dollars, a sum over attempts sent
--   simulated      whether any of it comes from the embedded gateway, so that no money was spent
-- params:
--   by  columns(day,month,organization,workspace,environment,team,cost_center,member,customer,behaviour,api_key_name,model,provider,route_policy,suite,arm,purpose,cost_source)
--       day,workspace,api_key_name,model,provider,route_policy  what it is split by, in this order; day is UTC, model the one that answered, else the one asked for
-- holds:
--   billed_usd adds up to every attempt of the scope
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_usage_events)
--   computed_usd adds up as well
--     (select sum(computed_usd) from result) is not distinct from (select sum(computed_usd) from stg_usage_events)
--   every attempt is counted once
--     (select coalesce(sum(attempts), 0) from result) = (select count(*) from stg_usage_events where attempt > 0)
with
attempts as (
    select
        *,
        -- connection time is UTC, so is the day
        cast(started_at as date) as day,
        strftime(started_at, '%Y-%m') as month,
        coalesce(served_model, requested_model) as model,
        attempt > 0 as is_sent
    from stg_usage_events
)

select
    $by,
    count(*) filter (where is_sent) as attempts,
    sum(prompt_tokens + completion_tokens) as total_tokens,
    sum(billed_usd) as billed_usd,
    count(*) filter (where is_cost_unknown) as unknown_costs,
    sum(computed_usd) as computed_usd,
    sum(estimated_usd) filter (where is_sent) as estimated_usd,
    bool_or(simulated) as simulated
from attempts
group by $by
order by $by

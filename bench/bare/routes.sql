with newest as (select max(run_id) as run_id from events)
select arm, route_policy, requested_model, served_model, provider, count(*), count(*) filter (where outcome = 'answered'),
    count(*) filter (where outcome = 'answered' and events.run_id = newest.run_id),
    count(*) filter (where outcome = 'answered' and fallback_depth > 0), max(fallback_depth), sum(billed_usd),
    sum(prompt_tokens + completion_tokens), sum(billed_usd) filter (where events.run_id = newest.run_id),
    sum(prompt_tokens + completion_tokens) filter (where events.run_id = newest.run_id)
from events, newest
group by all

-- asks:    Does each model do with tools and JSON what the catalog claims of it?
-- grain:   one row per model and capability that was asked of it
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   model          the model that answered, else the one asked for
--   capability     tools: calls of offered tools that fit them; json_object: an answer that is an object;
--                  json_schema: an answer that fits the schema
--   claim          what the catalog says of the endpoints that answered: claimed, not claimed, claimed by some, unknown
--   asked          fresh attempts that asked for it
--   failed         of them failed
--   not_due        of them answered without a tool, as a model may that is free to, or by a form that could not be judged
--   judged         of them judged: the rest
--   valid          of them as asked for
--   cut_off        of the invalid ones stopped at the output cap
--   n              the unit of the interval: prompts, or what several share as their source, however often each was asked
--   reliability    [share, high is good] mean share of valid answers over those, 0 to 1
--   low            [share] lower end of its interval; null where none can be claimed
--   high           [share] upper end of its interval; null where none can be claimed
--   method         how the interval was made
--   verdict        reliable: the whole interval is at or above what was asked for; unreliable: it is below; else not
--                  enough evidence
--   simulated      whether any of it comes from the embedded gateway, so that it says nothing of the model
-- params:
--   least       double  0.95  how reliable is reliable, 0 to 1
--   confidence  double  0.95  how sure the intervals are, more than 0 and less than 1
-- holds:
--   every fresh attempt is counted once for each capability it asked for
--     (select coalesce(sum(asked), 0) from result) = (
--         select coalesce(sum(len(list_intersect(asked_capabilities, ['tools', 'json_object', 'json_schema']))), 0)
--         from stg_usage_events
--         where attempt > 0 and reused_from_run is null and cache_status is distinct from 'hit'
--     )
--   an attempt failed, was not due or was judged
--     (select coalesce(bool_and(asked = failed + not_due + judged), true) from result)
-- chart:   bar, x model, y reliability, low low, high high, series capability
with
asking as (
    select
        coalesce(served_model, requested_model) as model,
        unnest(list_intersect(asked_capabilities, ['tools', 'json_object', 'json_schema'])) as capability,
        suite,
        coalesce(cluster_id, case_id) as source,
        outcome = 'answered' as is_answered,
        finish_reason,
        claimed_capabilities,
        tool_calls_valid,
        json_valid,
        simulated
    from stg_usage_events
    where attempt > 0
        and reused_from_run is null
        and cache_status is distinct from 'hit'
        and len(asked_capabilities) > 0
),
attempts as (
    select
        *,
        list_contains(claimed_capabilities, capability) as is_claimed,
        case when is_answered then if(capability = 'tools', tool_calls_valid, json_valid) end as is_valid
    from asking
),
sources as (
    select
        model,
        capability,
        suite,
        source,
        count(*) as asked,
        count(*) filter (where not is_answered) as failed,
        count(is_valid) as judged,
        count(*) filter (where is_valid) as valid,
        count(*) filter (where not is_valid and finish_reason = 'length') as cut_off,
        bool_or(is_claimed) as is_claimed_once,
        bool_and(is_claimed) as is_claimed_ever,
        valid / nullif(judged, 0) as share,
        bool_or(simulated) as simulated
    from attempts
    group by model, capability, suite, source
),
models as (
    select
        model,
        capability,
        cast(sum(asked) as bigint) as asked,
        cast(sum(failed) as bigint) as failed,
        cast(sum(judged) as bigint) as judged,
        cast(sum(valid) as bigint) as valid,
        cast(sum(cut_off) as bigint) as cut_off,
        case
            when bool_and(is_claimed_ever) is null then 'unknown'
            when bool_and(is_claimed_ever) then 'claimed'
            when bool_or(is_claimed_once) then 'claimed by some'
            else 'not claimed'
        end as claim,
        count(share) as n,
        avg(share order by suite, source) as mean,
        stddev_samp(share order by suite, source) as deviation,
        bool_and(share in (0, 1)) filter (where share is not null) as is_binary,
        bool_or(simulated) as simulated
    from sources
    group by model, capability
),
methods as (
    select
        *,
        case
            when n = 0 then 'none: nothing to judge'
            when is_binary then 'Wilson'
            when n < 2 then 'none: fewer than 2 prompts'
            when deviation = 0 then 'none: all prompts alike'
            else 't over prompts'
        end as method
    from models
),
bounded as (
    select
        *,
        case method
            when 'Wilson' then wilson_low(round(mean * n), n, $confidence)
            when 't over prompts'
                then greatest(0, mean - t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n))
        end as low,
        case method
            when 'Wilson' then wilson_high(round(mean * n), n, $confidence)
            when 't over prompts'
                then least(1, mean + t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n))
        end as high
    from methods
)

select
    model,
    capability,
    claim,
    asked,
    failed,
    asked - failed - judged as not_due,
    judged,
    valid,
    cut_off,
    n,
    mean as reliability,
    low,
    high,
    method,
    case
        when low >= $least then 'reliable'
        when high < $least then 'unreliable'
        else 'not enough evidence'
    end as verdict,
    simulated
from bounded
order by model, capability

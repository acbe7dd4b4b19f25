-- asks:    What fails where, whose failure is it, and what does it cost?
-- grain:   one row per arm, deployment context, provider and way of failing
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   arm                a candidate under a route policy
--   environment        where the run ran, as its operator says; else the environment that pays; null where neither is known
--   region             the region the run ran in; null where not stated
--   egress             by which way it left for the network; null where not stated
--   provider           who failed, where it came that far; null where nobody told
--   failure_kind       why it failed
--   failure_phase      how far it had come
--   attribution        whose failure: ours, gateway or upstream
--   http_status        the status that came back; null where none did
--   failures           attempts that ended so
--   attempts_there     all attempts this arm sent from there
--   share              [share, low is good] failures / attempts_there
--   share_low          [share] lower end of its 95 % interval (Wilson, over attempts)
--   share_high         [share] upper end of its 95 % interval (Wilson, over attempts)
--   failures_usd       what the gateway billed for them, US dollars; unknown costs left out; null where none is known
--   unknown_costs      of them with an unknown cost; one that was refused cost nothing
--   messages           the most frequent of their messages, three at most, each on one line and cut at 120 characters
--   simulated          whether any of it comes from the embedded gateway, so that it did not happen
-- holds:
--   every failed attempt is counted once, and failures_usd adds up to them
--     (select (cast(coalesce(sum(failures), 0) as bigint), sum(failures_usd)) from result)
--     is not distinct from (select (count(*), sum(billed_usd)) from stg_usage_events where outcome = 'failed')
-- chart:   bar, x failure_kind, y failures, series arm
with
-- one pass over all attempts; those that did not fail are told apart by arm and place alone
counted as (
    select
        arm,
        environment,
        deployment_context,
        outcome = 'failed' as is_failed,
        if(is_failed, provider, null) as provider,
        failure_kind,
        failure_phase,
        attribution,
        if(is_failed, http_status, null) as http_status,
        if(is_failed, left(failure_detail, 1000), null) as message,
        count(*) as attempts,
        sum(billed_usd) as billed_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs,
        bool_or(simulated) as simulated
    from stg_usage_events
    where attempt > 0
    group by all
),
placed as (
    select
        *,
        coalesce(
            nullif(regexp_extract(deployment_context, '(?:^|[,;\s])environment=([^,;\s]+)', 1), ''), environment
        ) as place_environment,
        nullif(regexp_extract(deployment_context, '(?:^|[,;\s])region=([^,;\s]+)', 1), '') as region,
        nullif(regexp_extract(deployment_context, '(?:^|[,;\s])egress=([^,;\s]+)', 1), '') as egress,
        -- what another side wrote must not steer a terminal or break a table
        left(trim(regexp_replace(message, '[\pC\pZ\s]+', ' ', 'g')), 120) as line
    from counted
),
sent as (
    select arm, place_environment, region, egress, cast(sum(attempts) as bigint) as attempts
    from placed
    group by all
),
lines as (
    select
        arm, place_environment, region, egress, provider, failure_kind, failure_phase, attribution, http_status, line,
        sum(attempts) as failures,
        sum(billed_usd) as billed_usd,
        sum(unknown_costs) as unknown_costs,
        bool_or(simulated) as simulated
    from placed
    where is_failed
    group by all
),
failed as (
    select
        arm, place_environment, region, egress, provider, failure_kind, failure_phase, attribution, http_status,
        cast(sum(failures) as bigint) as failures,
        sum(billed_usd) as billed_usd,
        cast(sum(unknown_costs) as bigint) as unknown_costs,
        list(line order by failures desc, line) filter (where line <> '') as lines,
        bool_or(simulated) as simulated
    from lines
    group by all
)

select
    failed.arm,
    failed.place_environment as environment,
    failed.region,
    failed.egress,
    failed.provider,
    failed.failure_kind,
    failed.failure_phase,
    failed.attribution,
    failed.http_status,
    failed.failures,
    sent.attempts as attempts_there,
    failed.failures / sent.attempts as share,
    wilson_low(failed.failures, sent.attempts, 0.95) as share_low,
    wilson_high(failed.failures, sent.attempts, 0.95) as share_high,
    failed.billed_usd as failures_usd,
    failed.unknown_costs,
    array_to_string(failed.lines[1:3], ' | ') as messages,
    failed.simulated
from failed
join sent
    on failed.arm = sent.arm
    and failed.place_environment is not distinct from sent.place_environment
    and failed.region is not distinct from sent.region
    and failed.egress is not distinct from sent.egress
order by failed.failures desc, failed.arm, environment, failed.region, failed.egress, failed.provider,
    failed.failure_kind, failed.failure_phase, failed.attribution, failed.http_status

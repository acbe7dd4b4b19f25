-- asks:    How long do calls take, phase by phase, and when?
-- grain:   one row per value of the chosen dimension and phase
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   $by               what was chosen to be told apart; an hour is one of the day, UTC, 0 to 23; null where unknown
--   phase             queue: our own wait before sending; retry_wait: our own wait between attempts; first_token: from
--                     sending to the first content token; generation: from there to the last; gateway: what the
--                     gateway itself added, where it tells; total: from sending to the last token; failure: from
--                     sending to a failure that is no timeout
--   n                 attempts measured, timeouts included
--   timeouts          of them timed out in this phase: they took at least as long as we waited
--   timed_out_from_ms the shortest of those waits, ms: a figure at or above it is a lower bound; null without any
--   p50_ms            median, ms
--   p50_low_ms        lower end of its interval, ms; null where too few were measured for one
--   p50_high_ms       upper end of its interval, ms; null where too few were measured for one
--   p95_ms            95th percentile, ms
--   p95_low_ms        lower end of its interval, ms; null where too few were measured for one
--   p95_high_ms       upper end of its interval, ms; null where too few were measured for one
--   p99_ms            99th percentile, ms
--   p99_low_ms        lower end of its interval, ms; null where too few were measured for one
--   p99_high_ms       upper end of its interval, ms; null where too few were measured for one
--   max_ms            the longest, ms
--   method            how the intervals were made, and which could not be
--   simulated         whether any of it comes from the embedded gateway, so that it is not real
-- params:
--   by           column(arm,suite,model,provider,route_policy,hour,day)  arm  what to tell apart
--   confidence   double   0.95     how sure the intervals are, more than 0 and less than 1
--   exact_up_to  integer  1000000  attempts in the scope up to which every figure is exact; of more, a quantile and the ends
--               of its interval are within 0.2 % (of 1 ms more), and the interval is rather too wide
-- holds:
--   every fresh answer that tells how long it took is in the total, and so is every timeout
--     (select coalesce(sum(n), 0) from result where phase = 'total') = (
--         select count(*) from stg_usage_events
--         where attempt > 0 and purpose = 'eval' and reused_from_run is null and cache_status is distinct from 'hit'
--             and (outcome = 'answered' or failure_kind like '%timeout') and isfinite(latency_ms) and latency_ms >= 0
--     )
--   no quantile is larger than a later one or the longest
--     (select coalesce(bool_and(p50_ms <= p95_ms and p95_ms <= p99_ms and p99_ms <= max_ms), true) from result)
--   the ends of an interval lie around its quantile
--     (select coalesce(bool_and(coalesce(p50_low_ms <= p50_ms, true) and coalesce(p50_ms <= p50_high_ms, true)), true) from result)
-- chart:   bar, x $by, y p95_ms, series phase
with
-- an answer that was not fresh says nothing of how long one takes
fresh as not materialized (
    select
        arm,
        suite,
        coalesce(served_model, requested_model) as model,
        provider,
        route_policy,
        epoch_us(started_at) // 3600000000 % 24 as hour,
        cast(make_timestamp(epoch_us(started_at)) as date) as day,
        $by as dimension,
        outcome = 'answered' as is_answered,
        coalesce(failure_kind like '%timeout', false) as is_timeout,
        failure_kind,
        queue_ms,
        retry_wait_ms,
        ttft_ms,
        latency_ms,
        gateway_ms,
        simulated
    from stg_usage_events
    where attempt > 0 and purpose = 'eval' and reused_from_run is null and cache_status is distinct from 'hit'
),
phases as not materialized (
    select dimension, 'queue' as phase, queue_ms as ms, false as is_timeout from fresh
    union all
    select dimension, 'retry_wait', retry_wait_ms, false from fresh
    union all
    select dimension, 'first_token', if(is_answered, ttft_ms, latency_ms), not is_answered from fresh
    where is_answered or failure_kind = 'first_token_timeout'
    union all
    select dimension, 'generation', latency_ms - ttft_ms, not is_answered from fresh
    where is_answered or is_timeout
    union all
    select dimension, 'gateway', gateway_ms, false from fresh where gateway_ms is not null
    union all
    select dimension, 'total', latency_ms, not is_answered from fresh
    where is_answered or is_timeout
    union all
    select dimension, 'failure', latency_ms, false from fresh
    where not is_answered and not is_timeout
),
scale as (select count(*) <= $exact_up_to as is_exact from stg_usage_events),
-- in steps of 0.2 %, since putting every value in order would take longer than all the rest
measured as not materialized (
    select *, floor(500 * ln(1 + ms)) as step from phases where isfinite(ms) and ms >= 0
),
steps as (
    select
        dimension,
        phase,
        step,
        count(*) as values_in,
        min(ms) as least_ms,
        max(ms) as most_ms,
        count(*) filter (where is_timeout) as timeouts,
        min(ms) filter (where is_timeout) as timed_out_from_ms
    from measured
    group by dimension, phase, step
),
placed as (
    select
        *,
        sum(values_in) over (partition by dimension, phase order by step rows unbounded preceding) as values_up_to
    from steps
),
totals as (
    select
        dimension,
        phase,
        cast(sum(values_in) as bigint) as n,
        max(most_ms) as max_ms,
        bool_or(least_ms < most_ms and not is_exact) as is_coarse,
        cast(sum(timeouts) as bigint) as timeouts,
        min(timed_out_from_ms) as timed_out_from_ms
    from steps, scale
    group by dimension, phase
),
marked as (select dimension, bool_or(simulated) as simulated from fresh group by dimension),
quantiles as (
    select
        dimension,
        phase,
        p,
        -- between which two values it lies, and how far from the lower one
        floor((n - 1) * p) + 1 as below,
        (n - 1) * p - floor((n - 1) * p) as way,
        -- a rank of 0 or beyond n is none
        binomial_quantile((1 - $confidence) / 2, n, p) as low,
        binomial_quantile((1 + $confidence) / 2, n, p) + 1 as high
    from totals
    cross join (values (0.5), (0.95), (0.99)) as asked (p)
),
ranks as (
    select
        quantiles.*,
        unnest(['below', 'above', 'low', 'high']) as which,
        unnest([below, below + if(way > 0, 1, 0), low, high]) as rank
    from quantiles
),
located as (
    select
        ranks.*,
        placed.step,
        least_ms,
        most_ms,
        rank - (values_up_to - values_in) as place,
        most_ms - (most_ms - least_ms) * (values_up_to - rank) / greatest(values_in - 1, 1) as inside_ms
    from ranks
    join placed
        on ranks.dimension is not distinct from placed.dimension
        and ranks.phase = placed.phase
        and rank > values_up_to - values_in
        and rank <= values_up_to
),
-- unless there are too many, the values themselves, of those steps alone in which a rank lies
wanted as (
    select distinct hash(dimension, phase, step) as step_hash from located, scale where least_ms < most_ms and is_exact
),
ordered as (
    select
        dimension,
        phase,
        step,
        ms,
        row_number() over (partition by dimension, phase, step order by ms) as place
    from measured
    -- looked up by one number: joined by three columns, DuckDB keeps every value in memory to look up the few steps
    where hash(dimension, phase, step) in (select step_hash from wanted)
),
bounded as (
    select
        located.dimension,
        located.phase,
        p,
        any_value(way) as way,
        any_value(coalesce(ms, inside_ms)) filter (where which = 'below') as below_ms,
        any_value(coalesce(ms, inside_ms)) filter (where which = 'above') as above_ms,
        -- an interval is rather too wide than too narrow
        any_value(coalesce(ms, least_ms)) filter (where which = 'low') as low_ms,
        any_value(coalesce(ms, most_ms)) filter (where which = 'high') as high_ms
    from located
    left join ordered
        on located.dimension is not distinct from ordered.dimension
        and located.phase = ordered.phase
        and located.step = ordered.step
        and located.place = ordered.place
    group by located.dimension, located.phase, p
),
told as (
    select
        dimension,
        phase,
        any_value(below_ms + way * (above_ms - below_ms)) filter (where p = 0.5) as p50_ms,
        any_value(low_ms) filter (where p = 0.5) as p50_low_ms,
        any_value(high_ms) filter (where p = 0.5) as p50_high_ms,
        any_value(below_ms + way * (above_ms - below_ms)) filter (where p = 0.95) as p95_ms,
        any_value(low_ms) filter (where p = 0.95) as p95_low_ms,
        any_value(high_ms) filter (where p = 0.95) as p95_high_ms,
        any_value(below_ms + way * (above_ms - below_ms)) filter (where p = 0.99) as p99_ms,
        any_value(low_ms) filter (where p = 0.99) as p99_low_ms,
        any_value(high_ms) filter (where p = 0.99) as p99_high_ms,
        string_agg('p' || cast(100 * p as integer), ', ' order by p)
            filter (where low_ms is null or high_ms is null) as not_estimable
    from bounded
    group by dimension, phase
)

select
    told.dimension as $by,
    told.phase,
    totals.n,
    totals.timeouts,
    totals.timed_out_from_ms,
    told.p50_ms,
    told.p50_low_ms,
    told.p50_high_ms,
    told.p95_ms,
    told.p95_low_ms,
    told.p95_high_ms,
    told.p99_ms,
    told.p99_low_ms,
    told.p99_high_ms,
    totals.max_ms,
    'order statistics' || if(is_coarse, ' within 0.2 %', '') || coalesce('; not estimable: ' || not_estimable, '')
        as method,
    marked.simulated
from told
left join marked on told.dimension is not distinct from marked.dimension
join totals on told.dimension is not distinct from totals.dimension and told.phase = totals.phase
order by
    told.dimension,
    list_position(
        ['queue', 'retry_wait', 'first_token', 'generation', 'gateway', 'total', 'failure'],
        told.phase
    )

-- asks:    Where did the money go?
-- grain:   one row per what it is split by; a day, workspace, key, model, provider and route policy unless told
-- inputs:  stg_spend (one row per attempt, or per sum that stands for attempts), int_period (one row), fiscal_periods (one row per month), scope_period (one row)
-- columns:
--   $by                 what the money is split by; null where nobody said
--   attempts            attempts sent, or requests of sums; null where a sum does not say
--   total_tokens        prompt and completion tokens of those that tell them
--   billed_usd          what they cost by the word of who billed it, US dollars; unknown costs left out
--   share               [share] of all that was billed
--   previous_usd        billed in the period before; null where the scope has no past, or days, weeks or months are split by
--   change_usd          billed_usd without previous_usd
--   unknown_costs       attempts whose cost is unknown; one that was refused cost nothing
--   computed_usd        the same by our dated price book, US dollars
--   estimated_usd       the same as estimated before the calls, US dollars
--   fresh_tokens        prompt tokens neither read from a cache nor written to one
--   cached_tokens       prompt tokens read from a cache
--   cache_write_tokens  prompt tokens written to a cache
--   completion_tokens   tokens out, reasoning included
--   reasoning_tokens    of them spent on reasoning
--   unallocated_share   [share] of the money for which nobody said any of what it is split by; the same in every row
--   simulated           whether any of it comes from the embedded gateway, so that no money was spent
-- params:
--   by  columns(day,week,month,organization,workspace,environment,team,cost_center,member,customer,behaviour,api_key_name,app,preset,category,tag,model,author,provider,route_policy,service_tier,suite,arm,purpose,system,level,cost_source)
--       day,workspace,api_key_name,model,provider,route_policy  what it is split by, in this order; a week is told by its Monday, a month by the calendar's name
-- holds:
--   billed_usd and computed_usd add up to every attempt and sum of the period, each counted once
--     (select (coalesce(sum(billed_usd), 0), sum(computed_usd), coalesce(sum(attempts), 0)) from result) is not distinct from (
--         select (coalesce(sum(billed_usd), 0), sum(computed_usd), coalesce(sum(requests), 0)) from stg_spend
--         where started_at >= (select first_at from int_period) and started_at < (select end_at from int_period)
--     )
--   the shares are of one whole
--     (select coalesce(abs(sum(share) - 1) < 1e-9, true) from result)
with
days as (
    select cast(each_day as date) as day
    from int_period, unnest(generate_series(previous_first_day, end_day - 1, interval 1 day)) as listed(each_day)
),
calendar as (
    select
        days.day,
        cast(date_trunc('week', days.day) as date) as week,
        fiscal_periods.period as month,
        days.day >= int_period.first_day as is_now
    from days
    cross join int_period
    left join fiscal_periods on days.day >= fiscal_periods.first_day and days.day < fiscal_periods.end_day
),
lines as (
    select stg_spend.*, calendar.week, calendar.month, calendar.is_now
    from stg_spend
    join calendar using (day)
    where
        started_at >= (select previous_first_at from int_period)
        and started_at < (select end_at from int_period)
),
-- two moments that differ in their day, week and month and in nothing else
two_moments as (
    select * from lines where false
    union all by name
    select day, week, month
    from (values (date '2026-01-01', date '2025-12-29', '2026-01'), (date '2026-02-05', date '2026-02-02', '2026-02'))
        as moments(day, week, month)
),
comparing as (
    select
        first_at is not null
        and (select count(*) from (select distinct $by from two_moments)) = 1 as is_compared
    from scope_period
),
split as (
    select
        $by,
        bool_or(is_now) as is_spent_now,
        cast(sum(requests) filter (where is_now) as bigint) as attempts,
        cast(sum(prompt_tokens + completion_tokens) filter (where is_now) as bigint) as total_tokens,
        sum(billed_usd) filter (where is_now) as billed_usd,
        sum(billed_usd) filter (where not is_now) as previous_usd,
        count(*) filter (where is_now and is_cost_unknown) as unknown_costs,
        sum(computed_usd) filter (where is_now) as computed_usd,
        sum(estimated_usd) filter (where is_now) as estimated_usd,
        cast(
            sum(prompt_tokens - coalesce(cached_tokens, 0) - coalesce(cache_write_tokens, 0))
                filter (where is_now) as bigint
        ) as fresh_tokens,
        cast(sum(cached_tokens) filter (where is_now) as bigint) as cached_tokens,
        cast(sum(cache_write_tokens) filter (where is_now) as bigint) as cache_write_tokens,
        cast(sum(completion_tokens) filter (where is_now) as bigint) as completion_tokens,
        cast(sum(reasoning_tokens) filter (where is_now) as bigint) as reasoning_tokens,
        bool_or(simulated) as simulated
    from lines
    where is_now or (select is_compared from comparing)
    group by $by
    having bool_or(is_now) or sum(billed_usd) <> 0
),
compared as (
    select
        * replace (
            if(is_spent_now, attempts, 0) as attempts,
            if(is_spent_now, billed_usd, 0) as billed_usd,
            if(is_compared, coalesce(previous_usd, 0), null) as previous_usd
        )
    from split
    cross join comparing
)

select
    $by,
    attempts,
    total_tokens,
    billed_usd,
    billed_usd / nullif(sum(billed_usd) over (), 0) as share,
    previous_usd,
    billed_usd - previous_usd as change_usd,
    unknown_costs,
    computed_usd,
    estimated_usd,
    fresh_tokens,
    cached_tokens,
    cache_write_tokens,
    completion_tokens,
    reasoning_tokens,
    coalesce(sum(billed_usd) filter (where concat_ws('', $by) = '') over (), 0)
        / nullif(sum(billed_usd) over (), 0) as unallocated_share,
    simulated
from compared
order by $by

-- asks:    How much of each budget is spent, when was half of it gone, and will it last?
-- grain:   one row per budget and its period; the one that holds as of the last moment seen unless told; and one per key that spent without a budget of its own
-- inputs:  budgets (one row per limit), stg_key_cards (one row per system and key), int_daily_spend (one row per day and combination), stg_spend (one row per attempt or sum), int_period (one row), fiscal_periods (one row per month), scope_period (one row), clock (one row)
-- columns:
--   holder_kind       organization, workspace, member or key
--   holder            its name; a member's spending is also that of the keys it owns
--   limit_usd         what it may spend until the budget begins anew; null where a key has no budget of its own
--   resets            daily, weekly (on Monday), monthly (a month of the fiscal calendar, where there is one) or lifetime
--   period_start      the first day of the budget's period; null of a lifetime
--   period_end        the first day after it
--   spent_usd         spent within it, unknown costs left out
--   share             [share, low is good] spent_usd / limit_usd
--   alert             fast burn: at least 3 times too fast over the last day and the last 6 hours; slow burn: at least
--                     1.2 times over the last 7 days and the last day; used up; no budget
--   crossed_50_at     the first moment at which half of it was spent; null where it was not
--   crossed_80_at     the same of 80 %
--   crossed_100_at    the same of all of it
--   run_rate_usd      a day, on average since the period began (of a lifetime: since the first spending); rounded to 12 decimals
--   forecast_usd      spent at the end of the period at the run rate, a straight line; rounded to 12 decimals; null of a lifetime
--   days_left         [days] until the period ends; 0 where it has
--   used_up_on        the day on which nothing is left, at the run rate; null where that is after its end
--   burn_6h           [times, low is good] spending of the last 6 hours against an even use of the budget; null where unknown
--   burn_1d           [times, low is good] the same of the last day
--   burn_7d           [times, low is good] the same of the last 7 days
--   unknown_costs     attempts within the period whose cost nobody told
--   as_of             the moment up to which spending counts, UTC
--   stated_by         where the limit is stated: file and line, or the system that listed it
--   simulated         whether any of it comes from the embedded gateway, so that no money was spent
-- params:
--   as_of    date               none     count up to the end of this day; else up to the last moment seen in the scope
--   periods  text(current,all)  current  the period of each budget that holds then, or all that the scope touches
-- holds:
--   every limit stands once in each of its periods
--     (select count(*) from result where limit_usd is not null)
--       = (select count(*) from (select distinct holder_kind, holder, limit_usd, resets, stated_by, period_start from result where limit_usd is not null))
--   no limit is missing
--     (select count(*) from (select distinct holder_kind, holder, limit_usd, resets, stated_by from result where limit_usd is not null))
--       = (select count(*) from (
--           select distinct holder_kind, holder, limit_usd, resets, stated_at from budgets
--           union all
--           select distinct system, api_key_hash, limit_usd, limit_reset, api_key_name from stg_key_cards where limit_usd is not null))
--   a budget is used up exactly where its attempts, added one by one, say when
--     not exists (select 1 from result where limit_usd > 0 and (crossed_100_at is not null) is distinct from coalesce(spent_usd >= limit_usd, false))
--   what keys without a budget spent is all that such keys spent in the scope
--     (select sum(spent_usd) from result where limit_usd is null) is not distinct from (
--         select sum(billed_usd) from int_daily_spend, int_period
--         where day >= first_day and day < end_day and day <= coalesce(cast($as_of as date), day) and api_key_name is not null
--             and api_key_name not in (select holder from budgets where holder_kind = 'key')
--             and api_key_name not in (select api_key_name from stg_key_cards where limit_usd is not null and api_key_name is not null))
-- chart:   bar, x holder, y share, series resets
with
last_day as (select max(day) as last_day, cast(max(day) as timestamptz) as begins_at from int_daily_spend),
seen as (
    -- a sum is of all its day
    select
        max(if(level = 'statements', cast(day + 1 as timestamptz), started_at)) as last_at,
        any_value(last_day.last_day) as last_day
    from last_day
    left join stg_spend on stg_spend.started_at >= last_day.begins_at
),
span as (
    select
        coalesce(cast(cast($as_of as date) + 1 as timestamptz), seen.last_at, least(scope_period.end_at, clock.now)) as as_of,
        coalesce(cast($as_of as date), seen.last_day, cast(least(scope_period.end_at - interval 1 microsecond, clock.now) as date)) as last_day,
        int_period.first_day as scope_first_day,
        int_period.end_day as scope_end_day
    from seen, scope_period, clock, int_period
),
limits as (
    select holder_kind, holder, limit_usd, resets, stated_at as stated_by from budgets
    union all
    select
        'key' as holder_kind,
        coalesce(api_key_name, 'key ' || left(api_key_hash, 12)) as holder,
        limit_usd,
        if(limit_reset in ('daily', 'weekly', 'monthly'), limit_reset, 'lifetime') as resets,
        'listed by ' || system || ' as ' || left(api_key_hash, 12) as stated_by
    from stg_key_cards
    where limit_usd is not null
),
days as (
    select cast(unnest(generate_series(
        cast(if($periods = 'all', least(coalesce(scope_first_day, last_day), last_day), last_day) as timestamp),
        cast(last_day as timestamp),
        interval 1 day
    )) as date) as day
    from span
),
periods as (
    select 'daily' as resets, day as first_day, day + 1 as end_day from days
    union
    select 'weekly', cast(date_trunc('week', day) as date), cast(date_trunc('week', day) as date) + 7 from days
    union
    select
        'monthly',
        coalesce(fiscal_periods.first_day, cast(date_trunc('month', day) as date)),
        coalesce(fiscal_periods.end_day, cast(date_trunc('month', day) + interval 1 month as date))
    from days
    left join fiscal_periods on day >= fiscal_periods.first_day and day < fiscal_periods.end_day
    union
    select 'lifetime', null, null from span
),
payers as (
    select
        day, organization, workspace, member, team, api_key_name,
        sum(billed_usd) as billed_usd, sum(unknown_costs) as unknown_costs, bool_or(simulated) as simulated
    from int_daily_spend, span
    where day <= last_day
    group by all
),
holders as (
    select 'organization' as holder_kind, organization as holder, day, billed_usd, unknown_costs, simulated from payers
    union all
    select 'workspace', workspace, day, billed_usd, unknown_costs, simulated from payers
    union all
    select 'member', unnest(list_distinct([member, team])), day, billed_usd, unknown_costs, simulated from payers
    union all
    select 'key', api_key_name, day, billed_usd, unknown_costs, simulated from payers
),
daily as (
    select
        holder_kind, holder, day,
        sum(billed_usd) as billed_usd, sum(unknown_costs) as unknown_costs, bool_or(simulated) as simulated
    from holders
    where holder is not null
    group by all
),
budget_periods as (
    select limits.*, periods.first_day, periods.end_day
    from limits
    join periods using (resets)
),
running as (
    select
        budget_periods.*,
        daily.day,
        daily.billed_usd,
        daily.unknown_costs,
        daily.simulated,
        sum(daily.billed_usd) over (
            partition by
                budget_periods.holder_kind, budget_periods.holder, budget_periods.limit_usd, budget_periods.resets,
                budget_periods.stated_by, budget_periods.first_day
            order by daily.day
        ) as by_then
    from budget_periods
    left join daily
        on budget_periods.holder_kind = daily.holder_kind
        and budget_periods.holder = daily.holder
        and daily.day >= coalesce(budget_periods.first_day, date '0001-01-01')
        and daily.day < coalesce(budget_periods.end_day, date '9999-12-31')
),
spent as (
    select
        holder_kind, holder, limit_usd, resets, stated_by, first_day, end_day,
        coalesce(sum(billed_usd), if(coalesce(sum(unknown_costs), 0) = 0, 0, null)) as spent_usd,
        cast(coalesce(sum(unknown_costs), 0) as bigint) as unknown_costs,
        min(day) filter (where billed_usd > 0) as first_spending,
        coalesce(bool_or(simulated), false) as simulated
    from running
    group by all
),
thresholds as (select unnest([50, 80, 100]) as percent),
-- the day is found by its sums, and only of that day the attempts are added one by one
crossing_days as (
    select
        holder_kind, holder, limit_usd, resets, stated_by, first_day, percent,
        min(day) as day,
        arg_min(by_then - coalesce(billed_usd, 0), day) as before_usd
    from running, thresholds
    where by_then > 0 and 100 * by_then >= percent * limit_usd
    group by all
),
-- the attempts of these days and of the windows; what began earlier is not read
wanted as (
    select
        as_of - interval 8 days as recent_at,
        last_day,
        cast(least(cast(as_of - interval 8 days as date), (select min(day) from crossing_days)) as timestamptz) as first_at
    from span
    where (select count(*) from limits) > 0
),
looked_at as materialized (
    select level, organization, workspace, member, team, api_key_name, day, started_at, sum(billed_usd) as billed_usd
    from stg_spend
    join wanted on stg_spend.started_at >= wanted.first_at
    where day <= last_day and (started_at >= recent_at or day in (select day from crossing_days))
    group by all
),
moments as (
    select 'organization' as holder_kind, organization as holder, level, day, started_at, billed_usd from looked_at
    union all
    select 'workspace', workspace, level, day, started_at, billed_usd from looked_at
    union all
    select 'member', unnest(list_distinct([member, team])), level, day, started_at, billed_usd from looked_at
    union all
    select 'key', api_key_name, level, day, started_at, billed_usd from looked_at
),
of_holders as (
    select holder_kind, holder, level, day, started_at, sum(billed_usd) as billed_usd
    from moments
    semi join limits using (holder_kind, holder)
    group by all
),
added as (
    select
        crossing_days.*,
        of_holders.started_at,
        crossing_days.before_usd + sum(of_holders.billed_usd) over (
            partition by
                crossing_days.holder_kind, crossing_days.holder, crossing_days.limit_usd, crossing_days.resets,
                crossing_days.stated_by, crossing_days.first_day, crossing_days.percent
            order by of_holders.started_at
        ) as by_then
    from crossing_days
    join of_holders using (holder_kind, holder, day)
),
crossed as (
    select
        holder_kind, holder, limit_usd, resets, stated_by, first_day,
        min(started_at) filter (where percent = 50) as crossed_50_at,
        min(started_at) filter (where percent = 80) as crossed_80_at,
        min(started_at) filter (where percent = 100) as crossed_100_at
    from added
    where by_then > 0 and 100 * by_then >= percent * limit_usd
    group by all
),
windows as (
    select
        of_holders.*,
        days,
        -- a sum is spread evenly over its day
        case
            when level = 'statements'
                then greatest(epoch_us(started_at) + 86400e6 - greatest(epoch_us(as_of) - 86400e6 * days, epoch_us(started_at)), 0) / 86400e6
            when epoch_us(started_at) >= epoch_us(as_of) - 86400e6 * days then 1.0
            else 0.0
        end as part
    from of_holders, span, (select unnest([0.25, 1.0, 7.0]) as days)
),
recent as (
    select
        holder_kind,
        holder,
        -- a sum does not say in which hours of its day
        if(
            bool_or(days = 0.25 and part > 0 and level = 'statements'),
            null,
            coalesce(sum(cast(part * cast(billed_usd as double) as decimal(38, 12))) filter (where days = 0.25), 0)
        ) as usd_6h,
        coalesce(sum(cast(part * cast(billed_usd as double) as decimal(38, 12))) filter (where days = 1), 0) as usd_1d,
        coalesce(sum(cast(part * cast(billed_usd as double) as decimal(38, 12))) filter (where days = 7), 0) as usd_7d
    from windows
    group by all
),
timed as (
    select
        spent.*,
        span.as_of,
        end_day > last_day or end_day is null as is_current,
        epoch_us(cast(end_day as timestamptz)) as end_us,
        least(epoch_us(as_of), coalesce(end_us, epoch_us(as_of)))
        - epoch_us(cast(coalesce(first_day, first_spending) as timestamptz)) as elapsed_us,
        cast(spent_usd as double) as spent_number,
        cast(limit_usd as double) as limit_number
    from spent, span
),
rated as (
    select
        timed.*,
        86400e6 * spent_number / nullif(elapsed_us, 0) as rate,
        if(is_current, greatest(end_us - epoch_us(as_of), 0), 0) / 86400e6 as days_left,
        -- a budget without a period cannot be used too fast
        limit_number / nullif(timed.end_day - timed.first_day, 0) as even,
        if(is_current, coalesce(cast(usd_6h as double), if(recent.holder is null, 0, null)) / 0.25 / nullif(even, 0), null) as burn_6h,
        if(is_current, coalesce(cast(usd_1d as double), 0) / nullif(even, 0), null) as burn_1d,
        if(is_current, coalesce(cast(usd_7d as double), 0) / 7 / nullif(even, 0), null) as burn_7d,
        crossed.crossed_50_at,
        crossed.crossed_80_at,
        crossed.crossed_100_at
    from timed
    left join recent using (holder_kind, holder)
    left join crossed
        on timed.holder_kind = crossed.holder_kind
        and timed.holder = crossed.holder
        and timed.limit_usd = crossed.limit_usd
        and timed.resets = crossed.resets
        and timed.stated_by = crossed.stated_by
        and timed.first_day is not distinct from crossed.first_day
),
unbudgeted as (
    select
        api_key_name as holder,
        scope_first_day as first_day,
        scope_end_day as end_day,
        sum(billed_usd) as spent_usd,
        cast(sum(unknown_costs) as bigint) as unknown_costs,
        bool_or(simulated) as simulated,
        any_value(as_of) as as_of
    from payers, span
    where day >= scope_first_day and day < scope_end_day and api_key_name is not null
    group by all
    having api_key_name not in (select holder from limits where holder_kind = 'key')
),
rows_of_both as (
    select
        holder_kind,
        holder,
        limit_usd,
        resets,
        first_day as period_start,
        end_day as period_end,
        spent_usd,
        spent_number / nullif(limit_number, 0) as share,
        nullif(concat_ws(
            ', ',
            if(crossed_100_at is not null, 'used up', null),
            if(burn_1d >= 3 and burn_6h >= 3, 'fast burn', null),
            if(burn_7d >= 1.2 and burn_1d >= 1.2, 'slow burn', null)
        ), '') as alert,
        crossed_50_at,
        crossed_80_at,
        crossed_100_at,
        cast(rate as decimal(38, 12)) as run_rate_usd,
        case
            when end_day is null then null
            when not is_current then spent_usd
            else cast(spent_usd + cast(rate * days_left as decimal(38, 12)) as decimal(38, 12))
        end as forecast_usd,
        if(end_day is null, null, days_left) as days_left,
        case
            when crossed_100_at is not null then cast(crossed_100_at as date)
            when is_current and rate > 0 and (limit_number - spent_number) / rate <= least(coalesce(days_left, 36500), 36500)
                then cast(as_of + to_microseconds(cast(86400e6 * (limit_number - spent_number) / rate as bigint)) as date)
        end as used_up_on,
        burn_6h,
        burn_1d,
        burn_7d,
        unknown_costs,
        as_of,
        stated_by,
        simulated
    from rated
    union all by name
    select
        'key' as holder_kind,
        holder,
        first_day as period_start,
        end_day as period_end,
        spent_usd,
        'no budget' as alert,
        unknown_costs,
        as_of,
        simulated
    from unbudgeted
)

select
    holder_kind,
    holder,
    limit_usd,
    resets,
    period_start,
    period_end,
    spent_usd,
    share,
    alert,
    crossed_50_at,
    crossed_80_at,
    crossed_100_at,
    run_rate_usd,
    forecast_usd,
    days_left,
    used_up_on,
    burn_6h,
    burn_1d,
    burn_7d,
    unknown_costs,
    as_of,
    stated_by,
    simulated
from rows_of_both
order by limit_usd is null, share desc nulls last, spent_usd desc nulls last, holder_kind, holder, resets, period_start, stated_by

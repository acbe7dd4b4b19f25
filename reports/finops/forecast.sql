-- asks:    What will the period have cost when it ends?
-- grain:   one row per what it is split by; all spending together unless told
-- inputs:  stg_spend (one row per attempt, or per sum that stands for attempts), int_period (one row), fiscal_periods (one row per month)
-- columns:
--   $by                what is forecast; null where nobody said
--   as_of              the last day that counts as known
--   days_left          days after it until the period ends
--   actual_usd         billed in the period until then, US dollars; unknown costs left out
--   expected_rest_usd  what the days left will cost, if each is as its weekday was in the last eight weeks
--   forecast_usd       both together
--   low_80_usd         in four of five cases it will be no less
--   high_80_usd        and no more than this
--   low_95_usd         in 19 of 20 cases it will be no less
--   high_95_usd        and no more than this
--   later_usd          billed after as_of all the same, such as on a day that is not over; not in actual_usd
--   past_months        earlier months that were forecast in the same way from the same day on
--   past_held          of them ended within their interval of 80 %
--   price_change       [share] how much dearer the last four weeks are than the four before at the same tokens of each model
--                      and provider; the forecast assumes that prices stay
--   trend              [share] how much more a day costs in the last four weeks than in the four before; it assumes no trend
--   remark             what speaks against these assumptions
-- params:
--   by     column(total,organization,workspace,environment,team,cost_center,member,customer,behaviour,api_key_name,app,model,author,provider,route_policy)  total  what is forecast in rows of its own
--   as_of  date  none  another last day that counts as known; the newest complete one unless told
-- holds:
--   what is known adds up to what was spent in the period
--     (select coalesce(sum(actual_usd + later_usd), 0) from result) = (
--         select coalesce(sum(billed_usd), 0) from stg_spend
--         where started_at >= (select first_at from int_period) and started_at < (select end_at from int_period)
--     )
--   the wider interval holds the narrower one and that the forecast
--     (select bool_and(
--         low_95_usd <= low_80_usd and low_80_usd <= forecast_usd
--         and forecast_usd <= high_80_usd and high_80_usd <= high_95_usd
--     ) from result) is not false
-- chart:   bar, x $by, y forecast_usd, low low_80_usd, high high_80_usd
with
bounds as (
    select
        first_day,
        end_day,
        greatest(
            first_day - 1, least(coalesce($as_of, last_complete_day, first_day - 1), end_day - 1)
        ) as as_of
    from int_period
    where last_day_seen is not null or first_day is not null
),
daily as (
    select
        item,
        day,
        sum(billed_usd) as billed_usd
    from (
        select *, $by as item
        from (
            select *, 'all spending' as total
            from stg_spend
            -- a year of months to look back on, each with eight weeks before it
            where
                started_at >= (select cast(first_day - 430 as timestamptz) from bounds)
                and started_at < (select end_at from int_period)
        )
    )
    where billed_usd is not null
    group by item, day
),
series as (select item, min(day) as first_day from daily group by item),
known as (select min(first_day) as first_day from series),
-- the period itself, and months before it as they stood on the same day
cases as (
    select 'now' as which, first_day, end_day, as_of from bounds
    union all
    select
        fiscal_periods.period,
        fiscal_periods.first_day,
        fiscal_periods.end_day,
        least(
            fiscal_periods.first_day + cast(bounds.as_of - bounds.first_day as integer), fiscal_periods.end_day - 1
        ) as as_of
    from fiscal_periods
    cross join bounds
    cross join known
    where
        fiscal_periods.end_day <= bounds.first_day
        and fiscal_periods.first_day >= bounds.first_day - 366
        -- with eight weeks to go by
        and fiscal_periods.first_day >= known.first_day + 56
),
weekdays as (select unnest(range(7)) as weekday),
rest as (
    select
        cases.which,
        weekdays.weekday,
        count(listed.day) as days_left
    from cases
    cross join weekdays
    left join lateral (
        select cast(unnest(generate_series(cases.as_of + 1, cases.end_day - 1, interval 1 day)) as date) as day
    ) as listed on dayofweek(listed.day) = weekdays.weekday
    group by all
),
-- a day without a row cost nothing, from the first day of a series on
counted as (
    select
        cases.which,
        series.item,
        weekdays.weekday,
        count(*) as days
    from cases
    cross join series
    cross join lateral (
        select cast(unnest(generate_series(greatest(cases.as_of - 55, series.first_day), cases.as_of, interval 1 day)) as date)
            as day
    ) as looked_at
    join weekdays on weekdays.weekday = dayofweek(looked_at.day)
    group by all
),
summed as (
    select
        cases.which,
        daily.item,
        dayofweek(daily.day) as weekday,
        sum(cast(billed_usd as double) order by day) as usd,
        sum(cast(billed_usd as double) * cast(billed_usd as double) order by day) as squares
    from cases
    join daily on daily.day > cases.as_of - 56 and daily.day <= cases.as_of
    group by all
),
by_weekday as (
    select
        counted.which,
        counted.item,
        counted.weekday,
        counted.days,
        rest.days_left,
        coalesce(summed.usd, 0) / counted.days as mean,
        greatest(
            0, coalesce(summed.squares, 0) - coalesce(summed.usd, 0) * coalesce(summed.usd, 0) / counted.days
        ) / nullif(counted.days - 1, 0) as variance
    from counted
    join rest using (which, weekday)
    left join summed
        on summed.which = counted.which
        and summed.weekday = counted.weekday
        and summed.item is not distinct from counted.item
),
expected as (
    select
        which,
        item,
        -- until each weekday has been seen there is no telling
        if(sum(days_left) = (select count(*) from generate_series(any_value(cases.as_of) + 1, any_value(cases.end_day) - 1, interval 1 day)), 1, null) as is_whole,
        sum(days_left * mean order by weekday) as usd,
        sqrt(sum(days_left * variance + days_left * days_left * variance / days order by weekday)
            filter (where days_left > 0)) as deviation,
        bool_or(variance is null and days_left > 0) as is_vague,
        cast(sum(days - 1) filter (where days_left > 0) as integer) as freedom
    from by_weekday
    join cases using (which)
    group by which, item
),
spent as (
    select
        cases.which,
        series.item,
        coalesce(sum(billed_usd) filter (where day <= as_of), 0) as actual_usd,
        coalesce(sum(billed_usd) filter (where day > as_of), 0) as later_usd
    from cases
    cross join series
    left join daily
        on daily.day >= cases.first_day
        and daily.day < cases.end_day
        and daily.item is not distinct from series.item
    group by all
),
forecasts as (
    select
        spent.*,
        cases.as_of,
        cases.end_day - 1 - cases.as_of as days_left,
        if(cases.as_of = cases.end_day - 1, 0, expected.usd * is_whole) as rest_usd,
        if(cases.as_of = cases.end_day - 1, 0, if(is_vague, null, expected.deviation * is_whole)) as deviation,
        if(freedom > 0, freedom, null) as freedom
    from spent
    join cases using (which)
    left join expected on expected.which = spent.which and expected.item is not distinct from spent.item
),
bounded as (
    select
        *,
        cast(actual_usd as double) + rest_usd as forecast_usd,
        if(days_left = 0, 0, t_quantile(0.9, freedom) * deviation) as beside_80,
        if(days_left = 0, 0, t_quantile(0.975, freedom) * deviation) as beside_95
    from forecasts
),
looked_back as (
    select
        item,
        count(*) as past_months,
        count(*) filter (
            where cast(actual_usd + later_usd as double) between forecast_usd - beside_80 and forecast_usd + beside_80
        ) as past_held
    from bounded
    where which <> 'now' and beside_80 is not null
    group by item
),
recent as (
    select
        item,
        model,
        provider,
        day > bounds.as_of - 28 as is_new,
        sum(billed_usd) as billed_usd,
        sum(prompt_tokens + completion_tokens) as tokens,
        min(day) as first_day
    from (
        select *, 'all spending' as total from stg_spend
        where
            started_at >= (select cast(as_of - 55 as timestamptz) from bounds)
            and started_at < (select cast(as_of + 1 as timestamptz) from bounds)
    )
    cross join lateral (select $by as item)
    cross join bounds
    where billed_usd is not null and prompt_tokens + completion_tokens > 0
    group by all
),
paired as (
    select
        item,
        model,
        provider,
        cast(sum(billed_usd) filter (where is_new) as double) as usd_now,
        cast(sum(tokens) filter (where is_new) as double) as tokens_now,
        cast(sum(billed_usd) filter (where not is_new) as double)
            / nullif(cast(sum(tokens) filter (where not is_new) as double), 0) as price_before
    from recent
    group by item, model, provider
),
changed as (
    select
        item,
        sum(usd_now order by model, provider) / nullif(sum(price_before * tokens_now order by model, provider), 0) - 1
            as price_change
    from paired
    where usd_now is not null and price_before is not null
    group by item
),
trends as (
    select
        daily.item,
        if(
            any_value(series.first_day) <= bounds.as_of - 55,
            cast(sum(billed_usd) filter (where day > bounds.as_of - 28) as double)
            / nullif(cast(sum(billed_usd) filter (where day <= bounds.as_of - 28) as double), 0) - 1,
            null
        ) as trend
    from daily
    cross join bounds
    join series on series.item is not distinct from daily.item
    where daily.day > bounds.as_of - 56 and daily.day <= bounds.as_of
    group by daily.item, bounds.as_of
)

select
    bounded.item as $by,
    bounded.as_of,
    bounded.days_left,
    bounded.actual_usd,
    rest_usd as expected_rest_usd,
    forecast_usd,
    forecast_usd - beside_80 as low_80_usd,
    forecast_usd + beside_80 as high_80_usd,
    forecast_usd - beside_95 as low_95_usd,
    forecast_usd + beside_95 as high_95_usd,
    bounded.later_usd,
    coalesce(past_months, 0) as past_months,
    coalesce(past_held, 0) as past_held,
    price_change,
    trend,
    nullif(concat_ws(
        '; ',
        if(days_left > 0 and rest_usd is null, 'too few days to go by', null),
        if(abs(price_change) >= 0.02, printf('prices went %s by %.0f %%', if(price_change > 0, 'up', 'down'), 100 * abs(price_change)), null),
        if(abs(trend) >= 0.1, printf('a day costs %.0f %% %s than four weeks before', 100 * abs(trend), if(trend > 0, 'more', 'less')), null)
    ), '') as remark
from bounded
left join looked_back on looked_back.item is not distinct from bounded.item
left join changed on changed.item is not distinct from bounded.item
left join trends on trends.item is not distinct from bounded.item
where which = 'now' and (bounded.actual_usd <> 0 or bounded.later_usd <> 0 or rest_usd <> 0)
order by forecast_usd desc nulls last, bounded.item

-- page:    1
-- asks:    What must whoever answers for this money know first?
-- grain:   one row per item that there is something to say of; none where nothing was spent
-- inputs:  int_daily_spend (one row per day and combination), int_period_spend (the same of the time looked at), int_period (one row), int_waste (one row per kind),
--   int_priced_spend (one row per day and what was asked and answered), int_reconciled (one row per comparison, day and state),
--   int_sources (one row per source and system), stg_charges (one row per movement), budgets (one row per limit),
--   fiscal_periods (one row per month)
-- columns:
--   item          what it is about
--   amount_usd    the money of the time looked at, US dollars
--   previous_usd  the same of the time before: the month before, or as many days; while days are still to come, as many of
--                 its days as have been seen
--   change_usd    amount_usd less previous_usd
--   figure        a number that says more than the amount
--   of            what figure is
--   look_at       the report that tells more, and what to look for there
-- holds:
--   the spending is all that was spent on these days
--     (select sum(amount_usd) from result where item = 'spending')
--       is not distinct from (
--         select if(count(*) filter (where day < end_day) = 0, null, coalesce(sum(billed_usd) filter (where day >= first_day), 0))
--         from int_period_spend, int_period
--         where day >= previous_first_day and day < end_day)
--   every change is what the amounts say
--     (select coalesce(bool_and(change_usd = amount_usd - previous_usd), true) from result where change_usd is not null)
-- chart:   bar, x item, y amount_usd
with
bounds as (
    select
        *,
        coalesce(last_day_seen, end_day - 1) as last_day,
        -- while the time is not over, the same days of the one before
        if(
            last_day_seen is null or last_day_seen >= end_day - 1,
            previous_end_day,
            least(previous_end_day, previous_first_day + cast(last_day_seen - first_day + 1 as integer))
        ) as previous_until
    from int_period
),
spent as (
    select
        int_period_spend.*,
        int_period_spend.day >= bounds.first_day as is_now
    from int_period_spend, bounds
    where
        (int_period_spend.day >= bounds.first_day and int_period_spend.day < bounds.end_day)
        or (int_period_spend.day >= bounds.previous_first_day and int_period_spend.day < bounds.previous_until)
),
total as (
    select
        coalesce(sum(billed_usd) filter (where is_now), 0) as now_usd,
        coalesce(sum(billed_usd) filter (where not is_now), 0) as before_usd,
        coalesce(sum(billed_usd) filter (where is_now and team is null), 0) as no_team_usd,
        coalesce(sum(billed_usd) filter (where not is_now and team is null), 0) as no_team_before_usd,
        coalesce(sum(unknown_costs) filter (where is_now), 0) as unknown,
        coalesce(sum(byok_fee_usd) filter (where is_now), 0) as fee_usd,
        coalesce(sum(byok_fee_usd) filter (where not is_now), 0) as fee_before_usd,
        coalesce(sum(billed_usd) filter (where is_now and simulated), 0) as simulated_usd
    from spent
    having count(*) > 0
),
keys as (
    select
        api_key_name,
        sum(billed_usd) filter (where is_now) as now_usd,
        coalesce(sum(billed_usd) filter (where not is_now), 0) as before_usd
    from spent
    where api_key_name is not null
    group by api_key_name
    having sum(billed_usd) filter (where is_now) > 0
    qualify row_number() over (order by sum(billed_usd) filter (where is_now) desc, api_key_name) = 1
),
windows as (
    select
        budgets.holder_kind,
        budgets.holder,
        budgets.limit_usd,
        bounds.last_day,
        case budgets.resets
            when 'daily' then bounds.last_day
            when 'weekly' then cast(date_trunc('week', bounds.last_day) as date)
            when 'monthly' then fiscal_periods.first_day
            else date '0001-01-01'
        end as from_day
    from budgets
    cross join bounds
    left join fiscal_periods on fiscal_periods.first_day <= bounds.last_day and fiscal_periods.end_day > bounds.last_day
),
used as (
    select
        windows.holder_kind,
        windows.holder,
        windows.limit_usd,
        windows.from_day,
        sum(int_daily_spend.billed_usd) as used_usd
    from windows
    join int_daily_spend
        on int_daily_spend.day >= windows.from_day
        and int_daily_spend.day <= windows.last_day
        and case windows.holder_kind
            when 'organization' then int_daily_spend.organization = windows.holder
            when 'workspace' then int_daily_spend.workspace = windows.holder
            -- a member's spending is also that of the keys it owns
            when 'member' then windows.holder in (int_daily_spend.member, int_daily_spend.team)
            else int_daily_spend.api_key_name = windows.holder
        end
    group by all
),
tight as (
    select
        count(*) filter (where used_usd >= limit_usd * 0.8) as above_80,
        count(*) filter (where used_usd >= limit_usd) as above_100,
        sum(used_usd) filter (where used_usd >= limit_usd * 0.8) as used_usd,
        arg_max(holder_kind || ' ' || holder, (used_usd / limit_usd, holder_kind, holder)) as tightest
    from used
    where limit_usd > 0
),
by_day as (
    select day, sum(billed_usd) as day_usd
    from spent
    where is_now
    group by day
),
dearest as (
    select
        arg_max(day, (day_usd, day)) as day,
        max(day_usd) as day_usd,
        median(cast(day_usd as double)) as median_usd,
        count(*) as days
    from by_day
),
open as (
    select
        comparison,
        sum(abs(coalesce(ours_usd, 0) - coalesce(theirs_usd, 0))) as open_usd,
        sum(rows) as rows
    from int_reconciled
    where
        state in ('differs', 'only ours', 'only theirs')
        -- a key may have spent before anything was imported
        and comparison in ('captured_logs', 'attempts_statements', 'spend_invoices')
        and (is_exact or abs(coalesce(ours_usd, 0) - coalesce(theirs_usd, 0)) > 0.01)
        and not (comparison in ('captured_logs', 'attempts_statements') and hours_known < 6)
    group by comparison
    qualify row_number() over (order by sum(abs(coalesce(ours_usd, 0) - coalesce(theirs_usd, 0))) desc, comparison) = 1
),
above_list as (
    select
        sum(token_usd - list_usd) as above_usd,
        count(distinct model) as models
    from int_priced_spend
    where token_usd - list_usd > list_usd * 0.001
),
charged as (
    select
        sum(amount_usd) filter (where kind in ('fee', 'tax') and day >= first_day and day < end_day) as fees_usd,
        sum(amount_usd) filter (where kind in ('fee', 'tax') and day >= previous_first_day and day < previous_until) as fees_before_usd
    from stg_charges, bounds
),
credits as (
    select
        bought.bought_usd - coalesce(gone.gone_usd, 0) as left_usd,
        gone.recent_usd
    from (
        select system, sum(amount_usd) as bought_usd, min(day) as since
        from stg_charges
        where kind in ('purchase', 'credit', 'refund')
        group by system
        having count(*) filter (where kind = 'purchase') > 0
        qualify row_number() over (order by sum(amount_usd) desc, system) = 1
    ) as bought
    left join (
        select system, sum(billed_usd) as gone_usd, sum(billed_usd) filter (where day > last_day - 30) as recent_usd
        from int_daily_spend, bounds
        where day <= last_day
        group by system
    ) as gone using (system)
),
stalest as (
    select source, system, hours_behind
    from int_sources
    where tells in ('attempts', 'sums') and days_counted > 0
    qualify row_number() over (order by hours_behind desc, source, system) = 1
),
items as (
    select
        1 as place,
        'spending' as item,
        now_usd as amount_usd,
        before_usd as previous_usd,
        cast(now_usd - before_usd as double) / nullif(cast(before_usd as double), 0) as figure,
        'change as a share' as of,
        'finops/spend' as look_at
    from total
    union all by name
    select
        2 as place,
        'without a team' as item,
        no_team_usd as amount_usd,
        no_team_before_usd as previous_usd,
        cast(no_team_usd as double) / nullif(cast(now_usd as double), 0) as figure,
        'share of spending' as of,
        'finops/spend -p by=team,api_key_name: name the owners of these keys in the organisation''s file' as look_at
    from total
    where no_team_usd <> 0 or no_team_before_usd <> 0
    union all by name
    select
        3 as place,
        'costs that nobody told' as item,
        cast(unknown as double) as figure,
        'attempts, not in the spending' as of,
        'finops/reconciliation: their cost may be in the gateway''s logs' as look_at
    from total
    where unknown > 0
    union all by name
    select
        4 as place,
        'largest key: ' || keys.api_key_name as item,
        keys.now_usd as amount_usd,
        keys.before_usd as previous_usd,
        cast(keys.now_usd as double) / nullif(cast(total.now_usd as double), 0) as figure,
        'share of spending' as of,
        'finops/spend -p by=api_key_name,model' as look_at
    from keys, total
    union all by name
    select
        5 as place,
        'budgets above 80 %' as item,
        used_usd as amount_usd,
        cast(above_80 as double) as figure,
        'budgets, ' || above_100 || ' of them used up' as of,
        'finops/budgets: the tightest is ' || tightest as look_at
    from tight
    where above_80 > 0
    union all by name
    select
        6 as place,
        'dearest day: ' || day as item,
        day_usd as amount_usd,
        cast(day_usd as double) / nullif(median_usd, 0) as figure,
        'times the median day' as of,
        'finops/anomalies' as look_at
    from dearest
    where days > 2
    union all by name
    select
        7 as place,
        'not reconciled' as item,
        open_usd as amount_usd,
        cast(rows as double) as figure,
        'rows, of the worst comparison' as of,
        'finops/reconciliation: ' || comparison as look_at
    from open
    where open_usd > 0
    union all by name
    select
        8 as place,
        'in vain' as item,
        wasted_usd as amount_usd,
        cast(wasted_usd as double) / nullif(cast(now_usd as double), 0) as figure,
        'share of spending' as of,
        'finops/waste' as look_at
    from int_waste, total
    where kind = 'all of these, each attempt once' and wasted_usd > 0
    union all by name
    select
        9 as place,
        'above list prices' as item,
        above_usd as amount_usd,
        cast(models as double) as figure,
        'models' as of,
        'finops/price_drift: rows over list' as look_at
    from above_list
    where above_usd > 0
    union all by name
    select
        10 as place,
        'fees and taxes' as item,
        fee_usd + coalesce(fees_usd, 0) as amount_usd,
        fee_before_usd + coalesce(fees_before_usd, 0) as previous_usd,
        cast(fee_usd + coalesce(fees_usd, 0) as double) / nullif(cast(now_usd as double), 0) as figure,
        'as a share of spending' as of,
        'finops/fees' as look_at
    from total, charged
    where fee_usd + coalesce(fees_usd, 0) <> 0 or fee_before_usd + coalesce(fees_before_usd, 0) <> 0
    union all by name
    select
        11 as place,
        'credits left' as item,
        left_usd as amount_usd,
        greatest(0, 30 * cast(left_usd as double) / nullif(cast(recent_usd as double), 0)) as figure,
        'days they last at the pace of the last 30' as of,
        'finops/fees' as look_at
    from credits
    union all by name
    select
        12 as place,
        'oldest figures: ' || source as item,
        hours_behind as figure,
        'hours from the newest row to now or to the end of the time' as of,
        'finops/freshness' as look_at
    from stalest
    union all by name
    select
        13 as place,
        'simulated' as item,
        simulated_usd as amount_usd,
        cast(simulated_usd as double) / nullif(cast(now_usd as double), 0) as figure,
        'share of spending' as of,
        'the embedded gateway answered: this money was not spent' as look_at
    from total
    where simulated_usd <> 0
)

select
    item,
    amount_usd,
    previous_usd,
    amount_usd - previous_usd as change_usd,
    figure,
    of,
    look_at
from items
where exists (select 1 from total)
order by place

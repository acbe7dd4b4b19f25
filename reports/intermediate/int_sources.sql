-- asks:    How far does each source of figures reach, and which of two counts?
-- grain:   one row per source and system
-- inputs:  usage_events_so_far (one row per attempt), stg_statements (one row per sum), stg_charges (one row per movement),
--   stg_key_cards (one row per key), runs (one row per run), scope_period (one row), clock (one row)
-- columns:
--   source           run, or the kind of import; key list where keys were listed
--   system           whose figures it brings
--   tells            attempts, sums, money moved or keys
--   rows             how many it has
--   imports          runs or imports that brought them
--   first_day        of its oldest row, in the reader's calendar
--   last_day         of its newest
--   days             days that have rows
--   days_missing     days between the first and the last that have none
--   newest_at        the time of its newest row, of a sum its end
--   imported_at      when the newest run or import ended
--   hours_behind     from the newest row to now, or to the end of the time looked at where that is earlier
--   hours_to_show    from a cost to its import, on average over the rows; null for money moved and keys
--   usual_hours      between two imports, the median; null where there are not two
--   days_shared      days on which another source tells of the same system's spending
--   days_counted     days of which this source counts in spending
--   simulated        whether all of it comes from the embedded gateway
with
-- grouped as the rows tell it: texts are put into words once a group, not once an attempt
attempts as (
    select
        source,
        transport,
        purpose,
        run_id,
        simulated,
        day_of(started_at) as day,
        count(*) as rows,
        max(started_at) as newest_at,
        count(started_at) as timed,
        sum(epoch_ms(started_at)) as total_ms
    from usage_events_so_far
    where attempt > 0
    group by all
),
days as (
    select
        source,
        coalesce(transport, 'unknown') as system,
        'attempts' as tells,
        lower(purpose) = 'production' as is_listing,
        run_id,
        simulated,
        day,
        rows,
        newest_at,
        timed,
        total_ms
    from attempts
    union all by name
    select
        source,
        system,
        'sums' as tells,
        false as is_listing,
        run_id,
        simulated,
        day,
        count(*) as rows,
        max(period_end) as newest_at,
        count(*) as timed,
        sum(epoch_ms(period_end)) as total_ms
    from stg_statements
    group by all
    union all by name
    select
        source,
        system,
        'money moved' as tells,
        false as is_listing,
        run_id,
        simulated,
        day,
        count(*) as rows,
        max(charged_at) as newest_at,
        0 as timed
    from stg_charges
    group by all
    union all by name
    select
        'key list' as source,
        system,
        'keys' as tells,
        false as is_listing,
        simulated,
        cast(as_of as date) as day,
        count(*) as rows,
        max(as_of) as newest_at,
        0 as timed
    from stg_key_cards
    group by all
),
known as (
    select
        days.*,
        -- a list of keys is as old as it says itself
        coalesce(runs.finished_at, runs.started_at, days.newest_at) as imported_at
    from days
    left join runs using (run_id)
),
imports as (
    select distinct source, system, run_id, imported_at
    from known
),
gaps as (
    select
        source,
        system,
        (epoch_ms(imported_at) - lag(epoch_ms(imported_at)) over (partition by source, system order by imported_at, run_id)) / 3600000 as hours
    from imports
),
usual as (
    select source, system, median(hours) as usual_hours
    from gaps
    where hours is not null
    group by source, system
),
spending_days as (
    select distinct source, system, day, tells, is_listing
    from known
    where day is not null and tells in ('attempts', 'sums')
),
-- the rule of stg_spend: what lists attempts comes before sums, and those before what runs of ours saw of a day
counted as (
    select
        source,
        system,
        count(*) filter (where sources > 1) as days_shared,
        count(*) filter (
            where case
                when is_listing then true
                when tells = 'sums' then not has_listing
                else has_listing or not has_sums
            end
        ) as days_counted
    from (
        select
            source,
            system,
            day,
            tells,
            bool_or(is_listing) as is_listing,
            any_value(day_of_system.sources) as sources,
            any_value(day_of_system.has_listing) as has_listing,
            any_value(day_of_system.has_sums) as has_sums
        from spending_days
        join (
            select
                system,
                day,
                count(distinct source) as sources,
                bool_or(is_listing) as has_listing,
                bool_or(tells = 'sums') as has_sums
            from spending_days
            group by system, day
        ) as day_of_system using (system, day)
        group by source, system, day, tells
    )
    group by source, system
),
now as (
    select least(clock.now, coalesce(scope_period.end_at, clock.now)) as until_at
    from clock, scope_period
)

select
    known.source,
    known.system,
    min(known.tells) as tells,
    cast(sum(known.rows) as bigint) as rows,
    count(distinct known.run_id) as imports,
    min(known.day) as first_day,
    max(known.day) as last_day,
    count(distinct known.day) as days,
    max(known.day) - min(known.day) + 1 - count(distinct known.day) as days_missing,
    max(known.newest_at) as newest_at,
    max(known.imported_at) as imported_at,
    greatest(0, (epoch_ms(any_value(now.until_at)) - epoch_ms(max(known.newest_at))) / 3600000) as hours_behind,
    cast(
        sum(cast(epoch_ms(known.imported_at) as hugeint) * known.timed - known.total_ms) // nullif(sum(known.timed), 0) as double
    ) / 3600000 as hours_to_show,
    any_value(usual.usual_hours) as usual_hours,
    any_value(counted.days_shared) as days_shared,
    any_value(counted.days_counted) as days_counted,
    bool_and(known.simulated) as simulated
from known
cross join now
left join usual on usual.source = known.source and usual.system = known.system
left join counted on counted.source = known.source and counted.system = known.system
group by known.source, known.system

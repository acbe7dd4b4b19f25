-- asks:    Which days are looked at, and which came right before them?
-- grain:   one row
-- inputs:  scope_period (one row), usage_events_in_scope (one row per attempt), statements_in_scope (one row per sum), runs (one row per run), runs_in_scope (one row per run), fiscal_periods (one row per month)
-- columns:
--   period              the month looked at, by its name; null where it is none
--   first_day           the first day looked at
--   end_day             the first day after it
--   days                how many days that are
--   previous_period     the month before, by its name; null where it is none
--   previous_first_day  the first day of as long a time before, or of the month before
--   previous_end_day    the first day after that
--   last_day_seen       the newest day of which anything is known within the period; null where nothing is
--   last_complete_day   that day, or the one before it where no run or import began after it had ended
--   first_at            when first_day begins, UTC
--   end_at              when end_day begins, UTC
--   previous_first_at   when previous_first_day begins, UTC
with
moments as (
    select min(started_at) as first_at, max(started_at) as last_at from usage_events_in_scope where attempt > 0
    union all
    -- an attempt that tells no time counts when its run began
    select min(runs.started_at), max(runs.started_at)
    from runs
    where run_id in (select run_id from usage_events_in_scope where attempt > 0 and started_at is null)
    union all
    select min(period_start), max(period_start) from statements_in_scope
),
seen as (
    select cast(min(first_at) as date) as first_day, cast(max(last_at) as date) as last_day from moments
),
fed as (
    select max(started_at) as last_at
    from runs
    where simulated in (select simulated from runs semi join runs_in_scope using (run_id))
),
bounds as (
    select
        coalesce(cast(scope_period.first_at as date), seen.first_day) as first_day,
        coalesce(cast(scope_period.end_at as date), seen.last_day + 1) as end_day
    from scope_period, seen
),
named as (
    select
        bounds.first_day,
        bounds.end_day,
        fiscal_periods.period
    from bounds
    left join fiscal_periods using (first_day, end_day)
),
dated as (
    select
        named.period,
        named.first_day,
        named.end_day,
        named.end_day - named.first_day as days,
        previous.period as previous_period,
        coalesce(
            previous.first_day, named.first_day - cast(named.end_day - named.first_day as integer)
        ) as previous_first_day,
        named.first_day as previous_end_day,
        seen.last_day as last_day_seen,
        seen.last_day - if(fed.last_at >= cast(seen.last_day + 1 as timestamptz), 0, 1) as last_complete_day
    from named
    left join fiscal_periods as previous on named.period is not null and previous.end_day = named.first_day
    cross join seen
    cross join fed
)

select
    *,
    cast(first_day as timestamptz) as first_at,
    cast(end_day as timestamptz) as end_at,
    cast(previous_first_day as timestamptz) as previous_first_at
from dated

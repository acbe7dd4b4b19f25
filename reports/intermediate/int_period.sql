-- asks:    Which days are looked at, and which came right before them?
-- grain:   one row
-- inputs:  scope_period (one row), stg_spend (one row per attempt or sum), fiscal_periods (one row per month)
-- columns:
--   period              the month looked at, by its name; null where it is none
--   first_day           the first day looked at
--   end_day             the first day after it
--   days                how many days that are
--   previous_period     the month before, by its name; null where it is none
--   previous_first_day  the first day of as long a time before, or of the month before
--   previous_end_day    the first day after that
--   last_day_seen       the newest day of which anything is known within the period; null where nothing is
with
seen as (select min(day) as first_day, max(day) as last_day from stg_spend),
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
)

select
    named.period,
    named.first_day,
    named.end_day,
    named.end_day - named.first_day as days,
    previous.period as previous_period,
    coalesce(previous.first_day, named.first_day - cast(named.end_day - named.first_day as integer)) as previous_first_day,
    named.first_day as previous_end_day,
    (select max(day) from stg_spend where day >= named.first_day and day < named.end_day) as last_day_seen
from named
left join fiscal_periods as previous on named.period is not null and previous.end_day = named.first_day

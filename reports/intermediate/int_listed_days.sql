-- asks:    On which days does an export list attempts of which others state sums?
-- grain:   one row per system and day
-- inputs:  usage_events_so_far (one row per attempt), stg_statements (one row per sum), runs (one row per run)
-- columns:
--   system  the gateway or provider that was asked
--   day     of the reader's calendar
with
stated_days as (select distinct system, day from stg_statements),
exported as (
    select
        coalesce(sent.transport, 'unknown') as system,
        day_of(coalesce(sent.started_at, runs.started_at)) as day
    from usage_events_so_far as sent
    join runs using (run_id)
    where sent.purpose = 'production' and sent.attempt > 0 and exists (select 1 from stated_days)
)

select distinct system, day
from exported
semi join stated_days using (system, day)

-- asks:    How old are the figures, and which days do they not cover?
-- grain:   one row per source and system
-- inputs:  int_sources (one row per source and system)
-- columns:
--   source          run for what our runs captured, import:... for what was imported, key list
--   system          whose figures it brings
--   tells           attempts, sums (of a day, by an activity export or a cost interface), money moved or keys
--   is_stale        whether hours_behind is beyond what the parameter stale allows; money moved and keys, which have no
--                   cadence of their own, are stale when nothing came for three times their usual gap
--   hours_behind    [hours, low is good] from its newest row to now, or to the end of the time looked at where that is
--                   earlier: a month that is over is fresh when it is whole
--   hours_to_show   [hours, low is good] from the moment a cost was incurred to the import that shows it, on average
--   newest_at       the time of its newest row, UTC; of a sum its end
--   imported_at     when the newest run or import ended, UTC
--   usual_hours     [hours] between two of its imports, the median: the cadence it has; null where there are not two
--   first_day       of its oldest row
--   last_day        of its newest
--   days            days that have rows
--   days_missing    [low is good] days between the first and the last that have none
--   days_shared     days on which another source tells of the same system's spending
--   days_counted    days of which this one counts in spending
--   why             which of two counts, and why
--   rows            how many rows it has
--   imports         runs or imports that brought them
--   simulated       whether all of it comes from the embedded gateway, so that no figure is real
-- params:
--   stale  integer  48  after how many hours without a new row attempts and sums are stale
-- holds:
--   of every source no day counts that it does not have
--     (select coalesce(bool_and(days_counted <= days), true) from result)
--   no day is missing that is there
--     (select coalesce(bool_and(days_missing >= 0), true) from result)
-- chart:   bar, x source, y hours_behind
select
    source,
    system,
    tells,
    coalesce(
        case
            when tells in ('attempts', 'sums') then hours_behind > $stale
            else hours_behind > 3 * usual_hours
        end,
        false
    ) as is_stale,
    hours_behind,
    hours_to_show,
    newest_at,
    imported_at,
    usual_hours,
    first_day,
    last_day,
    days,
    days_missing,
    days_shared,
    days_counted,
    case
        when tells = 'money moved' then 'bills and payments are compared with spending, never added to it'
        when tells = 'keys' then 'what keys count is compared with spending, never added to it'
        when days_shared = 0 then 'the only one of its days'
        when tells = 'sums' and days_counted = 0 then 'counts on no day: single attempts of these days are listed, and say more than sums'
        when tells = 'sums' then 'counts where no attempts of the day are listed'
        when source = 'run' and days_counted < days then 'on days that only sums tell of the sums count, as they hold what runs captured; the rest of the days it counts'
        when source = 'run' then 'its attempts count once, and not again in the logs that list them'
        else 'lists attempts one by one, so it counts before sums; what our runs captured of it counts there'
    end as why,
    rows,
    imports,
    simulated
from int_sources
order by is_stale desc, tells, source, system

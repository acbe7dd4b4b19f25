-- asks:    How many attempts are there?
-- grain:   one row per what the reader chooses
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   $by       what an attempt is counted under
--   attempts  how many
-- params:
--   by  columns(suite, arm, case_id)  arm  what an attempt is counted under
-- holds:
--   every attempt is counted once under what was chosen
--     (select coalesce(sum(attempts), 0) from result) = (select count(*) from stg_usage_events)
--     and not exists (select $by from result group by $by having count(*) > 1)
-- chart:   bar, x $by, y attempts
select $by, count(*) as attempts
from stg_usage_events
group by $by
order by $by

-- asks:    Which runs have a name
--          that begins so?
-- grain:   one row per run
-- inputs:  runs (one row per run), runs_in_scope (one row per run)
-- columns:
--   run_id  the run, $beginning and all,
--           on two lines
--   asked   what was asked for
--   least   the number given
-- params:
--   beginning  text     night  what the name begins with
--   least      integer  3      any number
-- chart:   none
select
    run_id,
    '$beginning' as asked, -- $beginning stays as it is in texts and comments
    $least as least
from runs
semi join runs_in_scope using (run_id)
where starts_with(run_id, $beginning) and $least > 0
order by run_id

-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
-- chart:   bar, x runs
select count(*) as runs from runs

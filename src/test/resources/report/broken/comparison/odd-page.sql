-- asks:    How many runs are there?
-- page:    first
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
select count(*) as runs from runs

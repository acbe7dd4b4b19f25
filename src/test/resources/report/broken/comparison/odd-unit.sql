-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  [ms, s] how many
--   runs  how many
select count(*) as runs from runs

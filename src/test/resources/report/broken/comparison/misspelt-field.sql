-- asks:    How many runs are there?
-- grain:   one row
-- input:   runs (one row per run)
-- columns:
--   runs  how many
select count(*) as runs from runs

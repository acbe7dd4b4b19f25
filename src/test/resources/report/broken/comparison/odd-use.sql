-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
-- params:
--   most  integer  1  a number
select count(*) as runs from runs
where $least > 0

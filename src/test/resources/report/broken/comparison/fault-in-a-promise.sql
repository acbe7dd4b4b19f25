-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
-- holds:
--   there is at least one
--     (select
--       nothing from result) >= 1
select count(*) as runs from runs

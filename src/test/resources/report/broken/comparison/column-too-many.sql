-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs   how many
--   armies how many arms
select count(*) as runs, 1 as arms from runs

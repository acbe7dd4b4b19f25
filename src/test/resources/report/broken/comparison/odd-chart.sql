-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
--   arms  how many arms
-- chart:   bra, x run, y arms, colour arms
select count(*) as runs, 1 as arms from runs

-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
--   name  a text
-- chart:   bar, x runs, y name
select count(*) as runs, 'x' as name from runs

-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
-- params:
--   by    column          a    a column
--   of    column(a;drop)  a    a column
--   with  columns(a, b)   a,c  columns
select count(*) as runs, $by, $of, $with from runs

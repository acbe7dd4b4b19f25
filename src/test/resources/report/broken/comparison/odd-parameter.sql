-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   runs  how many
-- params:
--   least  integr  1    the least number
--   most   integer one  the largest number
--   alone
select count(*) as runs from runs

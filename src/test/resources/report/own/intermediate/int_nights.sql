-- asks:    Which runs are there?
-- grain:   one row per run
-- inputs:  runs (one row per run)
-- columns:
--   night  the run
select run_id as nite from runs

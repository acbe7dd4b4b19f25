-- asks:    Which runs are looked at?
-- grain:   one row per run
-- inputs:  runs (one row per run), runs_in_scope (one row per run)
-- columns:
--   run_id              the run
--   job                 as its file names it
--   started_at          UTC
--   finished_at         UTC; null where it does not tell
--   ended               why it stopped: complete, failures, deadline, budget or interrupted
--   is_complete         whether every planned call was asked, so that it can be compared
--   simulated           whether the embedded gateway answered, so that no figure is real
--   planned             calls planned
--   unknown_cost        attempts whose cost was unknown when it ended
--   billed_usd          what all its attempts cost when it ended, unknown ones left out
--   gateway             as its job names it
--   deployment_context  where it ran, as its operator says
--   catalog_version     the prices it was planned by
--   scoring             its newest scoring; null where it has none
select
    run_id,
    job,
    started_at,
    finished_at,
    ended,
    ended = 'complete' as is_complete,
    simulated,
    planned,
    unknown_cost,
    billed_usd,
    gateway,
    deployment_context,
    catalog_version,
    scoring
from runs
semi join runs_in_scope using (run_id)

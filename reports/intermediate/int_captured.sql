-- asks:    Which attempts of ours may an export list as well?
-- grain:   one row per attempt of ours whose generation is known; none where there is no export
-- inputs:  usage_events_so_far (one row per attempt), runs (one row per run)
-- columns:
--   day            of the reader's calendar
--   generation_id  the gateway's own id of the attempt
select
    day_of(coalesce(sent.started_at, runs.started_at)) as day,
    sent.generation_id
from usage_events_so_far as sent
join runs using (run_id)
where
    sent.purpose <> 'production'
    and sent.attempt > 0
    and sent.generation_id is not null
    and exists (select 1 from usage_events_so_far where purpose = 'production')

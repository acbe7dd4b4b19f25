-- asks:    How good is each arm on each prompt, its repeats averaged?
-- grain:   one row per run, suite, arm and case
-- inputs:  int_call_scores (one row per run and call)
-- columns:
--   run_id         the run it belongs to
--   suite          the prompt suite
--   arm            a candidate under a route policy
--   case_id        the prompt
--   cluster_id     what the prompt shares a source with; its own id where it shares none
--   score          the mean over its valid repeats, 0 to 1; null where none is valid
--   score_sum      the sum over them
--   valid_calls    repeats with a score, or failed by the gateway or the provider, which scores 0
--   missing_calls  repeats not sent, cancelled, failed by ourselves or left unscored
-- holds:
--   every planned question is valid or missing
--     (select coalesce(sum(valid_calls + missing_calls), 0) from result) = (select count(*) from int_call_scores)
select
    run_id,
    suite,
    arm,
    case_id,
    any_value(cluster_id) as cluster_id,
    -- in one order: a sum of floating figures in another may end in another digit
    avg(score order by repeat) as score,
    sum(score order by repeat) as score_sum,
    count(score) as valid_calls,
    count(*) - count(score) as missing_calls
from int_call_scores
group by run_id, suite, arm, case_id

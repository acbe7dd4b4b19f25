-- asks:    How was each answer judged?
-- grain:   one row per run, call and scorer
-- inputs:  scores_in_scope (one row per run, call and scorer)
-- columns:
--   run_id           the run it belongs to
--   call_id          the call whose answer was judged
--   scorer           who judged
--   scorer_hash      of the scorer and its options: scores compare only where it is the same
--   score            0 to 1; null where unscored
--   passed           whether that is good enough; null where unscored
--   unscored_reason  why there is no score; null where there is one
select run_id, call_id, scorer, scorer_hash, score, passed, unscored_reason
from scores_in_scope

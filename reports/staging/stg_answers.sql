-- asks:    What did each answered call bring back?
-- grain:   one row per run and answered call
-- inputs:  answers_in_scope (one row per run and call)
-- columns:
--   run_id      the run it belongs to
--   call_id     the call that was answered
--   text        what the model wrote
--   reasoning   what it thought aloud; null where it told none
--   tool_calls  JSON array of id, name and arguments; null where it called none
select run_id, call_id, text, reasoning, tool_calls
from answers_in_scope

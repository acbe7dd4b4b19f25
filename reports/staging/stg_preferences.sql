-- asks:    Which of two answers did each judge choose?
-- grain:   one row per run, suite, item, judge, repeat and the two models in the order in which they were shown
-- inputs:  preferences_in_scope (one row per choice), runs (one row per run)
-- columns:
--   run_id          the import it belongs to
--   suite           the prompt suite
--   item_id         the prompt
--   cluster_id      what the prompt shares a source with; its own id where it shares none
--   judge           who chose
--   repeat          the same question put to the same judge again, 1 first
--   model_a         whose answer was shown first
--   model_b         whose answer was shown second
--   preference      1 the first won, 0 the second, 0.5 a tie; null where the judge abstained
--   abstain_reason  why it did; null where it chose
--   length_a        of the first answer, characters; null is unknown
--   length_b        of the second answer, characters; null is unknown
--   is_control_a    whether model_a is no model but a null answer, as the import's --control says
--   is_control_b    whether model_b is
select
    run_id,
    suite,
    item_id,
    cluster_id,
    judge,
    repeat,
    model_a,
    model_b,
    preference,
    abstain_reason,
    length_a,
    length_b,
    coalesce(list_contains(controls, model_a), false) as is_control_a,
    coalesce(list_contains(controls, model_b), false) as is_control_b
from preferences_in_scope
left join (select run_id, controls from runs) using (run_id)

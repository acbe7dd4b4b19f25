-- asks:    How did two models fare against each other on one prompt, both orders together?
-- grain:   one row per suite, judge, item and pair of models, the first by name as model
-- inputs:  stg_preferences (one row per choice)
-- columns:
--   suite            the prompt suite
--   judge            who chose
--   item_id          the prompt
--   cluster_id       what the prompt shares a source with; its own id where it shares none
--   model            of the two the first by name
--   against          the other
--   choices          how often the judge was asked
--   abstained        of them without a choice
--   score            1 model won, 0 it lost, 0.5 a tie; the mean of both orders, so that a verdict that follows the
--                    order is a tie; null where the judge always abstained
--   score_first      the same where model was shown first; null where it never was, or the judge abstained
--   score_second     the same where model was shown second
--   length           of model's answer, characters; null is unknown
--   against_length   of the other answer
--   model_control    whether model is no model but a null answer that tries the judge
--   against_control  whether the other is
-- holds:
--   every choice is in it
--     (select coalesce(sum(choices), 0) from result) = (select count(*) from stg_preferences)
--   no score is beyond a win or a loss
--     (select count(*) from result where not (score between 0 and 1)) = 0
with
turned as (
    select
        suite,
        judge,
        item_id,
        cluster_id,
        run_id,
        repeat,
        model_a < model_b as is_first,
        least(model_a, model_b) as model,
        greatest(model_a, model_b) as against,
        if(model_a < model_b, preference, 1 - preference) as score,
        if(model_a < model_b, length_a, length_b) as length,
        if(model_a < model_b, length_b, length_a) as against_length,
        if(model_a < model_b, is_control_a, is_control_b) as model_control,
        if(model_a < model_b, is_control_b, is_control_a) as against_control
    from stg_preferences
),
by_order as (
    select
        suite,
        judge,
        item_id,
        any_value(cluster_id) as cluster_id,
        model,
        against,
        count(*) as choices,
        count(*) - count(score) as abstained,
        avg(score order by run_id, repeat) filter (where is_first) as score_first,
        avg(score order by run_id, repeat) filter (where not is_first) as score_second,
        avg(length) as length,
        avg(against_length) as against_length,
        bool_or(model_control) as model_control,
        bool_or(against_control) as against_control
    from turned
    group by suite, judge, item_id, model, against
)

select
    suite,
    judge,
    item_id,
    cluster_id,
    model,
    against,
    choices,
    abstained,
    -- an order that the judge abstained from, or never saw, leaves the other alone
    (coalesce(score_first, score_second) + coalesce(score_second, score_first)) / 2 as score,
    score_first,
    score_second,
    length,
    against_length,
    model_control,
    against_control
from by_order

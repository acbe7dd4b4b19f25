-- asks:    How often does each null answer win against a model, by the choices of each judge?
-- grain:   one row per suite, judge and control
-- inputs:  int_duels (one row per suite, judge, item and pair of models)
-- columns:
--   suite        the prompt suite
--   judge        who chose
--   control      the null answer: a constant or empty one that deserves no win
--   n            the unit: prompts with a choice, or what several share as their source; however many models it met there
--   duels        prompts and opponents with a choice
--   abstained    duels without one
--   win_rate     share that the control won, a tie as half; a verdict that follows the order is a tie; null without a choice
--   deviation    of the units around it
--   is_binary    whether each unit was won or lost as a whole
--   few          the units themselves where they are fewer than 30
--   judge_check  failed: it wins more than 10 %; not judged: the judge always abstained; else passed
-- holds:
--   every duel of a control with a model is counted
--     (select coalesce(sum(duels + abstained), 0) from result)
--       = (select count(*) from int_duels where model_control <> against_control)
with
sides as (
    select
        suite,
        judge,
        if(model_control, model, against) as control,
        cluster_id,
        item_id,
        if(model_control, against, model) as opponent,
        if(model_control, score, 1 - score) as score
    from int_duels
    where model_control <> against_control
),
prompts as (
    select
        suite,
        judge,
        control,
        cluster_id,
        item_id,
        count(score) as duels,
        count(*) - count(score) as abstained,
        avg(score order by opponent) as score
    from sides
    group by suite, judge, control, cluster_id, item_id
),
sources as (
    select
        suite,
        judge,
        control,
        cluster_id,
        sum(duels) as duels,
        sum(abstained) as abstained,
        avg(score order by item_id) as score
    from prompts
    group by suite, judge, control, cluster_id
),
controls as (
    select
        suite,
        judge,
        control,
        count(score) as n,
        cast(sum(duels) as bigint) as duels,
        cast(sum(abstained) as bigint) as abstained,
        avg(score order by cluster_id) as win_rate,
        stddev_samp(score order by cluster_id) as deviation,
        bool_and(score in (0, 1)) filter (where score is not null) as is_binary,
        if(count(score) < 30, list(score order by cluster_id) filter (where score is not null), null) as few
    from sources
    group by suite, judge, control
)

select
    suite,
    judge,
    control,
    n,
    duels,
    abstained,
    win_rate,
    deviation,
    is_binary,
    few,
    case
        when win_rate > 0.1 then format('failed: the control wins {:.3g} % (limit 10 %)', 100 * win_rate)
        when win_rate is null then 'not judged: the judge always abstained'
        else 'passed'
    end as judge_check
from controls

-- asks:    Does each judge see through a null answer?
-- grain:   one row per suite and judge
-- inputs:  int_duels (one row per suite, judge, item and pair of models), int_controls (one row per suite, judge and
--          control)
-- columns:
--   suite        the prompt suite
--   judge        who chose
--   prompts      prompts on which it chose between models
--   judge_check  what the control that did best shows: failed, not judged or passed; no control where none was told
-- holds:
--   every judge is in it
--     (select count(*) from result) = (select count(*) from (select distinct suite, judge from int_duels))
with
judges as (
    select
        suite,
        judge,
        count(distinct item_id) filter (where score is not null and not model_control and not against_control) as prompts
    from int_duels
    group by suite, judge
),
worst as (
    select
        suite,
        judge,
        first(
            judge_check
            order by starts_with(judge_check, 'failed') desc, win_rate is null desc, win_rate desc, control
        ) as judge_check
    from int_controls
    group by suite, judge
)

select suite, judge, prompts, coalesce(judge_check, 'no control') as judge_check
from judges
left join worst using (suite, judge)

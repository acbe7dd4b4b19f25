-- asks:    Which prompts did an arm and the incumbent answer differently, one rightly and one not?
-- grain:   one row per run, suite, arm, prompt and repeat whose success differs, at most so many of an arm and change
-- inputs:  int_call_scores (one row per run and call with the purpose eval), int_calls (one row per run and call),
--          stg_answers (one row per run and answered call), runs (one row per run), runs_in_scope (one row per run)
-- columns:
--   suite              the prompt suite
--   case_id            the prompt
--   arm                the arm compared
--   change             lost: the incumbent succeeded and the arm did not · won: the other way round
--   incumbent          the arm it is compared with
--   answer             what the arm wrote; null where answers were not kept, or it failed
--   incumbent_answer   what the incumbent wrote
--   score              the arm's score, 0 to 1
--   incumbent_score    the incumbent's
--   failure            why the arm failed; null where it answered
--   incumbent_failure  why the incumbent failed
--   repeat             which repeat of the prompt, on both sides
--   run_id             the run both were asked in
--   flips              how many there are of this arm and change in all, those not shown included
-- params:
--   incumbent  text     none  the arm in use; without it that of the newest run's job, else its first arm
--   most       integer  20    how many to show of each arm and change, 1 to 999999
-- holds:
--   whoever succeeded did not fail
--     (select count(*) from result where if(change = 'won', failure, incumbent_failure) is not null) = 0
--   nothing is compared with itself
--     (select count(*) from result where arm = incumbent) = 0
--   no more are shown than there are
--     (select coalesce(bool_and(shown <= flips), true) from (select count(*) as shown, any_value(flips) as flips from result group by suite, arm, change))
with
wanted as (
    select
        coalesce(
            nullif($incumbent, 'none'),
            (select arms[1] from runs semi join runs_in_scope using (run_id) order by started_at desc, run_id limit 1)
        ) as arm
),
incumbent as (
    select
        if(
            bool_or(int_call_scores.arm = wanted.arm),
            any_value(wanted.arm),
            error(
                'incumbent: there is no arm ''' || any_value(wanted.arm) || ''' in these runs. Known arms: '
                || string_agg(distinct int_call_scores.arm, ', ' order by int_call_scores.arm)
                || '. Name one with --param incumbent=ARM.'
            )
        ) as arm
    from int_call_scores, wanted
    having count(*) > 0
),
-- apart from the rest before they meet: left to itself DuckDB pairs each arm with each
old as materialized (
    select run_id, suite, case_id, repeat, arm, score, is_success
    from int_call_scores
    where score is not null and arm = (select arm from incumbent)
),
new as (select * from int_call_scores where score is not null and arm <> (select arm from incumbent)),
flipped as (
    select
        new.suite,
        new.case_id,
        new.arm,
        if(new.is_success, 'won', 'lost') as change,
        old.arm as incumbent,
        new.score,
        old.score as old_score,
        new.repeat,
        new.run_id
    from new
    join old using (run_id, suite, case_id, repeat)
    where new.is_success <> old.is_success
),
-- the first few of each kind, without putting all of them in order
firsts as (
    select
        suite,
        arm,
        change,
        incumbent,
        count(*) as flips,
        min(
            {'case_id': case_id, 'repeat': repeat, 'run_id': run_id, 'score': score, 'old_score': old_score},
            if($most between 1 and 999999, $most, error('most: ' || $most || ' is not from 1 to 999999. Say --param most=20.'))
        ) as few
    from flipped
    group by suite, arm, change, incumbent
),
shown as (select * exclude (few), unnest(few, recursive := true) from firsts),
-- what was written is looked up of those that are shown alone, both sides at once
sides as (
    select run_id, suite, case_id, repeat, arm from shown
    union
    select run_id, suite, case_id, repeat, incumbent from shown
),
told as materialized (
    select
        calls.*,
        stg_answers.text as answer
    from (
        select run_id, call_id, suite, case_id, repeat, arm, failure_kind
        from int_calls
        semi join sides using (run_id, suite, case_id, repeat, arm)
        where purpose = 'eval'
    ) as calls
    left join stg_answers using (run_id, call_id)
)

select
    shown.suite,
    shown.case_id,
    shown.arm,
    shown.change,
    shown.incumbent,
    told.answer,
    old_told.answer as incumbent_answer,
    shown.score,
    shown.old_score as incumbent_score,
    told.failure_kind as failure,
    old_told.failure_kind as incumbent_failure,
    shown.repeat,
    shown.run_id,
    shown.flips
from shown
join told
    on told.run_id = shown.run_id
    and told.suite = shown.suite
    and told.case_id = shown.case_id
    and told.repeat = shown.repeat
    and told.arm = shown.arm
join told as old_told
    on old_told.run_id = shown.run_id
    and old_told.suite = shown.suite
    and old_told.case_id = shown.case_id
    and old_told.repeat = shown.repeat
    and old_told.arm = shown.incumbent
order by shown.suite, shown.arm, shown.change, shown.case_id, shown.repeat, shown.run_id

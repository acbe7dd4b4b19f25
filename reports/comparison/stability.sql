-- asks:    Which cases pass every time, which come and go, and which have changed since the baseline run?
-- grain:   one row per suite, arm and case, or one per suite and arm
-- inputs:  int_call_scores (one row per run and call with the purpose eval), runs (one row per run),
--          runs_in_scope (one row per run)
-- columns:
--   suite              the prompt suite
--   arm                a candidate under a route policy
--   case_id            the prompt; null in a row for a whole arm
--   cases              how many cases the row is about
--   runs               runs with a valid outcome of any of them: the nights, of which --last N chooses how many
--   valid_calls        repeats over all runs with a score, or failed by the gateway or the provider, which is no pass
--   missing_calls      repeats not sent, cancelled, failed by ourselves or left unscored
--   passed_calls       of the valid ones those that passed every scorer
--   pass_rate          [share, high is good] passed_calls / valid_calls of a case; the mean of that over the cases of an arm
--   pass_rate_low      [share] lower end of its 95 % interval: Wilson over the repeats of a case; null for an arm, see leaderboard
--   pass_rate_high     [share] upper end of its 95 % interval: Wilson over the repeats of a case; null for an arm, see leaderboard
--   pass_all_k         [share, high is good] chance that k repeats all pass, pass^k, estimated without bias as C(passed, k) / C(valid, k); null
--                      with fewer than k valid repeats; the mean over the cases of an arm that have one
--   flaky_cases        [low is good] cases that both passed and did not
--   regressions        [low is good] cases that passed in the baseline run and do not in the newest: in more than half of their repeats
--   fixes              [high is good] cases that did not pass in the baseline run and do in the newest
--   asked_otherwise    cases whose question, parameters or policy changed since, which is neither
--   baseline_rate      [share] pass_rate in the baseline run; null where it has no valid outcome of the case
--   newest_rate        [share, high is good] pass_rate in the newest run with a valid outcome of the case; null where none is newer than the
--                      baseline
-- params:
--   k         integer         3       how many repeats in a row are to pass
--   baseline  text            oldest  the run to compare with, which the scope must hold; oldest for the first that holds the case
--   by        text(case,arm)  case    case for one row per case, arm for one per arm
-- holds:
--   every planned question is valid or missing
--     (select coalesce(sum(valid_calls + missing_calls), 0) from result) = (select count(*) from int_call_scores)
--   every case is counted once
--     (select coalesce(sum(cases), 0) from result)
--     = (select count(*) from (select distinct suite, arm, case_id from int_call_scores))
--   a case that regressed was not fixed
--     (select coalesce(bool_and(regressions + fixes + asked_otherwise <= cases), true) from result)
-- chart:   bar, x arm, y pass_rate, series suite
with
nights as (
    select
        run_id,
        row_number() over (order by started_at, run_id) as night,
        -- a run that was left out would read as one without regressions
        if(
            $baseline <> 'oldest' and not bool_or(run_id = $baseline) over (),
            error('the baseline run ''' || $baseline || ''' is not in the scope: widen it with --last N or --run'),
            $baseline in ('oldest', run_id)
        ) as may_be_baseline
    from runs
    semi join runs_in_scope using (run_id)
),
-- a set of nights is a row of bits, one for each
numbered as (
    select *, set_bit(bitstring('0', cast(count(*) over () as integer)), cast(night - 1 as integer), 1) as night_bit
    from nights
),
calls as not materialized (
    select int_call_scores.*, night, night_bit, may_be_baseline
    from int_call_scores
    join numbered using (run_id)
),
totals as (
    select
        suite,
        arm,
        case_id,
        count(score) as valid,
        count(*) - count(score) as missing,
        count(*) filter (where is_success) as passed,
        min(night) filter (where score is not null and may_be_baseline) as baseline_night,
        max(night) filter (where score is not null) as newest_night,
        bit_or(night_bit) filter (where score is not null) as nights
    from calls
    group by suite, arm, case_id
),
-- what passed in a night matters of the first and the last of a case alone: two nights of many, as a rule
ends as (
    select baseline_night as night from totals
    union
    select newest_night from totals
),
per_night as (
    select
        suite,
        arm,
        case_id,
        night,
        count(*) filter (where is_success) / nullif(count(score), 0) as rate,
        -- an id says what was asked, so a changed one is no longer the same question
        min_by(hash(call_id), repeat) as question
    from calls
    semi join ends using (night)
    group by suite, arm, case_id, night
),
cases as (
    select
        totals.*,
        first_night.rate as baseline_rate,
        first_night.question as baseline_question,
        last_night.rate as newest_rate,
        last_night.question as newest_question
    from totals
    left join per_night as first_night
        on first_night.suite = totals.suite
        and first_night.arm = totals.arm
        and first_night.case_id = totals.case_id
        and first_night.night = totals.baseline_night
    left join per_night as last_night
        on last_night.suite = totals.suite
        and last_night.arm = totals.arm
        and last_night.case_id = totals.case_id
        and last_night.night = totals.newest_night
),
compared as (
    select
        * exclude (newest_rate),
        -- the baseline is not held against itself, nor against what was before it
        if(newest_night <= baseline_night, null, newest_rate) as newest_rate
    from cases
),
judged as (
    select
        *,
        passed / nullif(valid, 0) as pass_rate,
        if(
            valid >= $k,
            list_product([greatest(passed - i, 0) / (valid - i) for i in range($k)]),
            null
        ) as pass_all_k,
        coalesce(passed > 0 and passed < valid, false) as is_flaky,
        newest_rate is not null and coalesce(baseline_question <> newest_question, false) as is_asked_otherwise,
        not is_asked_otherwise and coalesce(baseline_rate > 0.5 and newest_rate <= 0.5, false) as is_regression,
        not is_asked_otherwise and coalesce(baseline_rate <= 0.5 and newest_rate > 0.5, false) as is_fix
    from compared
),
rows_of as (
    select
        *,
        if($by = 'case', case_id, null) as row_case
    from judged
),
folded as (
    select
        suite,
        arm,
        row_case as case_id,
        count(*) as cases,
        coalesce(bit_count(bit_or(nights)), 0) as runs,
        cast(sum(valid) as bigint) as valid_calls,
        cast(sum(missing) as bigint) as missing_calls,
        cast(sum(passed) as bigint) as passed_calls,
        avg(pass_rate order by case_id) as pass_rate,
        avg(pass_all_k order by case_id) as pass_all_k,
        count(*) filter (where is_flaky) as flaky_cases,
        count(*) filter (where is_regression) as regressions,
        count(*) filter (where is_fix) as fixes,
        count(*) filter (where is_asked_otherwise) as asked_otherwise,
        avg(baseline_rate order by case_id) as baseline_rate,
        avg(newest_rate order by case_id) as newest_rate
    from rows_of
    group by suite, arm, row_case
),
-- few different counts stand for many cases
bounds as (
    select
        passed_calls,
        valid_calls,
        wilson_low(passed_calls, valid_calls, 0.95) as low,
        wilson_high(passed_calls, valid_calls, 0.95) as high
    from (select distinct passed_calls, valid_calls from folded where case_id is not null and valid_calls > 0)
)

select
    suite,
    arm,
    case_id,
    cases,
    runs,
    valid_calls,
    missing_calls,
    passed_calls,
    pass_rate,
    if(case_id is null, null, bounds.low) as pass_rate_low,
    if(case_id is null, null, bounds.high) as pass_rate_high,
    pass_all_k,
    flaky_cases,
    regressions,
    fixes,
    asked_otherwise,
    baseline_rate,
    newest_rate
from folded
left join bounds using (passed_calls, valid_calls)
order by regressions desc, flaky_cases desc, suite, arm, case_id

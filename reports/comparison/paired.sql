-- asks:    Is any arm better or worse than the incumbent on the same prompts?
-- grain:   one row per suite and arm other than the incumbent
-- inputs:  int_prompts (one row per suite, arm and prompt), runs (one row per run), runs_in_scope (one row per run)
-- columns:
--   suite                  the prompt suite
--   arm                    the arm compared
--   n                      prompts with a valid outcome on both sides; nothing else enters the comparison
--   incumbent              the arm it is compared with
--   quality                [share, high is good] the arm's mean score on them, 0 to 1
--   incumbent_quality      [share, high is good] the incumbent's
--   difference             mean of arm - incumbent, prompt by prompt
--   difference_low         lower end of its interval; null where none can be claimed
--   difference_high        upper end of its interval
--   method                 how the interval was made: Tango for one 0/1 outcome a prompt, CR1 t where prompts share
--                          sources, t for 30 graded prompts or more, else BCa
--   wins                   prompts on which the arm is better
--   losses                 prompts on which the incumbent is better
--   ties                   prompts on which they are alike
--   test                   the test behind p
--   p                      how likely a difference this large is by chance alone, two-sided
--   holm_p                 p raised for all comparisons of this table: for decisions
--   bh_p                   p raised less (Benjamini-Hochberg): for exploring
--   comparisons            how many p-values this table has: the family of holm_p and bh_p
--   widened_low            lower end of the interval widened for all of them (Bonferroni): for a claim about the best arm
--   widened_high           its upper end
--   mcnemar_mid_p          McNemar's mid-p value, less timid than p; null where outcomes are not 0/1 or share sources
--   dropped                prompts that only the incumbent has a valid outcome on
--   dropped_why            why the arm has none there
--   incumbent_dropped      prompts that only the arm has a valid outcome on
--   incumbent_dropped_why  why the incumbent has none there
-- params:
--   incumbent   text     none  the arm in use; without it that of the newest run's job, else its first arm
--   confidence  double   0.95  how sure the intervals are, more than 0 and less than 1
--   seed        integer  1     of the bootstrap
-- holds:
--   wins, losses and ties are all the prompts compared
--     (select coalesce(bool_and(wins + losses + ties = n), true) from result)
--   the difference is that of the two qualities
--     (select count(*) from result where abs(quality - incumbent_quality - difference) > 1e-9) = 0
--   nothing is compared with itself
--     (select count(*) from result where arm = incumbent) = 0
--   raising a p-value never lowers it
--     (select count(*) from result where holm_p < p - 1e-15 or bh_p < p - 1e-15) = 0
-- chart: points, x arm, y difference, low difference_low, high difference_high, series suite
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
            bool_or(int_prompts.arm = wanted.arm),
            any_value(wanted.arm),
            error(
                'incumbent: there is no arm ''' || any_value(wanted.arm) || ''' in these runs. Known arms: '
                || string_agg(distinct int_prompts.arm, ', ' order by int_prompts.arm)
                || '. Name one with --param incumbent=ARM.'
            )
        ) as arm
    from int_prompts, wanted
    having count(*) > 0
),
old as (select * from int_prompts where arm = (select arm from incumbent)),
new as (select * from int_prompts where arm <> (select arm from incumbent)),
differences as (
    select
        new.suite,
        new.arm,
        new.case_id,
        new.cluster_id,
        new.score,
        old.score as old_score,
        -- repeats averaged in another order differ in a last digit, which is no win
        round(new.score - old.score, 12) as difference,
        new.valid_calls = 1 and old.valid_calls = 1 and new.score in (0, 1) and old.score in (0, 1) as is_binary
    from new
    join old using (suite, case_id)
    where new.score is not null and old.score is not null
),
moments as (
    select
        suite,
        arm,
        count(*) as n,
        avg(score order by case_id) as quality,
        avg(old_score order by case_id) as old_quality,
        avg(difference order by case_id) as mean,
        coalesce(stddev_samp(difference order by case_id), 0) as deviation,
        count(*) filter (where difference > 0) as wins,
        count(*) filter (where difference < 0) as losses,
        count(distinct cluster_id) as clusters,
        bool_and(is_binary) as is_binary
    from differences
    group by suite, arm
),
cluster_sums as (
    select suite, arm, cluster_id, sum(difference - mean order by case_id) as deviation
    from differences
    join moments using (suite, arm)
    where clusters < n
    group by suite, arm, cluster_id
),
cluster_errors as (
    select
        suite,
        arm,
        sqrt(count(*) / nullif(count(*) - 1, 0) * sum(deviation * deviation order by cluster_id)) as error_times_n
    from cluster_sums
    group by suite, arm
),
few as (
    select suite, arm, list(difference order by case_id) as differences
    from differences
    semi join (select suite, arm from moments where n < 30) using (suite, arm)
    group by suite, arm
),
arms as (select distinct suite, arm from new),
samples as (
    select
        arms.suite,
        arms.arm,
        moments.* exclude (suite, arm),
        few.differences as few,
        {
            'n': coalesce(n, 0),
            'wins': coalesce(wins, 0),
            'losses': coalesce(losses, 0),
            'mean': coalesce(mean, 0),
            'deviation': coalesce(deviation, 0),
            'clusters': coalesce(clusters, 0),
            'cluster_error': coalesce(error_times_n / n, 0),
            'is_binary': coalesce(is_binary, false)
        } as sample
    from arms
    left join moments using (suite, arm)
    left join cluster_errors using (suite, arm)
    left join few using (suite, arm)
),
compared as (
    select *, paired_difference(sample, few, $confidence, $seed) as found
    from samples
),
raised as (
    select
        *,
        holm(found.p, list(found.p) over ()) as holm_p,
        benjamini_hochberg(found.p, list(found.p) over ()) as bh_p,
        count(found.p) over () as comparisons
    from compared
),
widened as (
    select *, paired_difference(sample, few, 1 - (1 - $confidence) / greatest(1, comparisons), $seed) as wide
    from raised
),
-- a prompt that one side was never asked is dropped as well
lost as (
    select
        arms.suite,
        arms.arm,
        coalesce(new.missing, 'not asked') as why,
        count(*) as prompts
    from arms
    join old on arms.suite = old.suite and old.score is not null
    left join new on arms.suite = new.suite and arms.arm = new.arm and old.case_id = new.case_id
    where new.score is null
    group by all
),
old_lost as (
    select
        new.suite,
        new.arm,
        coalesce(old.missing, 'not asked') as why,
        count(*) as prompts
    from new
    left join old using (suite, case_id)
    where new.score is not null and old.score is null
    group by all
),
lost_in_all as (
    select suite, arm, sum(prompts) as prompts, string_agg(prompts || ' ' || why, ', ' order by why) as why
    from lost
    group by suite, arm
),
old_lost_in_all as (
    select suite, arm, sum(prompts) as prompts, string_agg(prompts || ' ' || why, ', ' order by why) as why
    from old_lost
    group by suite, arm
)

select
    suite,
    arm,
    coalesce(n, 0) as n,
    (select arm from incumbent) as incumbent,
    quality,
    old_quality as incumbent_quality,
    mean as difference,
    found.low as difference_low,
    found.high as difference_high,
    found.method,
    coalesce(wins, 0) as wins,
    coalesce(losses, 0) as losses,
    coalesce(n - wins - losses, 0) as ties,
    found.test,
    found.p,
    holm_p,
    bh_p,
    comparisons,
    wide.low as widened_low,
    wide.high as widened_high,
    if(found.test = 'McNemar exact', mid_sign_test(wins, losses), null) as mcnemar_mid_p,
    coalesce(lost_in_all.prompts, 0) as dropped,
    lost_in_all.why as dropped_why,
    coalesce(old_lost_in_all.prompts, 0) as incumbent_dropped,
    old_lost_in_all.why as incumbent_dropped_why
from widened
left join lost_in_all using (suite, arm)
left join old_lost_in_all using (suite, arm)
order by suite, difference desc nulls last, arm

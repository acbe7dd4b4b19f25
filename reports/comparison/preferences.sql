-- asks:    Which of two models does each judge prefer, and can the judge be believed?
-- grain:   one row per suite, judge and pair of models
-- inputs:  int_duels (one row per suite, judge, item and pair of models), int_judges (one row per suite and judge)
-- columns:
--   suite                the prompt suite
--   judge                who chose
--   model                of the two the first by name
--   against              the other
--   n                    prompts with a choice: the unit of the interval; a prompt judged in both orders counts once
--   win_rate             share of them that model won, a tie as half; a verdict that follows the order is a tie
--   standard_error       of the win rate: deviation (n - 1) / sqrt(n)
--   win_rate_low         lower end of its interval; null where none can be claimed
--   win_rate_high        upper end of its interval
--   method               how the interval was made
--   wins                 prompts that model won
--   losses               prompts that it lost
--   ties                 prompts that neither won
--   abstained            choices the judge did not make, left out of the win rate
--   abstain_rate         [share, low is good] of all it was asked for; above 0.05 the judging cannot be used for a verdict
--   both_orders          prompts judged in both orders
--   consistency          [share, high is good] of them with the same verdict in both; below 0.8 the judge is not to be trusted
--   kappa                [share, high is good] the same beyond what chance gives (Cohen); null where one verdict takes all
--   first_shown_wins     of the others those that whichever answer was shown first won
--   second_shown_wins    and those that whichever was shown second won
--   position_bias_p      exact sign test of these two: how likely a split this uneven is without a bias for a place
--   mean_length          of model's answers, characters; null where unknown
--   mean_against_length  of the other's
--   length_correlation   of the outcome with the logarithm of the ratio of lengths: above 0 the longer answer wins;
--                        null where lengths are unknown or all alike
--   length_controlled_win_rate  secondary: what win_rate would be at equal lengths, by a logit on the difference of
--                               lengths; null where no line fits best
--   length_controlled_low       lower end of its interval; null where none can be claimed
--   length_controlled_high      upper end of its interval
--   length_controlled_method    how it was made, and of how many prompts where lengths of others are unknown
--   caution              what speaks against the judge; null where nothing does
--   judge_check          whether a null answer fools the judge: failed, passed, not judged or no control; judges tells more
-- params:
--   controls    boolean  false whether duels with a control, a null answer that tries the judge, have rows too
--   confidence  double   0.95  how sure the intervals are, more than 0 and less than 1
--   seed        integer  1     of the bootstrap
-- holds:
--   wins, losses and ties are all the prompts
--     (select coalesce(bool_and(wins + losses + ties = n), true) from result)
--   every prompt that was judged is counted
--     (select coalesce(sum(n), 0) from result) = (
--         select count(score) from int_duels where $controls or not (model_control or against_control)
--     )
-- chart: points, x model, y win_rate, low win_rate_low, high win_rate_high, series against
with
duels as (
    select
        *,
        case when score > 0.5 then 'won' when score < 0.5 then 'lost' else 'tied' end as verdict,
        case when score_first > 0.5 then 1 when score_first < 0.5 then 3 else 2 end as label_first,
        case when score_second > 0.5 then 1 when score_second < 0.5 then 3 else 2 end as label_second,
        score_first is not null and score_second is not null as is_both,
        ln(length / against_length) as length_ratio
    from int_duels
    where $controls or not (model_control or against_control)
),
samples as (
    select
        suite,
        judge,
        model,
        against,
        count(score) as n,
        avg(score order by item_id) as mean,
        stddev_samp(score order by item_id) as deviation,
        count(distinct cluster_id) filter (where score is not null) as clusters,
        coalesce(bool_and(score in (0, 1)), false) as is_binary,
        count(*) filter (where score is not null and verdict = 'won') as wins,
        count(*) filter (where score is not null and verdict = 'lost') as losses,
        count(*) filter (where score is not null and verdict = 'tied') as ties,
        sum(choices) as choices,
        sum(abstained) as abstained,
        count(*) filter (where is_both) as both_orders,
        count(*) filter (where is_both and label_first = label_second) as consistent,
        count(*) filter (where is_both and label_first < label_second) as first_shown_wins,
        count(*) filter (where is_both and label_first > label_second) as second_shown_wins,
        avg(length) as mean_length,
        avg(against_length) as mean_against_length,
        corr(score, length_ratio order by item_id) filter (where isfinite(length_ratio)) as length_correlation
    from duels
    group by suite, judge, model, against
),
cluster_sums as (
    select suite, judge, model, against, cluster_id, sum(score - mean order by item_id) as deviation
    from duels
    join samples using (suite, judge, model, against)
    where clusters < n and score is not null
    group by suite, judge, model, against, cluster_id
),
cluster_errors as (
    select
        suite,
        judge,
        model,
        against,
        sqrt(count(*) / nullif(count(*) - 1, 0) * sum(deviation * deviation order by cluster_id)) as error_times_n
    from cluster_sums
    group by suite, judge, model, against
),
few as (
    select suite, judge, model, against, list(score order by item_id) as scores
    from duels
    semi join (select * from samples where n < 30) using (suite, judge, model, against)
    where score is not null
    group by suite, judge, model, against
),
labels as (
    select suite, judge, model, against, list_transform([1, 2, 3], lambda f: list_transform([1, 2, 3],
        lambda s: len(list_filter(pairs, lambda pair: pair.f = f and pair.s = s)))) as counts
    from (
        select suite, judge, model, against, list({'f': label_first, 's': label_second}) as pairs
        from duels
        where is_both
        group by suite, judge, model, against
    )
),
-- prompts on which the same happened are fitted alike
lengths as (
    select
        suite,
        judge,
        model,
        against,
        score,
        length - against_length as length_difference,
        if(clusters < n, cluster_id, null) as cluster,
        count(*) as times
    from duels
    join samples using (suite, judge, model, against)
    where score is not null and isfinite(duels.length - duels.against_length)
    group by suite, judge, model, against, score, length_difference, cluster
),
length_controls as (
    select
        suite,
        judge,
        model,
        against,
        length_controlled(
            list(
                {'score': score, 'length_difference': length_difference, 'times': times, 'cluster': cluster}
                order by length_difference, score, cluster
            ),
            $confidence
        ) as length_control
    from lengths
    group by suite, judge, model, against
),
methods as (
    select
        samples.*,
        error_times_n / n as cluster_error,
        if(clusters < n, clusters, n) as units,
        few.scores as few,
        cohens_kappa(labels.counts, $confidence).kappa as kappa,
        case
            when n = 0 then 'none: no choice'
            when clusters < n and clusters < 6 then 'none: fewer than 6 clusters'
            -- alike choices have no spread to learn from; the score interval still knows how few they are
            when deviation = 0 and mean in (0, 1) then 'Wilson'
            when clusters < n then 'CR1 t, ' || clusters || ' clusters' || if(clusters < 20, ', few', '')
            when is_binary then 'Wilson'
            when n < 10 then 'none: fewer than 10 prompts'
            when deviation = 0 then 'none: all prompts alike'
            when n >= 30 then 't over prompts'
            else 'BCa bootstrap'
        end as method
    from samples
    left join cluster_errors using (suite, judge, model, against)
    left join few using (suite, judge, model, against)
    left join labels using (suite, judge, model, against)
),
reaches as (
    select
        *,
        case
            when method = 'Wilson'
                then {
                    'low': wilson_low(round(mean * units), units, $confidence),
                    'high': wilson_high(round(mean * units), units, $confidence),
                    'method': method
                }
            when method like 'CR1%'
                then {
                    'low': mean - t_quantile((1 + $confidence) / 2, clusters - 1) * cluster_error,
                    'high': mean + t_quantile((1 + $confidence) / 2, clusters - 1) * cluster_error,
                    'method': method
                }
            when method like 't %'
                then {
                    'low': mean - t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n),
                    'high': mean + t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n),
                    'method': method
                }
            when method = 'BCa bootstrap' then bca_of_mean(few, $confidence, $seed)
            else {'low': null, 'high': null, 'method': method}
        end as found
    from methods
)

select
    suite,
    judge,
    model,
    against,
    n,
    mean as win_rate,
    if(clusters < n, cluster_error, deviation / sqrt(n)) as standard_error,
    greatest(0, found.low) as win_rate_low,
    least(1, found.high) as win_rate_high,
    found.method as method,
    wins,
    losses,
    ties,
    abstained,
    abstained / choices as abstain_rate,
    both_orders,
    consistent / nullif(both_orders, 0) as consistency,
    kappa,
    first_shown_wins,
    second_shown_wins,
    if(both_orders > 0, sign_test(first_shown_wins, second_shown_wins), null) as position_bias_p,
    mean_length,
    mean_against_length,
    if(isfinite(length_correlation), length_correlation, null) as length_correlation,
    length_control.win_rate as length_controlled_win_rate,
    length_control.low as length_controlled_low,
    length_control.high as length_controlled_high,
    coalesce(
        length_control.method || if(length_control.n < reaches.n, '; ' || length_control.n || ' of ' || reaches.n || ' prompts', ''),
        'none: lengths unknown'
    ) as length_controlled_method,
    nullif(
        concat_ws(
            ', ',
            if(abstained / choices > 0.05, 'abstains too often', null),
            if(both_orders = 0, 'one order only', null),
            if(consistent / nullif(both_orders, 0) < 0.8, 'inconsistent', null),
            if(judge_check like 'failed%', 'prefers a null answer', null)
        ),
        ''
    ) as caution,
    judge_check
from reaches
join int_judges using (suite, judge)
left join length_controls using (suite, judge, model, against)
order by suite, judge, model, against

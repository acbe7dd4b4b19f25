-- asks:    How strong is each model by the choices of each judge?
-- grain:   one row per suite, judge and model
-- inputs:  int_duels (one row per suite, judge, item and pair of models), int_judges (one row per suite and judge)
-- columns:
--   suite           the prompt suite
--   judge           who chose
--   model           the model
--   n               prompts it was judged on against any other
--   games           how many comparisons with another model those are, a prompt and an opponent each
--   win_rate        share of its games won, a tie as half, whoever it met
--   elo             [Elo points, high is good] Bradley-Terry rating around a mean of 0: 400 points are odds of ten to one;
--                   null where no chain of wins leads from every model to every other, so that no rating fits
--   elo_low         lower end of its interval; null where none can be claimed
--   elo_high        upper end of its interval
--   method          how the interval was made: whole prompts are drawn, or clusters of them
--   judge_check     whether a null answer fools the judge: failed, passed, not judged or no control; judges tells more
-- params:
--   controls    boolean  false whether a control, a null answer that tries the judge, is rated as a model
--   confidence  double   0.95  how sure the intervals are, more than 0 and less than 1
--   seed        integer  1     of the bootstrap
-- holds:
--   ratings of one judge add up to nothing
--     (select count(*) from (select sum(elo) as total from result group by suite, judge) where abs(total) > 1e-6) = 0
--   what one model wins another loses
--     (select coalesce(abs(sum(games * win_rate) - sum(games) / 2), 0) < 1e-6 from result)
-- chart: points, x model, y elo, low elo_low, high elo_high, series judge
with
duels as (
    select *
    from int_duels
    where score is not null and ($controls or not (model_control or against_control))
),
meetings as (
    select suite, judge, cluster_id, model, against, count(*) as games, sum(score order by item_id) as wins
    from duels
    group by suite, judge, cluster_id, model, against
),
units as (
    select
        suite,
        judge,
        cluster_id,
        list({'first': model, 'second': against, 'games': games, 'first_wins': wins} order by model, against) as meetings
    from meetings
    group by suite, judge, cluster_id
),
-- units on which the same happened are drawn alike
alike as (
    select suite, judge, meetings, count(*) as times
    from units
    group by suite, judge, meetings
),
tournaments as (
    select
        suite,
        judge,
        bradley_terry(list({'times': times, 'meetings': meetings} order by meetings), $confidence, $seed) as ratings
    from alike
    group by suite, judge
),
rated as (
    select suite, judge, rating.model, rating.elo, rating.low, rating.high, rating.method
    from (select suite, judge, unnest(ratings) as rating from tournaments)
),
played as (
    select suite, judge, model, item_id, score from duels
    union all
    select suite, judge, against, item_id, 1 - score from duels
),
win_rates as (
    select suite, judge, model, count(distinct item_id) as n, count(*) as games, avg(score order by item_id, score) as win_rate
    from played
    group by suite, judge, model
)

select
    suite,
    judge,
    model,
    n,
    games,
    win_rate,
    elo,
    low as elo_low,
    high as elo_high,
    method,
    judge_check
from win_rates
join rated using (suite, judge, model)
join int_judges using (suite, judge)
order by suite, judge, elo desc nulls last, win_rate desc, model

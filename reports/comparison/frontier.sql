-- asks:    Which arms give the best quality for their cost, and which are beaten?
-- grain:   one row per suite and arm
-- inputs:  int_prompts (one row per suite, arm and prompt)
-- columns:
--   suite             the prompt suite
--   arm               a candidate under a route policy
--   n                 prompts with a valid outcome of every arm of the suite: all are compared on the same
--   usd_per_1k_calls  cost of a thousand calls on them, US dollars, over sent calls of known cost; a ratio, rounded to
--                     12 decimals; null where no cost is known
--   quality           [share, high is good] mean score on them, 0 to 1
--   status            frontier: on the non-decreasing convex hull · undominated: no arm is as cheap and as good, but a
--                     mix of two is · dominated: an arm as cheap is at least as good, by its paired interval ·
--                     not separable: such an arm seems as good, but the interval does not say so · cost unknown ·
--                     no common prompt
--   beaten_by         the best of the arms that are as cheap and seem as good; null where there is none
--   difference_low    lower end of the interval of arm - beaten_by over the same prompts; null where none can be claimed
--   difference_high   its upper end: dominated where it is not above 0
--   method            how that interval was made
--   mix_quality       [share, high is good] what a random mix of the other arms reaches at this cost; null where all
--                     of them cost more
--   over_mix          quality - mix_quality: what the arm gives beyond mixing the others
--   aiq               [share, high is good] average quality of the suite's hull over its range of costs: AIQ as the
--                     paper on RouterBench defines it
--   aiq_alone         [share, high is good] the same for this arm alone, over the same range; 0 below
--                     its cost
--   aiq_without       [share, high is good] the same for the other arms without it
--   range_low_usd     where the range of costs begins, US dollars for a thousand calls: the cheapest arm
--   range_high_usd    where it ends: the dearest arm
-- params:
--   confidence  double   0.95  how sure the intervals are, more than 0 and less than 1
--   seed        integer  1     of the bootstrap
-- holds:
--   each suite with a known cost has an arm on its hull
--     (select count(*) from (select suite from result where usd_per_1k_calls is not null group by suite having count(*) filter (where status = 'frontier') = 0)) = 0
--   a hull is never below one of its arms
--     (select count(*) from result where aiq < aiq_alone - 1e-12 or aiq < aiq_without - 1e-12) = 0
--   nobody on the hull is beaten
--     (select count(*) from result where status in ('frontier', 'undominated') and beaten_by is not null) = 0
-- chart: points, x usd_per_1k_calls, y quality, series suite, label arm
with
arms as (select suite, arm from int_prompts group by suite, arm),
arm_counts as (select suite, count(*) as arms from arms group by suite),
common as (
    select suite, case_id
    from int_prompts
    join arm_counts using (suite)
    where score is not null
    group by suite, case_id
    having count(*) = any_value(arms)
),
prompts as (select * from int_prompts semi join common using (suite, case_id)),
measured as (
    select
        arms.suite,
        arms.arm,
        count(prompts.case_id) as n,
        avg(score order by case_id) as quality,
        cast(1000 * sum(costed_usd) / nullif(sum(costed_calls), 0) as decimal(38, 12)) as usd_per_1k_calls
    from arms
    left join prompts using (suite, arm)
    group by arms.suite, arms.arm
),
placeable as (
    select
        *,
        if(usd_per_1k_calls is null, null, {'cost': cast(usd_per_1k_calls as double), 'quality': quality}) as point
    from measured
),
points as (select * from placeable where point is not null),
ranges as (
    select
        suite,
        list(point order by arm) as all_points,
        min(usd_per_1k_calls) as low_usd,
        max(usd_per_1k_calls) as high_usd
    from points
    group by suite
),
others as (
    select
        one.suite,
        one.arm,
        coalesce(list(other.point order by other.arm) filter (where other.arm is not null), []) as points,
        min(other.usd_per_1k_calls) as cheapest_usd
    from points as one
    left join points as other on one.suite = other.suite and one.arm <> other.arm
    group by one.suite, one.arm
),
-- of several that beat an arm the best, then the cheapest
beaten as (
    select
        one.suite,
        one.arm,
        arg_min(other.arm, (-other.quality, other.usd_per_1k_calls, other.arm)) as beaten_by
    from points as one
    join points as other
        on one.suite = other.suite
        and other.usd_per_1k_calls <= one.usd_per_1k_calls
        and other.quality >= one.quality
        and (other.usd_per_1k_calls < one.usd_per_1k_calls or other.quality > one.quality)
    group by one.suite, one.arm
),
differences as (
    select
        beaten.suite,
        beaten.arm,
        one.case_id,
        one.cluster_id,
        round(one.score - other.score, 12) as difference,
        one.valid_calls = 1 and other.valid_calls = 1 and one.score in (0, 1) and other.score in (0, 1) as is_binary
    from beaten
    join prompts as one on one.suite = beaten.suite and one.arm = beaten.arm
    join prompts as other
        on other.suite = beaten.suite and other.arm = beaten.beaten_by and other.case_id = one.case_id
),
moments as (
    select
        suite,
        arm,
        count(*) as n,
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
tested as (
    select
        suite,
        arm,
        paired_difference(
            {
                'n': n,
                'wins': wins,
                'losses': losses,
                'mean': mean,
                'deviation': deviation,
                'clusters': clusters,
                'cluster_error': coalesce(error_times_n / n, 0),
                'is_binary': is_binary
            },
            few.differences,
            $confidence,
            $seed
        ) as found
    from moments
    left join cluster_errors using (suite, arm)
    left join few using (suite, arm)
),
placed as (
    select
        placeable.*,
        beaten.beaten_by,
        tested.found,
        ranges.low_usd,
        ranges.high_usd,
        is_frontier_corner(all_points, point.cost, quality) as is_corner,
        if(
            others.cheapest_usd <= usd_per_1k_calls,
            frontier_quality(others.points, point.cost),
            null
        ) as mix_quality,
        frontier_aiq(all_points, cast(low_usd as double), cast(high_usd as double)) as aiq,
        frontier_aiq(if(point is null, [], [point]), cast(low_usd as double), cast(high_usd as double)) as aiq_alone,
        frontier_aiq(others.points, cast(low_usd as double), cast(high_usd as double)) as aiq_without
    from placeable
    left join ranges using (suite)
    left join others using (suite, arm)
    left join beaten using (suite, arm)
    left join tested using (suite, arm)
)

select
    suite,
    arm,
    n,
    usd_per_1k_calls,
    quality,
    case
        when n = 0 then 'no common prompt'
        when usd_per_1k_calls is null then 'cost unknown'
        when is_corner then 'frontier'
        when beaten_by is null then 'undominated'
        when found.high <= 0 then 'dominated'
        else 'not separable'
    end as status,
    beaten_by,
    found.low as difference_low,
    found.high as difference_high,
    found.method,
    mix_quality,
    quality - mix_quality as over_mix,
    aiq,
    aiq_alone,
    aiq_without,
    low_usd as range_low_usd,
    high_usd as range_high_usd
from placed
order by suite, usd_per_1k_calls nulls last, quality desc, arm

-- asks:    Which arm answers how well, for how much money and how fast?
-- grain:   one row per suite and arm
-- inputs:  int_calls (one row per run and call), int_prompts (one row per suite, arm and prompt),
--          stg_usage_events (one row per attempt)
-- columns:
--   suite                   the prompt suite
--   arm                     a candidate under a route policy
--   n                       prompts with a valid outcome: the unit of the interval, however often each was asked
--   quality                 [share, high is good] mean score of those prompts, 0 to 1, repeats averaged first; a call that the gateway or
--                           the provider failed scores 0
--   quality_low             [share, high is good] lower end of its interval; null where none can be claimed
--   quality_high            [share, high is good] upper end of its interval; null where none can be claimed
--   method                  how the interval was made
--   rank                    1 + the arms of the suite whose whole interval lies above this one's: arms that the intervals
--                           do not separate share a rank; null where there is no interval
--   dropped                 prompts without any valid outcome: not sent, cancelled, failed by ourselves, unscored
--   failed_calls            calls that ended without an answer, whoever failed, refusals apart
--   refused_calls           calls whose answer a content filter of the gateway, the provider or the model withheld or ended
--   truncated_calls         answers that ended at the limit of their length
--   billed_usd              what every attempt cost, as the gateway says, US dollars; unknown costs left out
--   unknown_costs           attempts whose cost is unknown; one that was refused cost nothing
--   usd_per_1k_calls        cost of a thousand calls, US dollars, over sent calls whose cost is known; a ratio,
--                           rounded to 12 decimals
--   usd_per_success         cost of all those calls for each that passed every scorer; null where none did; a ratio,
--                           rounded to 12 decimals
--   usd_per_success_low     lower end of its interval over prompts, or over clusters of them; null where none can be claimed
--   usd_per_success_high    upper end of its interval
--   usd_per_success_method  how that interval was made: delta, or Fieller below 30 successes
--   latency_p50_ms          median of the time to the whole answer, ms, fresh answers only
--   latency_p50_low_ms      lower bound of it, ms, by order statistics; null where there are too few answers
--   latency_p50_high_ms     upper bound of it, ms
--   latency_p95_ms          its 95th percentile, ms
--   latency_p95_low_ms      lower bound of it, ms
--   latency_p95_high_ms     upper bound of it, ms
--   latency_p99_ms          its 99th percentile, ms
--   latency_p99_low_ms      lower bound of it, ms
--   latency_p99_high_ms     upper bound of it, ms
--   ttft_p50_ms             median of the time to the first content token, ms, streamed answers only
--   ttft_p50_low_ms         lower bound of it, ms, by order statistics; null where there are too few answers
--   ttft_p50_high_ms        upper bound of it, ms
--   ttft_p95_ms             its 95th percentile, ms
--   ttft_p95_low_ms         lower bound of it, ms
--   ttft_p95_high_ms        upper bound of it, ms
--   ttft_p99_ms             its 99th percentile, ms
--   ttft_p99_low_ms         lower bound of it, ms
--   ttft_p99_high_ms        upper bound of it, ms
--   output_tokens_per_s     [tokens/s, high is good] median speed after the first content token, reasoning left out
--   simulated               whether any of these figures comes from the embedded gateway, so that it is not real
-- params:
--   confidence  double  0.95  how sure the intervals are, more than 0 and less than 1
-- holds:
--   billed_usd adds up to every attempt of the scope
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_usage_events)
--   every prompt of the scope is counted or dropped
--     (select coalesce(sum(n + dropped), 0) from result) = (select count(*) from int_prompts)
--   no interval, no rank
--     (select count(*) from result where (rank is null) <> (quality_low is null)) = 0
--   each quality lies in its interval
--     (select count(*) from result where not (quality between quality_low - 1e-12 and quality_high + 1e-12)) = 0
-- chart: points, x usd_per_1k_calls, y quality, low quality_low, high quality_high, series suite, label arm
with
samples as (
    select
        suite,
        arm,
        count(score) as n,
        count(*) - count(score) as dropped,
        avg(score order by case_id) as mean,
        stddev_samp(score order by case_id) as deviation,
        count(distinct cluster_id) filter (where score is not null) as clusters,
        coalesce(bool_and(valid_calls = 1 and score in (0, 1)) filter (where score is not null), false) as is_binary,
        count(distinct cluster_id) < count(*) as is_clustered
    from int_prompts
    group by suite, arm
),
-- what prompts of one source have in common
cluster_sums as (
    select
        suite,
        arm,
        cluster_id,
        sum(int_prompts.score - samples.mean order by case_id) as deviation,
        count(int_prompts.score) as valid,
        -- money is exact up to here, and the statistics of it are not
        cast(sum(costed_usd) as double) as costed_usd,
        sum(costed_calls) as costed_calls,
        cast(sum(successes) as double) as successes
    from int_prompts
    join samples using (suite, arm)
    where is_clustered
    group by suite, arm, cluster_id
    union all
    -- each prompt its own source
    select
        suite,
        arm,
        cluster_id,
        int_prompts.score - samples.mean as deviation,
        if(int_prompts.score is null, 0, 1) as valid,
        cast(costed_usd as double) as costed_usd,
        costed_calls,
        cast(successes as double) as successes
    from int_prompts
    join samples using (suite, arm)
    where not is_clustered
),
cluster_moments as (
    select
        suite,
        arm,
        sqrt(count(*) filter (where valid > 0) / nullif(count(*) filter (where valid > 0) - 1, 0)
            * sum(deviation * deviation order by cluster_id) filter (where valid > 0)) as error_times_n,
        count(*) filter (where costed_calls > 0) as units,
        sum(successes) as successes,
        {
            'units': count(*) filter (where costed_calls > 0),
            'top': avg(costed_usd order by cluster_id) filter (where costed_calls > 0),
            'bottom': avg(successes order by cluster_id) filter (where costed_calls > 0),
            'top_variance': var_samp(costed_usd order by cluster_id) filter (where costed_calls > 0),
            'bottom_variance': var_samp(successes order by cluster_id) filter (where costed_calls > 0),
            'covariance': covar_samp(costed_usd, successes order by cluster_id) filter (where costed_calls > 0)
        } as moments
    from cluster_sums
    group by suite, arm
),
methods as (
    select
        samples.*,
        case
            when n = 0 then 'none: no valid outcome'
            when clusters < n and clusters < 6 then 'none: fewer than 6 clusters'
            -- alike values have no spread to learn from; the score interval still knows how few they are
            when deviation = 0 and mean in (0, 1) then 'Wilson'
            when clusters < n then 'CR1 t, ' || clusters || ' clusters' || if(clusters < 20, ', few', '')
            when is_binary then 'Wilson'
            when n < 2 then 'none: fewer than 2 cases'
            when deviation = 0 then 'none: all cases alike'
            else 't over cases'
        end as method,
        cluster_moments.error_times_n / n as cluster_error,
        -- prompts of one cluster that all agree count once
        if(clusters < n, clusters, n) as units,
        case
            when cluster_moments.units < 2 then {'method': 'none: fewer than 2 units', 'low': null, 'high': null}
            when is_clustered and cluster_moments.units < 6
                then {'method': 'none: fewer than 6 clusters', 'low': null, 'high': null}
            else ratio_per_success(moments, successes, $confidence)
        end as per_success
    from samples
    left join cluster_moments using (suite, arm)
),
intervals as (
    select
        *,
        case
            when method = 'Wilson' then wilson_low(round(mean * units), units, $confidence)
            when method like 'CR1%'
                then greatest(0, mean - t_quantile((1 + $confidence) / 2, clusters - 1) * cluster_error)
            when method like 't %'
                then greatest(0, mean - t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n))
        end as low,
        case
            when method = 'Wilson' then wilson_high(round(mean * units), units, $confidence)
            when method like 'CR1%'
                then least(1, mean + t_quantile((1 + $confidence) / 2, clusters - 1) * cluster_error)
            when method like 't %'
                then least(1, mean + t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n))
        end as high
    from methods
),
quality as (
    select
        *,
        case
            when low is not null
                then 1 + (
                    select count(*) from intervals as better
                    where better.suite = intervals.suite and better.low > intervals.high
                )
        end as rank
    from intervals
),
-- counted by whole milliseconds, since sorting every call would take longer than all the rest
buckets as (
    select suite, arm, 'latency' as figure, floor(latency_ms) as at_least, ceil(latency_ms) as at_most, count(*) as times
    from int_calls
    where purpose = 'eval' and latency_ms is not null
    group by all
    union all
    select suite, arm, 'ttft' as figure, floor(ttft_ms) as at_least, ceil(ttft_ms) as at_most, count(*) as times
    from int_calls
    where purpose = 'eval' and ttft_ms is not null
    group by all
),
cumulated as (
    select
        *,
        sum(times) over upwards as reached,
        sum(times) over (partition by suite, arm, figure) as answers
    from buckets
    window upwards as (partition by suite, arm, figure order by at_least, at_most)
),
ranks as (
    select
        suite,
        arm,
        figure,
        p,
        quantile_low_rank(answers, p, $confidence) as low_rank,
        quantile_high_rank(answers, p, $confidence) as high_rank
    from (select distinct suite, arm, figure, answers from cumulated), (values (0.5), (0.95), (0.99)) as quantiles(p)
),
-- rounded outwards, so that a bound never claims more than the values themselves; both or none
quantile_bounds as (
    select
        suite,
        arm,
        figure,
        p,
        if(any_value(high_rank) is null, null, min(at_least) filter (where reached >= low_rank)) as low,
        if(any_value(low_rank) is null, null, min(at_most) filter (where reached >= high_rank)) as high
    from cumulated
    join ranks using (suite, arm, figure)
    group by suite, arm, figure, p
),
bounds as (
    select
        suite,
        arm,
        max(low) filter (where figure = 'latency' and p = 0.5) as latency_p50_low_ms,
        max(high) filter (where figure = 'latency' and p = 0.5) as latency_p50_high_ms,
        max(low) filter (where figure = 'latency' and p = 0.95) as latency_p95_low_ms,
        max(high) filter (where figure = 'latency' and p = 0.95) as latency_p95_high_ms,
        max(low) filter (where figure = 'latency' and p = 0.99) as latency_p99_low_ms,
        max(high) filter (where figure = 'latency' and p = 0.99) as latency_p99_high_ms,
        max(low) filter (where figure = 'ttft' and p = 0.5) as ttft_p50_low_ms,
        max(high) filter (where figure = 'ttft' and p = 0.5) as ttft_p50_high_ms,
        max(low) filter (where figure = 'ttft' and p = 0.95) as ttft_p95_low_ms,
        max(high) filter (where figure = 'ttft' and p = 0.95) as ttft_p95_high_ms,
        max(low) filter (where figure = 'ttft' and p = 0.99) as ttft_p99_low_ms,
        max(high) filter (where figure = 'ttft' and p = 0.99) as ttft_p99_high_ms
    from quantile_bounds
    group by suite, arm
),
calls as (
    select
        *,
        purpose = 'eval' as is_eval,
        coalesce(outcome = 'failed' and failure_kind in ('moderation', 'guardrail'), false)
        or coalesce(finish_reason = 'content_filter', false) as is_refused,
        completion_tokens - coalesce(reasoning_tokens, 0) - 1 as tokens_after_first,
        (latency_ms - ttft_ms) / 1000 as seconds_after_first
    from int_calls
),
totals as (
    select
        suite,
        arm,
        count(*) filter (where is_eval and outcome = 'failed' and not is_refused) as failed_calls,
        count(*) filter (where is_eval and is_refused) as refused_calls,
        count(*) filter (where is_eval and finish_reason = 'length') as truncated_calls,
        sum(billed_usd) as billed_usd,
        sum(unknown_costs) as unknown_costs,
        quantile_cont(latency_ms, [0.5, 0.95, 0.99]) filter (where is_eval) as latency_ms,
        quantile_cont(ttft_ms, [0.5, 0.95, 0.99]) filter (where is_eval) as ttft_ms,
        median(tokens_after_first / seconds_after_first)
            filter (where is_eval and tokens_after_first > 0 and seconds_after_first > 0) as output_tokens_per_s,
        bool_or(simulated) as simulated
    from calls
    group by suite, arm
),
costs as (
    select
        suite,
        arm,
        sum(costed_usd) as costed_usd,
        sum(costed_calls) as costed_calls,
        sum(successes) as successes
    from int_prompts
    group by suite, arm
)

select
    suite,
    arm,
    coalesce(quality.n, 0) as n,
    quality.mean as quality,
    quality.low as quality_low,
    quality.high as quality_high,
    coalesce(quality.method, 'none: no valid outcome') as method,
    quality.rank,
    coalesce(quality.dropped, 0) as dropped,
    totals.failed_calls,
    totals.refused_calls,
    totals.truncated_calls,
    totals.billed_usd,
    totals.unknown_costs,
    cast(1000 * costs.costed_usd / nullif(costs.costed_calls, 0) as decimal(38, 12)) as usd_per_1k_calls,
    cast(costs.costed_usd / nullif(costs.successes, 0) as decimal(38, 12)) as usd_per_success,
    if(costs.successes > 0, quality.per_success.low, null) as usd_per_success_low,
    if(costs.successes > 0, quality.per_success.high, null) as usd_per_success_high,
    if(costs.successes > 0, quality.per_success.method, 'none: no success') as usd_per_success_method,
    totals.latency_ms[1] as latency_p50_ms,
    bounds.latency_p50_low_ms,
    bounds.latency_p50_high_ms,
    totals.latency_ms[2] as latency_p95_ms,
    bounds.latency_p95_low_ms,
    bounds.latency_p95_high_ms,
    totals.latency_ms[3] as latency_p99_ms,
    bounds.latency_p99_low_ms,
    bounds.latency_p99_high_ms,
    totals.ttft_ms[1] as ttft_p50_ms,
    bounds.ttft_p50_low_ms,
    bounds.ttft_p50_high_ms,
    totals.ttft_ms[2] as ttft_p95_ms,
    bounds.ttft_p95_low_ms,
    bounds.ttft_p95_high_ms,
    totals.ttft_ms[3] as ttft_p99_ms,
    bounds.ttft_p99_low_ms,
    bounds.ttft_p99_high_ms,
    totals.output_tokens_per_s,
    totals.simulated
from totals
left join quality using (suite, arm)
left join costs using (suite, arm)
left join bounds using (suite, arm)
order by suite, quality.mean desc nulls last, arm

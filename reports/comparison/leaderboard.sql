-- asks:    Which arm answers how well, for how much money and how fast?
-- grain:   one row per suite and arm
-- inputs:  int_calls (one row per run and call), int_case_scores (one row per run, suite, arm and case),
--          int_call_scores (one row per run and call with the purpose eval), stg_usage_events (one row per attempt)
-- columns:
--   suite               the prompt suite
--   arm                 a candidate under a route policy
--   n                   prompts with a valid outcome: the unit of the interval, however often each was asked
--   quality             mean score of those prompts, 0 to 1, repeats averaged first; a call that the gateway or
--                       the provider failed scores 0
--   quality_low         lower end of its interval; null where none can be claimed
--   quality_high        upper end of its interval; null where none can be claimed
--   method              how the interval was made
--   dropped             prompts without any valid outcome: not sent, cancelled, failed by ourselves, unscored
--   failed_calls        calls that ended without an answer, whoever failed
--   billed_usd          what every attempt cost, as the gateway says, US dollars; unknown costs left out
--   unknown_costs       attempts whose cost is unknown; one that was refused cost nothing
--   usd_per_1k_calls    cost of a thousand calls, US dollars, over sent calls whose cost is known; a ratio,
--                       rounded to 12 decimals
--   usd_per_success     cost of all those calls for each that passed every scorer; null where none did; a ratio,
--                       rounded to 12 decimals
--   latency_p50_ms      median time to the whole answer, ms, fresh answers only
--   latency_p95_ms      its 95th percentile, ms
--   ttft_p50_ms         median time to the first content token, ms, streamed answers only
--   ttft_p95_ms         its 95th percentile, ms
--   output_tokens_per_s median speed after the first content token, tokens a second, reasoning left out
--   simulated           whether any of these figures comes from the embedded gateway, so that it is not real
-- params:
--   confidence  double  0.95  how sure the intervals are, more than 0 and less than 1
-- holds:
--   billed_usd adds up to every attempt of the scope
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_usage_events)
--   every prompt of the scope is counted or dropped
--     (select coalesce(sum(n + dropped), 0) from result) = (select count(*) from (select distinct suite, arm, case_id from int_case_scores))
with
-- a prompt is the unit: its repeats, and the nights it was asked in, are averaged first
prompts as (
    select
        suite,
        arm,
        case_id,
        any_value(cluster_id) as cluster_id,
        sum(score_sum order by run_id) / nullif(sum(valid_calls), 0) as score,
        sum(valid_calls) as valid_calls
    from int_case_scores
    group by suite, arm, case_id
),
samples as (
    select
        suite,
        arm,
        count(score) as n,
        count(*) - count(score) as dropped,
        avg(score order by case_id) as mean,
        stddev_samp(score order by case_id) as deviation,
        count(distinct cluster_id) filter (where score is not null) as clusters,
        coalesce(bool_and(valid_calls = 1 and score in (0, 1)) filter (where score is not null), false) as is_binary
    from prompts
    group by suite, arm
),
cluster_deviations as (
    select prompts.suite, prompts.arm, prompts.cluster_id,
        sum(prompts.score - samples.mean order by prompts.case_id) as deviation
    from prompts
    join samples on prompts.suite = samples.suite and prompts.arm = samples.arm
    where prompts.score is not null
    group by prompts.suite, prompts.arm, prompts.cluster_id
),
cluster_errors as (
    select suite, arm, sqrt(count(*) / (count(*) - 1) * sum(deviation * deviation order by cluster_id)) as error_times_n
    from cluster_deviations
    group by suite, arm
    having count(*) > 1
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
        cluster_errors.error_times_n / n as cluster_error,
        -- prompts of one cluster that all agree count once
        if(clusters < n, clusters, n) as units
    from samples
    left join cluster_errors on samples.suite = cluster_errors.suite and samples.arm = cluster_errors.arm
),
quality as (
    select
        suite,
        arm,
        n,
        dropped,
        mean,
        method,
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
calls as (
    select
        int_calls.*,
        coalesce(int_call_scores.is_success, false) as is_success,
        int_calls.purpose = 'eval' as is_eval,
        int_calls.purpose = 'eval' and attempts > 0 and unknown_costs = 0 and not is_reused as is_costed,
        completion_tokens - coalesce(reasoning_tokens, 0) - 1 as tokens_after_first,
        (latency_ms - ttft_ms) / 1000 as seconds_after_first
    from int_calls
    left join int_call_scores using (run_id, call_id)
),
totals as (
    select
        suite,
        arm,
        count(*) filter (where is_eval and outcome = 'failed') as failed_calls,
        sum(billed_usd) as billed_usd,
        sum(unknown_costs) as unknown_costs,
        sum(billed_usd) filter (where is_costed) as costed_usd,
        count(*) filter (where is_costed) as costed_calls,
        count(*) filter (where is_costed and is_success) as costed_successes,
        quantile_cont(latency_ms, 0.5) filter (where is_eval) as latency_p50_ms,
        quantile_cont(latency_ms, 0.95) filter (where is_eval) as latency_p95_ms,
        quantile_cont(ttft_ms, 0.5) filter (where is_eval) as ttft_p50_ms,
        quantile_cont(ttft_ms, 0.95) filter (where is_eval) as ttft_p95_ms,
        median(tokens_after_first / seconds_after_first)
            filter (where is_eval and tokens_after_first > 0 and seconds_after_first > 0) as output_tokens_per_s,
        bool_or(simulated) as simulated
    from calls
    group by suite, arm
)

select
    totals.suite,
    totals.arm,
    coalesce(quality.n, 0) as n,
    quality.mean as quality,
    quality.low as quality_low,
    quality.high as quality_high,
    coalesce(quality.method, 'none: no valid outcome') as method,
    coalesce(quality.dropped, 0) as dropped,
    totals.failed_calls,
    totals.billed_usd,
    totals.unknown_costs,
    cast(1000 * totals.costed_usd / nullif(totals.costed_calls, 0) as decimal(38, 12)) as usd_per_1k_calls,
    cast(totals.costed_usd / nullif(totals.costed_successes, 0) as decimal(38, 12)) as usd_per_success,
    totals.latency_p50_ms,
    totals.latency_p95_ms,
    totals.ttft_p50_ms,
    totals.ttft_p95_ms,
    totals.output_tokens_per_s,
    totals.simulated
from totals
left join quality
    on totals.suite is not distinct from quality.suite and totals.arm is not distinct from quality.arm
order by totals.suite, quality.mean desc nulls last, totals.arm

with prompts as (
    select suite, arm, case_id, avg(if(outcome = 'failed', 0, score)) as score, sum(billed_usd) as billed_usd,
        count(*) filter (where passed) as successes
    from events left join scores using (run_id, call_id)
    group by suite, arm, case_id
),
times as (
    select suite, arm, count(*) filter (where outcome = 'failed') as failed, sum(billed_usd) as billed_usd,
        count(*) - count(billed_usd) as unknown_costs,
        quantile_cont(latency_ms, [0.5, 0.95, 0.99]) filter (where outcome = 'answered') as latency,
        quantile_cont(ttft_ms, [0.5, 0.95, 0.99]) as ttft,
        median((completion_tokens - 1) / ((latency_ms - ttft_ms) / 1000)) as speed
    from events
    group by suite, arm
),
-- what the bounds of the quantiles are read off
counts as (
    select suite, arm, floor(latency_ms) as low, ceil(latency_ms) as high, count(*) as times
    from events
    where outcome = 'answered'
    group by all
    union all
    select suite, arm, floor(ttft_ms), ceil(ttft_ms), count(*)
    from events
    where ttft_ms is not null
    group by all
),
steps as (
    select suite, arm, sum(times) over (partition by suite, arm order by low, high) as reached
    from counts
)
select suite, arm, count(score), avg(score), stddev_samp(score), any_value(times.billed_usd), sum(successes), any_value(failed),
    any_value(unknown_costs), any_value(latency), any_value(ttft), any_value(speed),
    covar_samp(prompts.billed_usd::DOUBLE, successes),
    any_value((select max(reached) from steps where steps.suite = prompts.suite and steps.arm = prompts.arm))
from prompts join times using (suite, arm)
group by suite, arm
order by suite, avg(score) desc

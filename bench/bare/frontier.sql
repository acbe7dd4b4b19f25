with prompts as (
    select suite, arm, case_id, avg(if(outcome = 'failed', 0, score)) as score, sum(billed_usd) as billed_usd
    from events left join scores using (run_id, call_id)
    group by suite, arm, case_id
)
select suite, arm, count(score), avg(score), stddev_samp(score), sum(billed_usd) / count(billed_usd)
from prompts
group by suite, arm

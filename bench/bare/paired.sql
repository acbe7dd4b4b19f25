with prompts as (
    select suite, arm, case_id, avg(if(outcome = 'failed', 0, score)) as score
    from events left join scores using (run_id, call_id)
    group by suite, arm, case_id
)
select candidate.suite, candidate.arm, count(*), avg(candidate.score - incumbent.score),
    stddev_samp(candidate.score - incumbent.score), count(*) filter (where candidate.score > incumbent.score),
    count(*) filter (where candidate.score < incumbent.score)
from prompts as candidate join prompts as incumbent using (suite, case_id)
where incumbent.arm = 'arm-0' and candidate.arm <> 'arm-0'
group by candidate.suite, candidate.arm

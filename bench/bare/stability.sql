with nights as (
    select suite, arm, case_id, events.run_id, count(*) as valid, count(*) filter (where passed) as passed,
        any_value(hash(call_id)) as question
    from events left join scores using (run_id, call_id)
    group by all
)
select suite, arm, case_id, sum(valid), sum(passed), min_by(passed / valid, run_id), max_by(passed / valid, run_id),
    min_by(question, run_id), max_by(question, run_id), count(*)
from nights
group by suite, arm, case_id
order by all

with sent as (select arm, count(*) as attempts from events group by arm)
select arm, provider, failure_kind, failure_phase, attribution, http_status, failure_detail, count(*), any_value(attempts),
    sum(billed_usd), count(*) - count(billed_usd)
from events join sent using (arm)
where outcome = 'failed'
group by all

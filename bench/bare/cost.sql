select suite, arm, count(*), sum(billed_usd), sum(computed_usd), sum(estimated_usd), count(*) - count(billed_usd),
    sum(billed_usd) filter (where computed_usd is not null), sum(computed_usd) filter (where billed_usd is not null),
    sum(billed_usd) filter (where estimated_usd is not null), sum(estimated_usd) filter (where billed_usd is not null)
from events
group by suite, arm

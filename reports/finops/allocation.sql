-- asks:    How much of the money is allocated to somebody or something?
-- grain:   one row per dimension that money can be split by
-- inputs:  stg_spend (one row per attempt, or per sum that stands for attempts), int_period (one row)
-- columns:
--   dimension          by what it could be split, as `finops/spend` names it
--   billed_usd         what was spent, US dollars; the same in every row
--   allocated_usd      of it the part for which it is known, be it told or by the key's owner
--   unallocated_usd    the other part
--   unallocated_share  [share, low is good] the other part of the whole
--   names              how many different ones there are
-- holds:
--   every dimension accounts for all that was spent
--     (select bool_and(allocated_usd + unallocated_usd is not distinct from billed_usd) from result)
--       is not false
-- chart:   bar, x dimension, y unallocated_share
with
lines as (
    select *
    from stg_spend
    where
        started_at >= (select first_at from int_period)
        and started_at < (select end_at from int_period)
        and billed_usd is not null
),
-- an attempt says much the same as the one before it: as few rows as there are differences
sums as (
    select
        organization, workspace, environment, team, cost_center, member, behaviour, api_key_name, app,
        sum(billed_usd) as billed_usd
    from lines
    group by all
),
customers as (select customer, sum(billed_usd) as billed_usd from lines group by customer),
told as (
    select dimension, name, billed_usd
    from sums
    cross join lateral (
        values
            ('organization', organization), ('workspace', workspace), ('environment', environment), ('team', team),
            ('cost_center', cost_center), ('member', member), ('behaviour', behaviour),
            ('api_key_name', api_key_name), ('app', app)
    ) as listed(dimension, name)
    union all
    select 'customer', customer, billed_usd from customers
)

select
    dimension,
    sum(billed_usd) as billed_usd,
    coalesce(sum(billed_usd) filter (where name <> ''), 0) as allocated_usd,
    sum(billed_usd) - coalesce(sum(billed_usd) filter (where name <> ''), 0) as unallocated_usd,
    (sum(billed_usd) - coalesce(sum(billed_usd) filter (where name <> ''), 0)) / nullif(sum(billed_usd), 0)
        as unallocated_share,
    count(distinct name) filter (where name <> '') as names
from told
group by dimension
order by unallocated_share, dimension

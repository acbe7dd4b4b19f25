-- asks:    What did each arm cost by the gateway's word, by our price book and by our estimate, and how far are they apart?
-- grain:   one row per suite and arm
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   suite                     the prompt suite
--   arm                       a candidate under a route policy
--   attempts                  attempts sent, for judging and warming up too
--   billed_usd                what the gateway says they cost, US dollars; unknown costs left out
--   unknown_costs             attempts whose billed cost is unknown; one that was refused cost nothing
--   computed_usd              the same by our dated price book, US dollars; unknown ones left out
--   not_computed              attempts that cost money, or may have, and have no price in our book or tell no tokens
--   estimated_usd             the same as estimated before the calls, US dollars, a sum over attempts sent
--   not_estimated             attempts sent without an estimate
--   billed_and_computed       attempts with both figures
--   billed_less_computed_usd  billed less computed over just those, US dollars; null where there are none
--   billed_over_computed      [share] the same as a share of what was computed: 0.01 is billed 1 % dearer; null where nothing was computed
--   billed_and_estimated      attempts with both figures
--   billed_less_estimated_usd billed less estimated over just those, US dollars; null where there are none
--   billed_over_estimated     [share] the same as a share of what was estimated; null where nothing was estimated
--   simulated                 whether any of it comes from the embedded gateway, so that no money was spent
-- holds:
--   billed_usd and computed_usd add up to every attempt of the scope, estimated_usd to what was sent, each attempt counted once
--     (select (sum(billed_usd), sum(computed_usd), sum(estimated_usd), cast(coalesce(sum(attempts), 0) as bigint)) from result)
--     is not distinct from (
--         select (
--             sum(billed_usd),
--             sum(computed_usd),
--             sum(estimated_usd) filter (where attempt > 0),
--             count(*) filter (where attempt > 0)
--         ) from stg_usage_events
--     )
-- chart:   bar, x arm, y billed_usd, series suite
with
-- told apart by what they know, so that ten million rows are added up once and not once a figure
known as (
    select
        suite,
        arm,
        attempt > 0 as is_sent,
        is_cost_unknown,
        billed_usd > 0 as is_dear,
        billed_usd is not null as is_billed,
        computed_usd is not null as is_computed,
        estimated_usd is not null as is_estimated,
        count(*) as attempts,
        sum(billed_usd) as billed_usd,
        sum(computed_usd) as computed_usd,
        sum(estimated_usd) as estimated_usd,
        bool_or(simulated) as simulated
    from stg_usage_events
    group by all
),
per_arm as (
    select
        suite,
        arm,
        cast(sum(if(is_sent, attempts, 0)) as bigint) as attempts,
        sum(billed_usd) as billed_usd,
        cast(sum(if(is_cost_unknown, attempts, 0)) as bigint) as unknown_costs,
        sum(computed_usd) as computed_usd,
        cast(sum(if(not is_computed and (is_dear or is_cost_unknown), attempts, 0)) as bigint) as not_computed,
        sum(estimated_usd) filter (where is_sent) as estimated_usd,
        cast(sum(if(is_sent and not is_estimated, attempts, 0)) as bigint) as not_estimated,
        cast(sum(if(is_billed and is_computed, attempts, 0)) as bigint) as billed_and_computed,
        sum(billed_usd) filter (where is_computed) as billed_of_computed_usd,
        sum(computed_usd) filter (where is_billed) as computed_of_billed_usd,
        cast(sum(if(is_sent and is_billed and is_estimated, attempts, 0)) as bigint) as billed_and_estimated,
        sum(billed_usd) filter (where is_sent and is_estimated) as billed_of_estimated_usd,
        sum(estimated_usd) filter (where is_sent and is_billed) as estimated_of_billed_usd,
        bool_or(simulated) as simulated
    from known
    group by suite, arm
)

select
    suite,
    arm,
    attempts,
    billed_usd,
    unknown_costs,
    computed_usd,
    not_computed,
    estimated_usd,
    not_estimated,
    billed_and_computed,
    billed_of_computed_usd - computed_of_billed_usd as billed_less_computed_usd,
    cast(billed_of_computed_usd - computed_of_billed_usd as double)
    / nullif(cast(computed_of_billed_usd as double), 0) as billed_over_computed,
    billed_and_estimated,
    billed_of_estimated_usd - estimated_of_billed_usd as billed_less_estimated_usd,
    cast(billed_of_estimated_usd - estimated_of_billed_usd as double)
    / nullif(cast(estimated_of_billed_usd as double), 0) as billed_over_estimated,
    simulated
from per_arm
order by suite, arm

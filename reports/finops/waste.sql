-- asks:    Which money bought nothing that it had to?
-- grain:   one row per kind of waste, one for all of them and one for everything spent
-- inputs:  int_waste (one row per kind), int_priced_spend (one row per day and what was asked and answered)
-- columns:
--   kind            failed: not answered, and not broken off by us; retries: attempts after the first of their call;
--                   failed before an answer: a later attempt of their call in a run answered; dearer fallbacks: another model or
--                   provider than the first choice answered and cost more than the cheapest that was asked for, by the
--                   route policy, else by the catalog, a day's taken together; cut off at their length; cancelled: broken
--                   off from our side; asked again: an earlier run of these days had asked the very same and was answered,
--                   and no answer was reused (production tells no prompts, so nothing of it is counted here).
--                   These overlap; 'all of these' counts each attempt once, a dearer fallback that is nothing else with
--                   what it cost too much. Below it, in no total: what caches cost beyond what they saved by the catalog
--                   (negative where they saved), judges, and everything spent
--   wasted_usd      the money in vain, US dollars
--   share_of_spend  [share, low is good] wasted_usd of everything spent; of judges their cost
--   billed_usd      what those attempts cost in all
--   requests        attempts, or as many as a sum is of
--   tokens          theirs, in and out
--   unknown_costs   attempts of them whose cost nobody told, which may add to it
--   top_key         the key that wasted most
--   top_key_usd     what it did
--   example         the dearest attempt: the gateway's id of it
--   simulated       whether any of it comes from the embedded gateway, so that no money was spent
-- holds:
--   everything spent is all spending of these days
--     (select sum(billed_usd) from result where kind = 'everything spent')
--       is not distinct from (select sum(billed_usd) from int_priced_spend)
--   no attempt is wasted twice in the total
--     (select coalesce(bool_and(waste.wasted_usd <= spent.billed_usd), true)
--      from result as waste, result as spent
--      where waste.kind = 'all of these, each attempt once' and spent.kind = 'everything spent')
--   the total is at least the largest kind and at most all kinds together
--     (select coalesce(max(wasted_usd) filter (where kind like 'all of these%') >= max(wasted_usd) filter (where place < 8), true)
--         and coalesce(max(wasted_usd) filter (where kind like 'all of these%') <= sum(wasted_usd) filter (where place < 8), true)
--      from int_waste)
-- chart:   bar, x kind, y wasted_usd
with
spent as (select billed_usd as spent_usd from int_waste where kind = 'everything spent')

select
    kind,
    wasted_usd,
    cast(if(kind = 'judges', billed_usd, wasted_usd) as double) / nullif(cast(spent_usd as double), 0) as share_of_spend,
    billed_usd,
    requests,
    tokens,
    unknown_costs,
    top_key,
    top_key_usd,
    if(place < 9, example, null) as example,
    simulated
from int_waste, spent
order by place

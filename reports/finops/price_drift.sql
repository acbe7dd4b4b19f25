-- asks:    Did we pay the listed prices, and from which day on not?
-- grain:   one row per what it is split by and kind of difference
-- inputs:  int_priced_spend (one row per day and what was asked and answered)
-- columns:
--   $by                       what the money is split by; tokens_of tells attempts all of whose tokens are input, cached or
--                             output from those of several kinds
--   finding                   over cap: dearer than the route policy allows; over list and under list: the catalog says
--                             otherwise; at list; not priceable: the catalog has no price of that model, provider and day;
--                             no price: nothing was billed for tokens. A day's requests of one kind are judged together
--   billed_usd                all that was billed, US dollars
--   token_usd                 of it for tokens, tools and the fee for own keys left out
--   list_usd                  [USD] the same tokens at the list prices of their days, each class at its own: cached and
--                             cache-written input, reasoning; prices of long prompts and of special hours are not in it
--   drift_usd                 [USD] token_usd less list_usd
--   drift                     [share, low is good] drift_usd as a share of list_usd: 0.1 is 10 % dearer
--   first_day                 the first of these days, UTC; of over and under list the day of the change
--   last_day                  the last of them
--   usd_per_million           what a million of these tokens cost, in and out together, US dollars; a ratio, rounded to 12
--                             decimals, as are the next two
--   list_usd_per_million      [USD] the same by the catalog
--   cap_usd_per_million       [USD] at the route policies' highest price; null where none is known
--   over_cap_usd              [USD] billed beyond that price
--   requests                  attempts, or as many as a sum is of
--   simulated                 whether any of it comes from the embedded gateway, so that no money was spent
-- params:
--   by         columns(day,month,system,model,provider,service_tier,tokens_of,api_key_name)  model,provider,service_tier  what the prices are split by; days are UTC
--   tolerance  decimal  0.001  which share of the list price a difference must exceed to be one
-- holds:
--   billed_usd adds up to all spending of these days
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from int_priced_spend)
--   no difference to a list price is lost
--     (select sum(drift_usd) from result)
--       is not distinct from (select sum(token_usd) - sum(list_usd) from int_priced_spend where list_usd is not null)
-- chart:   bar, x finding, y drift_usd
with
priced as (
    select
        *,
        utc_day as day,
        strftime(utc_day, '%Y-%m') as month,
        prompt_tokens + completion_tokens as tokens
    from int_priced_spend
),
judged as (
    select
        *,
        case
            when token_usd is null then 'no price'
            when capped_token_usd > cap_usd then 'over cap'
            when list_usd is null then 'not priceable'
            when token_usd - list_usd > list_usd * $tolerance then 'over list'
            when list_usd - token_usd > list_usd * $tolerance then 'under list'
            else 'at list'
        end as finding
    from priced
)

select
    $by,
    finding,
    sum(billed_usd) as billed_usd,
    sum(token_usd) as token_usd,
    sum(list_usd) as list_usd,
    sum(token_usd) filter (where list_usd is not null) - sum(list_usd) as drift_usd,
    cast(sum(token_usd) filter (where list_usd is not null) - sum(list_usd) as double)
    / nullif(cast(sum(list_usd) as double), 0) as drift,
    min(utc_day) as first_day,
    max(utc_day) as last_day,
    cast(1000000 * sum(token_usd) / nullif(sum(tokens) filter (where token_usd is not null), 0) as decimal(38, 12)) as usd_per_million,
    cast(1000000 * sum(list_usd) / nullif(sum(tokens) filter (where list_usd is not null), 0) as decimal(38, 12)) as list_usd_per_million,
    cast(1000000 * sum(cap_usd) / nullif(sum(tokens) filter (where cap_usd is not null), 0) as decimal(38, 12)) as cap_usd_per_million,
    sum(capped_token_usd - cap_usd) filter (where capped_token_usd > cap_usd) as over_cap_usd,
    sum(requests) as requests,
    bool_or(simulated) as simulated
from judged
group by $by, finding
order by abs(drift_usd) desc nulls last, billed_usd desc nulls last, $by, finding

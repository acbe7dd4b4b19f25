-- asks:    On how few keys does the spending rest?
-- grain:   one row per key that was used, the dearest first; what names no key stands last
-- inputs:  int_period_spend (one row per day and combination), int_period (one row)
-- columns:
--   place             1 for the key that spent most; null where no key is named
--   api_key_name      the key's name; null where a request names none
--   workspace         the workspace it spent most in
--   environment       likewise
--   team              who owns it, as far as rows or the organization's file say
--   requests          attempts sent
--   billed_usd        what they cost, unknown costs left out
--   share             [share] of all spending
--   cumulative_share  [share] its share and those of all dearer keys together
--   times_median      [times] billed_usd / median_usd
--   keys              keys that were used
--   median_usd        half of the keys spent less
--   mean_usd          spending of a key on average; with few dear keys it describes none: most keys lie below it
--   keys_below_mean   keys that spent less than that
--   p90_usd           nine in ten keys spent less (R-7, as a double, rounded to 12 decimals; so are median, mean and p99)
--   p99_usd           99 in a hundred spent less
--   unknown_costs     attempts whose cost nobody told
--   simulated         whether any of it comes from the embedded gateway, so that no money was spent
-- holds:
--   billed_usd adds up to all spending of the time
--     (select sum(billed_usd) from result) is not distinct from (
--         select sum(billed_usd) from int_period_spend, int_period where day >= first_day and day < end_day)
--   the shares of all rows are one whole
--     (select coalesce(abs(max(cumulative_share) - 1) < 1e-9, true) from result)
-- chart:   bar, x api_key_name, y billed_usd
with
spent as (
    select int_period_spend.*
    from int_period_spend, int_period
    where day >= first_day and day < end_day
),
places as (
    select api_key_name, workspace, environment, team, sum(billed_usd) as billed_usd
    from spent
    group by all
),
whereabouts as (
    select
        api_key_name,
        arg_max(workspace, (billed_usd, workspace)) as workspace,
        arg_max(environment, (billed_usd, environment)) as environment,
        arg_max(team, (billed_usd, team)) as team
    from places
    group by api_key_name
),
by_key as (
    select
        api_key_name,
        cast(sum(requests) as bigint) as requests,
        sum(billed_usd) as billed_usd,
        cast(sum(unknown_costs) as bigint) as unknown_costs,
        bool_or(simulated) as simulated
    from spent
    group by api_key_name
),
of_keys as (
    select
        count(*) as keys,
        cast(quantile_cont(cast(billed_usd as double), 0.5) as decimal(38, 12)) as median_usd,
        cast(cast(sum(billed_usd) as double) / count(billed_usd) as decimal(38, 12)) as mean_usd,
        cast(quantile_cont(cast(billed_usd as double), 0.9) as decimal(38, 12)) as p90_usd,
        cast(quantile_cont(cast(billed_usd as double), 0.99) as decimal(38, 12)) as p99_usd
    from by_key
    where api_key_name is not null
),
placed as (
    select
        by_key.*,
        if(api_key_name is null, null, row_number() over (order by api_key_name is null, billed_usd desc nulls last, api_key_name)) as place,
        sum(billed_usd) over () as whole,
        sum(billed_usd) over (
            order by api_key_name is null, billed_usd desc nulls last, api_key_name
            rows between unbounded preceding and current row
        ) as by_then
    from by_key
)

select
    placed.place,
    placed.api_key_name,
    whereabouts.workspace,
    whereabouts.environment,
    whereabouts.team,
    placed.requests,
    placed.billed_usd,
    cast(placed.billed_usd as double) / nullif(cast(placed.whole as double), 0) as share,
    cast(placed.by_then as double) / nullif(cast(placed.whole as double), 0) as cumulative_share,
    cast(placed.billed_usd as double) / nullif(cast(of_keys.median_usd as double), 0) as times_median,
    of_keys.keys,
    of_keys.median_usd,
    of_keys.mean_usd,
    (select count(*) from by_key where api_key_name is not null and billed_usd < of_keys.mean_usd) as keys_below_mean,
    of_keys.p90_usd,
    of_keys.p99_usd,
    placed.unknown_costs,
    placed.simulated
from placed
join whereabouts on placed.api_key_name is not distinct from whereabouts.api_key_name
cross join of_keys
order by placed.place nulls last

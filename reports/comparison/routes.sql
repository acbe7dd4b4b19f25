-- asks:    Which model and provider served what was asked for, at what price, and has that changed?
-- grain:   one row per arm, preset version, asked model, served model and provider
-- inputs:  stg_usage_events (one row per attempt), runs (one row per run), runs_in_scope (one row per run)
-- columns:
--   arm                        a candidate under a route policy
--   route_policy               the route policy asked under
--   preset                     the gateway preset asked for; null where none
--   preset_version             its version, so that one can be held against another; null where not stated
--   requested_model            the model asked for
--   served_model               the model that answered; null where none did, or nobody told
--   provider                   who served it; null where nobody did, or nobody told
--   attempts                   attempts sent, those of judging and warming up too
--   answered                   of them answered
--   share                      [share] of the answers to what was asked: this arm, preset version and asked model
--   fallbacks                  answers that did not come from the gateway's first choice
--   deepest_fallback           how many choices failed before the one that answered, at most; null where nobody told
--   billed_usd                 what all attempts cost, as the gateway says, US dollars; unknown costs left out
--   unknown_costs              attempts whose cost is unknown; one that was refused cost nothing
--   priced_attempts            fresh attempts that tell their tokens and their cost: what the prices below rest on
--   usd_per_million            what a million of their tokens cost, in and out together, US dollars; a ratio, rounded
--                              to 12 decimals, as are the other prices
--   cheapest_usd_per_million   [USD] the same tokens at the cheapest endpoint that the policy left; null where unknown of any
--   cap_usd_per_million        [USD] the same tokens at the policy's highest price; null where it has none
--   over_cheapest_usd          billed beyond the cheapest endpoint, over priced attempts that know it, US dollars
--   over_cap_attempts          priced attempts that cost more than the policy's highest price
--   newest_answered            answers of the newest run of each job in the scope
--   newest_share               [share] share among those; null where that run did not ask so
--   previous_answered          answers of the earlier runs of the same jobs in the scope: none unless it has several
--                              (--last N)
--   previous_share             [share] share among those
--   share_drift                [share] newest_share less previous_share
--   newest_usd_per_million     [USD] realised price of the newest run; likewise
--   previous_usd_per_million   [USD] realised price of the earlier ones
--   price_drift                [share, low is good] how much dearer the newest is, as a share: 0.1 is 10 % dearer
--   simulated                  whether any of it comes from the embedded gateway, so that no money was spent
-- holds:
--   billed_usd adds up to every attempt of the scope, each counted once
--     (select (sum(billed_usd), cast(coalesce(sum(attempts), 0) as bigint)) from result)
--     is not distinct from (select (sum(billed_usd), count(*) filter (where attempt > 0)) from stg_usage_events)
--   the shares of what was asked add up to 1
--     (select coalesce(bool_and(abs(whole - 1) < 1e-9), true) from (
--         select sum(share) as whole from result
--         group by arm, route_policy, preset, preset_version, requested_model having sum(answered) > 0
--     ))
-- chart:   bar, x arm, y share, series provider
with
newest as (
    select arg_max(run_id, (started_at, run_id)) as run_id
    from runs
    semi join runs_in_scope using (run_id)
    group by job
),
attempts as (
    select
        stg_usage_events.*,
        newest.run_id is not null as is_newest,
        outcome = 'answered' as is_answered,
        prompt_tokens + completion_tokens as tokens,
        -- what a cache or another run gave has no price of its own
        billed_usd is not null
        and tokens > 0
        and reused_from_run is null
        and cache_status is distinct from 'hit' as is_priced
    from stg_usage_events
    left join newest using (run_id)
),
-- told apart by what they are, so that ten million rows are added up once and not once a figure
kinds as (
    select
        arm,
        route_policy,
        preset,
        preset_version,
        requested_model,
        served_model,
        provider,
        attempt > 0 as is_sent,
        is_answered,
        is_newest,
        coalesce(fallback_depth > 0, false) as is_fallback,
        is_priced,
        is_cost_unknown,
        cheapest_usd is not null as is_cheapest_known,
        cap_usd is not null as is_capped,
        coalesce(billed_usd > cap_usd, false) as is_over_cap,
        count(*) as attempts,
        max(fallback_depth) as deepest_fallback,
        sum(billed_usd) as billed_usd,
        sum(tokens) as tokens,
        sum(cheapest_usd) as cheapest_usd,
        sum(cap_usd) as cap_usd,
        bool_or(simulated) as simulated
    from attempts
    group by all
),
routes as (
    select
        arm,
        route_policy,
        preset,
        preset_version,
        requested_model,
        served_model,
        provider,
        cast(sum(if(is_sent, attempts, 0)) as bigint) as attempts,
        cast(sum(if(is_answered, attempts, 0)) as bigint) as answered,
        cast(sum(if(is_answered and is_newest, attempts, 0)) as bigint) as newest_answered,
        cast(sum(if(is_answered and not is_newest, attempts, 0)) as bigint) as previous_answered,
        cast(sum(if(is_answered and is_fallback, attempts, 0)) as bigint) as fallbacks,
        max(deepest_fallback) filter (where is_answered) as deepest_fallback,
        sum(billed_usd) as billed_usd,
        cast(sum(if(is_cost_unknown, attempts, 0)) as bigint) as unknown_costs,
        cast(sum(if(is_priced, attempts, 0)) as bigint) as priced_attempts,
        sum(billed_usd) filter (where is_priced) as priced_usd,
        sum(tokens) filter (where is_priced) as priced_tokens,
        sum(cheapest_usd) filter (where is_priced) as cheapest_usd,
        sum(tokens) filter (where is_priced and is_cheapest_known) as cheapest_tokens,
        sum(cap_usd) filter (where is_priced) as cap_usd,
        sum(tokens) filter (where is_priced and is_capped) as cap_tokens,
        sum(billed_usd) filter (where is_priced and is_cheapest_known) as billed_of_cheapest_usd,
        cast(sum(if(is_priced and is_over_cap, attempts, 0)) as bigint) as over_cap_attempts,
        sum(billed_usd) filter (where is_priced and is_newest) as newest_usd,
        sum(tokens) filter (where is_priced and is_newest) as newest_tokens,
        bool_or(simulated) as simulated
    from kinds
    group by all
),
priced as (
    select
        *,
        answered / nullif(sum(answered) over asked, 0) as share,
        newest_answered / nullif(sum(newest_answered) over asked, 0) as newest_share,
        previous_answered / nullif(sum(previous_answered) over asked, 0) as previous_share,
        cast(1000000 * newest_usd / nullif(newest_tokens, 0) as decimal(38, 12)) as newest_usd_per_million,
        cast(
            1000000 * (priced_usd - coalesce(newest_usd, 0))
            / nullif(priced_tokens - coalesce(newest_tokens, 0), 0) as decimal(38, 12)
        ) as previous_usd_per_million
    from routes
    window asked as (partition by arm, route_policy, preset, preset_version, requested_model)
)

select
    arm,
    route_policy,
    preset,
    preset_version,
    requested_model,
    served_model,
    provider,
    attempts,
    answered,
    share,
    fallbacks,
    deepest_fallback,
    billed_usd,
    unknown_costs,
    priced_attempts,
    cast(1000000 * priced_usd / nullif(priced_tokens, 0) as decimal(38, 12)) as usd_per_million,
    cast(1000000 * cheapest_usd / nullif(cheapest_tokens, 0) as decimal(38, 12)) as cheapest_usd_per_million,
    cast(1000000 * cap_usd / nullif(cap_tokens, 0) as decimal(38, 12)) as cap_usd_per_million,
    billed_of_cheapest_usd - cheapest_usd as over_cheapest_usd,
    over_cap_attempts,
    newest_answered,
    newest_share,
    previous_answered,
    previous_share,
    newest_share - previous_share as share_drift,
    newest_usd_per_million,
    previous_usd_per_million,
    cast(newest_usd_per_million as double) / nullif(cast(previous_usd_per_million as double), 0) - 1 as price_drift,
    simulated
from priced
order by arm, route_policy, preset, preset_version, requested_model, answered desc, served_model, provider

-- asks:    What was spent on each day, by whom and on what, in the scope and before it?
-- grain:   one row per day and combination of the columns up to purpose
-- inputs:  stg_spend_lines (one row per attempt, or per sum that stands for attempts), key_owners (one row per key)
-- columns:
--   day                 of the reader's calendar
--   level               attempts or statements
--   system              the gateway or provider that was asked
--   organization        who pays: organization
--   workspace           who pays: workspace
--   environment         who pays: environment
--   team                who pays: team
--   cost_center         who pays: cost centre
--   member              who pays: member
--   behaviour           who pays: behaviour
--   api_key_name        who pays: the key's name
--   model               the model that answered, else the one asked for
--   author              who made it
--   provider            who served it
--   route_policy        the route policy asked under
--   service_tier        the tier that served
--   purpose             eval, judge, warmup, control or production
--   simulated           whether the embedded gateway answered, so that no money was spent
--   requests            attempts sent; null where a sum does not say
--   failed              of them failed
--   prompt_tokens       tokens in, cached ones included
--   cached_tokens       of them read from a cache
--   cache_write_tokens  of them written to a cache
--   completion_tokens   tokens out, reasoning included
--   reasoning_tokens    of them spent on reasoning
--   billed_usd          what it cost, US dollars; unknown costs left out
--   upstream_usd        what providers charged; part of billed_usd
--   byok_fee_usd        the gateway's fee for own keys; part of billed_usd
--   tools_usd           what searches, files and other tools cost; part of billed_usd
--   computed_usd        the same by our price book
--   unknown_costs       attempts whose cost nobody told
-- holds:
--   no dollar is lost or counted twice
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_spend_lines)
with
-- as the rows tell it: owners are looked up once a group, not once an attempt
as_told as (
    select
        day,
        level,
        system,
        organization,
        workspace,
        environment,
        team,
        cost_center,
        member,
        behaviour,
        api_key_name,
        model,
        provider,
        route_policy,
        service_tier,
        purpose,
        simulated,
        sum(requests) as requests,
        count(*) filter (where outcome = 'failed') as failed,
        sum(prompt_tokens) as prompt_tokens,
        sum(cached_tokens) as cached_tokens,
        sum(cache_write_tokens) as cache_write_tokens,
        sum(completion_tokens) as completion_tokens,
        sum(reasoning_tokens) as reasoning_tokens,
        sum(billed_usd) as billed_usd,
        sum(upstream_usd) as upstream_usd,
        sum(byok_fee_usd) as byok_fee_usd,
        sum(tools_usd) as tools_usd,
        sum(computed_usd) as computed_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs
    from stg_spend_lines
    group by all
)

select
    day,
    level,
    system,
    coalesce(as_told.organization, key_owners.organization) as organization,
    coalesce(as_told.workspace, key_owners.workspace) as workspace,
    coalesce(as_told.environment, key_owners.environment) as environment,
    coalesce(as_told.team, key_owners.owner) as team,
    cost_center,
    member,
    coalesce(as_told.behaviour, key_owners.behaviour) as behaviour,
    api_key_name,
    model,
    case when contains(model, '/') then split_part(model, '/', 1) end as author,
    provider,
    route_policy,
    service_tier,
    purpose,
    simulated,
    sum(requests) as requests,
    sum(failed) as failed,
    sum(prompt_tokens) as prompt_tokens,
    sum(cached_tokens) as cached_tokens,
    sum(cache_write_tokens) as cache_write_tokens,
    sum(completion_tokens) as completion_tokens,
    sum(reasoning_tokens) as reasoning_tokens,
    sum(billed_usd) as billed_usd,
    sum(upstream_usd) as upstream_usd,
    sum(byok_fee_usd) as byok_fee_usd,
    sum(tools_usd) as tools_usd,
    sum(computed_usd) as computed_usd,
    sum(unknown_costs) as unknown_costs
from as_told
left join key_owners using (api_key_name)
group by all

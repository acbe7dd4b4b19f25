-- asks:    What was spent, in the scope and before it, each cent once?
-- grain:   one row per attempt, or per sum that others state where no attempts of that system and day are known
-- inputs:  usage_events_so_far (one row per attempt), stg_statements (one row per sum), key_owners (one row per key)
-- columns:
--   level               attempts, or statements where a sum stands for attempts that nobody listed
--   source              run, or the kind of import
--   system              the gateway or provider that was asked
--   simulated           whether the embedded gateway answered, so that no money was spent
--   started_at          UTC; of a sum its first moment
--   day                 on which that was
--   purpose             eval, judge, warmup, control or production
--   organization        who pays: organization
--   workspace           who pays: workspace, as the row says, else as the key's owner
--   environment         who pays: environment, likewise
--   team                who pays: team, else the key's owner
--   cost_center         who pays: cost centre
--   member              who pays: member
--   customer            who pays: customer
--   behaviour           who pays: behaviour, else the only one of the key
--   api_key_name        who pays: the key's name, never the key
--   app                 how the application named itself
--   preset              the gateway preset asked for
--   category            the kind of work
--   tag                 all tags of the row, in one text
--   suite               the prompt suite; production for other traffic
--   arm                 a candidate under a route policy
--   requested_model     the model asked for
--   model               the model that answered, else the one asked for
--   author              who made it
--   provider            who served it
--   route_policy        the route policy asked under
--   service_tier        the tier that served
--   cost_source         response, lookup, import, computed, unknown, or statement
--   outcome             answered or failed; null of a sum
--   finish_reason       why the answer ended
--   attempt             which attempt of its call; null of a sum
--   fallback_depth      0 for the first choice
--   cancelled           whether it was broken off from our side
--   run_id              the run or import it belongs to
--   call_id             the call; null of a sum
--   generation_id       the gateway's own id of the attempt
--   requests            1, or as many as the sum is of; null where it does not say
--   prompt_tokens       tokens in, cached ones included
--   cached_tokens       of them read from a cache
--   cache_write_tokens  of them written to a cache
--   completion_tokens   tokens out, reasoning included
--   reasoning_tokens    of them spent on reasoning
--   billed_usd          what it cost, own keys' upstream charges included; null is unknown
--   upstream_usd        what a provider charges; part of billed_usd
--   byok_fee_usd        the gateway's fee for own keys; part of billed_usd
--   tools_usd           what searches, files and other tools cost; part of billed_usd
--   cache_usd           what caching added or saved, as stated; part of billed_usd
--   computed_usd        the same by our price book
--   estimated_usd       the same as estimated before the call
--   is_cost_unknown     whether it may have cost money that nobody told us
with
sent as (
    select
        *,
        coalesce(transport, 'unknown') as system,
        -- the day of the reader's calendar
        cast(started_at as date) as day,
        lower(purpose) = 'production' as is_export
    from usage_events_so_far
    where attempt > 0
),
-- an export lists all traffic of an account; what a run of ours captured may be part of it
captured as (select generation_id from sent where not is_export and generation_id is not null),
listed_days as (select distinct system, day from sent where is_export),
stated_days as (select distinct system, day from stg_statements),
attempts as (
    select * from sent where is_export and (generation_id is null or generation_id not in (select generation_id from captured))
    union all
    select sent.*
    from sent
    where
        not is_export
        and not exists (
            select 1 from stated_days
            where
                stated_days.system = sent.system
                and stated_days.day = sent.day
                and not exists (select 1 from listed_days where listed_days.system = sent.system and listed_days.day = sent.day)
        )
),
lines as (
    select
        'attempts' as level,
        source,
        system,
        simulated,
        started_at,
        day,
        lower(purpose) as purpose,
        organization,
        workspace,
        environment,
        team,
        cost_center,
        member,
        customer,
        behaviour,
        api_key_name,
        app,
        preset,
        category,
        case when len(tags) > 0 then array_to_string(list_sort(tags), ', ') end as tag,
        suite,
        arm,
        requested_model,
        coalesce(served_model, requested_model) as model,
        provider,
        route_policy,
        service_tier,
        lower(cost_source) as cost_source,
        lower(outcome) as outcome,
        finish_reason,
        attempt,
        fallback_depth,
        cancelled,
        run_id,
        call_id,
        generation_id,
        cast(1 as bigint) as requests,
        prompt_tokens,
        cached_tokens,
        cache_write_tokens,
        completion_tokens,
        reasoning_tokens,
        billed_usd,
        upstream_usd,
        byok_fee_usd,
        tools_usd,
        cache_usd,
        computed_usd,
        estimated_usd,
        billed_usd is null
        and reused_from_run is null
        and not (
            lower(outcome) = 'failed'
            and (
                coalesce(lower(failure_phase) = 'connect', false)
                or coalesce(http_status between 400 and 499 and http_status <> 408, false)
            )
        ) as is_cost_unknown
    from attempts
    union all by name
    select
        'statements' as level,
        source,
        system,
        simulated,
        period_start as started_at,
        day,
        'production' as purpose,
        organization,
        workspace,
        member,
        api_key_name,
        model,
        provider,
        service_tier,
        'statement' as cost_source,
        run_id,
        requests,
        prompt_tokens,
        cached_tokens,
        cache_write_tokens,
        completion_tokens,
        reasoning_tokens,
        -- own keys' charges are money spent as well
        if(billed_usd is null, upstream_usd, billed_usd + coalesce(upstream_usd, 0)) as billed_usd,
        upstream_usd,
        false as is_cost_unknown
    from stg_statements
    anti join listed_days using (system, day)
)

select
    lines.level,
    lines.source,
    lines.system,
    lines.simulated,
    lines.started_at,
    lines.day,
    lines.purpose,
    coalesce(lines.organization, key_owners.organization) as organization,
    coalesce(lines.workspace, key_owners.workspace) as workspace,
    coalesce(lines.environment, key_owners.environment) as environment,
    coalesce(lines.team, key_owners.owner) as team,
    lines.cost_center,
    lines.member,
    lines.customer,
    coalesce(lines.behaviour, key_owners.behaviour) as behaviour,
    lines.api_key_name,
    lines.app,
    lines.preset,
    lines.category,
    lines.tag,
    lines.suite,
    lines.arm,
    lines.requested_model,
    lines.model,
    case when contains(lines.model, '/') then split_part(lines.model, '/', 1) end as author,
    lines.provider,
    lines.route_policy,
    lines.service_tier,
    lines.cost_source,
    lines.outcome,
    lines.finish_reason,
    lines.attempt,
    lines.fallback_depth,
    lines.cancelled,
    lines.run_id,
    lines.call_id,
    lines.generation_id,
    lines.requests,
    lines.prompt_tokens,
    lines.cached_tokens,
    lines.cache_write_tokens,
    lines.completion_tokens,
    lines.reasoning_tokens,
    lines.billed_usd,
    lines.upstream_usd,
    lines.byok_fee_usd,
    lines.tools_usd,
    lines.cache_usd,
    lines.computed_usd,
    lines.estimated_usd,
    lines.is_cost_unknown
from lines
left join key_owners using (api_key_name)

-- asks:    What was spent, in the scope and before it, each cent once, as the rows themselves tell it?
-- grain:   one row per attempt, or per sum that others state where no attempts of that system and day are known
-- inputs:  usage_events_so_far (one row per attempt), stg_statements (one row per sum), runs (one row per run), int_captured (one row per attempt of ours), int_captured_days (one row per day), int_listed_days (one row per system and day)
-- columns:
--   level               attempts, or statements where a sum stands for attempts that nobody listed
--   source              run, or the kind of import
--   system              the gateway or provider that was asked
--   simulated           whether the embedded gateway answered, so that no money was spent
--   started_at          UTC; of a sum its first moment; of an attempt that tells no time when its run began
--   day                 on which that was
--   purpose             eval, judge, warmup, control or production
--   organization        who pays, as the row says: organization
--   workspace           likewise: workspace
--   environment         likewise: environment
--   team                likewise: team
--   cost_center         likewise: cost centre
--   member              likewise: member
--   customer            likewise: customer
--   behaviour           likewise: behaviour
--   api_key_name        likewise: the key's name, never the key
--   app                 how the application named itself
--   preset              the gateway preset asked for
--   category            the kind of work
--   tag                 all tags of the row, in one text
--   suite               the prompt suite; production for other traffic
--   arm                 a candidate under a route policy
--   requested_model     the model asked for
--   model               the model that answered, else the one asked for
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
--   cheapest_usd        its tokens at the cheapest endpoint that its policy left; null where nobody asked by one
--   cap_usd             its tokens at the policy's highest price, likewise
--   is_cost_unknown     whether it may have cost money that nobody told us
with
-- an export lists all traffic of an account; what a run of ours captured may be part of it
exported as not materialized (
    select
        *,
        coalesce(transport, 'unknown') as system,
        day_of(started_at) as day
    from usage_events_so_far
    where purpose = 'production' and attempt > 0 and started_at is not null
),
captured_time as not materialized (
    select
        cast(min(day) as timestamptz) as first_at,
        cast(max(day) + 1 as timestamptz) as end_at
    from int_captured_days
    having count(*) > 0
),
-- an attempt that tells no time counts when its run began
exported_some_time as not materialized (
    select
        sent.* replace (runs.started_at as started_at),
        coalesce(sent.transport, 'unknown') as system,
        day_of(runs.started_at) as day
    from usage_events_so_far as sent
    join runs using (run_id)
    where sent.purpose = 'production' and sent.attempt > 0 and sent.started_at is null
),
ours as not materialized (
    select
        sent.* replace (lower(sent.purpose) as purpose, coalesce(sent.started_at, runs.started_at) as started_at),
        coalesce(sent.transport, 'unknown') as system,
        day_of(coalesce(sent.started_at, runs.started_at)) as day
    from usage_events_so_far as sent
    join runs using (run_id)
    where sent.purpose <> 'production' and sent.attempt > 0
),
-- what an account states holds what we asked as well, unless its attempts are listed
stated_alone as not materialized (
    select distinct system, day from stg_statements
    except
    select system, day from int_listed_days
),
attempts as not materialized (
    -- ids are as long as all else together: they are read on those days alone that need it
    select * from exported anti join int_captured_days using (day)
    union all by name
    select exported.*
    from exported
    -- where there are none nothing is read
    join captured_time on exported.started_at >= captured_time.first_at and exported.started_at < captured_time.end_at
    semi join int_captured_days on int_captured_days.day = exported.day
    anti join int_captured on int_captured.generation_id = exported.generation_id
    union all by name
    select exported_some_time.*
    from exported_some_time
    anti join int_captured on int_captured.generation_id = exported_some_time.generation_id
    union all by name
    select * from ours anti join stated_alone using (system, day)
)

select
    'attempts' as level,
    source,
    system,
    simulated,
    started_at,
    day,
    purpose,
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
    cheapest_usd,
    cap_usd,
    -- looked into for those without a cost alone
    case
        when billed_usd is not null then false
        else reused_from_run is null and not was_refused(outcome, failure_phase, http_status)
    end as is_cost_unknown
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
anti join int_listed_days using (system, day)

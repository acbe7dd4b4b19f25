-- asks:    Which keys are used in a way that hides who spends, or that nothing stops?
-- grain:   one row per finding and what it is about
-- inputs:  int_period_spend (one row per day and combination), int_period (one row), key_owners (one row per key), budgets (one row per limit), stg_key_cards (one row per system and key)
-- columns:
--   finding       what is odd
--   severity      high, medium or low
--   api_key_name  the key; of several the one that spent most
--   behaviour     what acts with it; several with commas between them
--   environment   where it works, as rows or the organization's file say, else the word for one in its name
--   owner         who owns the key; null where nobody said
--   billed_usd    what was spent so in the time, unknown costs left out
--   share         [share] of all spending of the time
--   detail        the figures or names behind it
--   what_to_do    how it is mended
--   simulated     whether any of it comes from the embedded gateway, so that no money was spent
-- holds:
--   no finding says more than was spent
--     (select coalesce(max(billed_usd), 0) from result) <= (
--         select coalesce(sum(billed_usd), 0) from int_period_spend, int_period where day >= first_day and day < end_day)
--   what no key is named for is told in full
--     (select sum(billed_usd) from result where finding = 'spending without a key') is not distinct from (
--         select sum(billed_usd) from int_period_spend, int_period where day >= first_day and day < end_day and api_key_name is null)
with
spent as (
    select int_period_spend.*
    from int_period_spend, int_period
    where day >= first_day and day < end_day
),
whole as (select cast(sum(billed_usd) as double) as whole_usd from spent),
listed as (
    select
        api_key_name,
        bool_or(disabled) as disabled,
        max(as_of) filter (where disabled) as disabled_at,
        bool_or(limit_usd is not null) as has_limit
    from stg_key_cards
    where api_key_name is not null
    group by api_key_name
),
lines as (
    select
        spent.*,
        key_owners.api_key_name is not null as is_known,
        key_owners.behaviours,
        key_owners.retired,
        key_owners.guarded,
        -- gateways know no environments; a well-made name does
        lower(coalesce(
            spent.environment,
            nullif(regexp_extract(lower(spent.api_key_name), '(?:^|[^a-z])(production|prod|development|dev|testing|test|sandbox|staging)(?:$|[^a-z])', 1), '')
        )) as place
    from spent
    left join key_owners using (api_key_name)
),
by_key as (
    select
        api_key_name,
        list(distinct behaviour order by behaviour) filter (where behaviour is not null) as seen_behaviours,
        any_value(behaviours) as behaviours,
        any_value(place) as place,
        arg_max(team, (billed_usd, team)) as owner,
        any_value(is_known) as is_known,
        any_value(guarded) as guarded,
        any_value(retired) as retired,
        sum(billed_usd) as billed_usd,
        cast(sum(requests) as bigint) as requests,
        max(day) as last_day,
        sum(billed_usd) filter (where day >= retired) as retired_usd,
        cast(sum(requests) filter (where day >= retired) as bigint) as retired_requests,
        bool_or(simulated) as simulated
    from lines
    where api_key_name is not null
    group by api_key_name
),
keys as (
    select
        by_key.*,
        -- what the file says and what the rows say
        list_sort(list_distinct(list_concat(coalesce(seen_behaviours, []), coalesce(behaviours, [])))) as all_behaviours,
        coalesce(listed.disabled, false) as disabled,
        listed.disabled_at,
        coalesce(listed.has_limit, false) or by_key.api_key_name in (select holder from budgets where holder_kind = 'key') as has_budget
    from by_key
    left join listed using (api_key_name)
),
by_behaviour as (
    select
        behaviour,
        list(distinct api_key_name order by api_key_name) as api_key_names,
        sum(billed_usd) as billed_usd,
        bool_or(simulated) as simulated
    from lines
    where behaviour is not null and api_key_name is not null
    group by behaviour
    having count(distinct api_key_name) > 1
),
dearest_of_behaviour as (
    select behaviour, arg_max(api_key_name, (billed_usd, api_key_name)) as api_key_name
    from (
        select behaviour, api_key_name, coalesce(sum(billed_usd), 0) as billed_usd
        from lines where behaviour is not null and api_key_name is not null group by all
    )
    group by behaviour
),
by_place as (
    select
        case
            when place in ('production', 'prod') then 'production'
            when place in ('development', 'dev') then 'development'
            when place in ('testing', 'test') then 'testing'
            when place = 'sandbox' then 'sandbox'
        end as environment,
        api_key_name,
        any_value(team) as owner,
        sum(billed_usd) as billed_usd,
        bool_or(simulated) as simulated
    from lines
    group by all
),
places as (
    select
        environment,
        arg_max(api_key_name, (billed_usd, api_key_name)) as api_key_name,
        arg_max(owner, (billed_usd, api_key_name)) as owner,
        sum(billed_usd) as billed_usd,
        bool_or(simulated) as simulated
    from by_place
    where environment is not null
    group by environment
),
production as (select coalesce(sum(billed_usd), 0) as billed_usd from places where environment = 'production'),
findings as (
    select
        'key spends after its retirement' as finding,
        'high' as severity,
        api_key_name,
        array_to_string(all_behaviours, ', ') as behaviour,
        place as environment,
        owner,
        retired_usd as billed_usd,
        retired_requests || ' requests since it was retired on ' || retired as detail,
        'Find who still holds it, move them to its successor, then delete the key at the gateway.' as what_to_do,
        simulated
    from keys
    where retired_requests > 0
    union all
    select
        'disabled key with spending',
        if(last_day > cast(disabled_at as date), 'high', 'low'),
        api_key_name,
        array_to_string(all_behaviours, ', '),
        place,
        owner,
        billed_usd,
        'listed as disabled on ' || cast(disabled_at as date) || ', last used on ' || last_day,
        if(
            last_day > cast(disabled_at as date),
            'It was switched on again, or something else spends in its name: ask the gateway.',
            'It is switched off; make sure that nothing waits for it.'
        ),
        simulated
    from keys
    where disabled
    union all
    select
        'key that the organization file does not know',
        'high',
        api_key_name,
        array_to_string(all_behaviours, ', '),
        place,
        owner,
        billed_usd,
        requests || ' requests',
        'Add it with owner, workspace and budget, or delete it at the gateway.',
        simulated
    from keys
    where not is_known and (select count(*) from key_owners) > 0
    union all
    select
        'key without a guardrail',
        'high',
        api_key_name,
        array_to_string(all_behaviours, ', '),
        place,
        owner,
        billed_usd,
        'nothing binds it: neither itself nor its workspace nor the organization',
        'Add ''guarded-by:'' to it, its workspace or the organization.',
        simulated
    from keys
    where is_known and not guarded
    union all
    select
        'key without a budget of its own',
        'medium',
        api_key_name,
        array_to_string(all_behaviours, ', '),
        place,
        owner,
        billed_usd,
        'no limit in the organization file and none listed by a gateway',
        'Give it a limit with a reset, so that what goes wrong with it stays small.',
        simulated
    from keys
    where not has_budget
    union all
    select
        'one key, several behaviours',
        'medium',
        api_key_name,
        array_to_string(all_behaviours, ', '),
        place,
        owner,
        billed_usd,
        len(all_behaviours) || ' behaviours',
        'Create a key for each behaviour, with a cap of its own.',
        simulated
    from keys
    where len(all_behaviours) > 1
    union all
    select
        'one behaviour, several keys',
        'low',
        dearest_of_behaviour.api_key_name,
        by_behaviour.behaviour,
        keys.place,
        keys.owner,
        by_behaviour.billed_usd,
        array_to_string(by_behaviour.api_key_names, ', '),
        'Keep one; two live side by side only while traffic moves from one to its successor.',
        by_behaviour.simulated
    from by_behaviour
    join dearest_of_behaviour using (behaviour)
    join keys on dearest_of_behaviour.api_key_name = keys.api_key_name
    union all
    select
        environment || ' outspends production',
        'high',
        api_key_name,
        null,
        environment,
        owner,
        places.billed_usd,
        'production spent ' || production.billed_usd || ' USD',
        'Cap its keys low and let it ask cheaper models; the key named here spent most of it.',
        simulated
    from places, production
    where environment <> 'production' and places.billed_usd > production.billed_usd
    union all
    select
        'spending without a key',
        'medium',
        null,
        null,
        null,
        null,
        sum(billed_usd),
        coalesce(cast(sum(requests) as bigint) || ' requests', 'sums of days') || ' name no key',
        'Ask the source for its key names, or import an export that has them.',
        bool_or(simulated)
    from spent
    where api_key_name is null
    having count(*) > 0
)

select
    finding,
    severity,
    api_key_name,
    nullif(behaviour, '') as behaviour,
    environment,
    owner,
    billed_usd,
    cast(billed_usd as double) / nullif(whole_usd, 0) as share,
    detail,
    what_to_do,
    simulated
from findings, whole
order by list_position(['high', 'medium', 'low'], severity), billed_usd desc nulls last, finding, api_key_name, behaviour

-- asks:    What do our records and other people's say of the same money?
-- grain:   one row per comparison, their source, system, day, model, what it is about and state
-- inputs:  usage_events_in_scope (one row per attempt), usage_events (one row per attempt), adjustments_in_scope (one row per
--   late cost), stg_statements (one row per sum), stg_charges (one row per movement), stg_key_cards (one row per key),
--   stg_spend_lines (one row per attempt or sum), runs (one row per run), scope_period (one row)
-- columns:
--   comparison     captured_logs: attempts that our runs captured, by the gateway's id, against its logs; attempts_lookups:
--                  the same against what the gateway told of them later; attempts_statements: attempts, captured and listed,
--                  against the sums of a day; spend_invoices: spending against the lines of bills; spend_keys: spending so
--                  far against what the gateway has counted on a key; credits_balance: credits bought
--                  less either
--   their_source   the kind of import that says otherwise
--   system         whose books those are
--   day            of UTC; of a bill the first of its period, of a key that of its listing
--   model          null where theirs tells none
--   about          the bill or the key
--   state          same, differs, only ours, only theirs; told late: the gateway told the cost after the run was committed;
--                  edge: part of it lies outside of the time looked at, as their days are of UTC
--   is_exact       whether single rows are held against each other
--   rows           rows of ours, or of theirs where only those are
--   ours_usd       what we say; unknown costs left out
--   theirs_usd     what they say
--   unknown_ours   rows of ours without a cost
--   hours_known    from the end of the day to the newest import of theirs: within a few it may not yet be whole
with
captured as (
    select
        coalesce(transport, 'unknown') as system,
        epoch_ms(started_at) // 86400000 as day_number,
        coalesce(served_model, requested_model) as model,
        run_id,
        call_id,
        attempt,
        generation_id,
        api_key_name,
        lower(cost_source) as cost_source,
        billed_usd
    from usage_events_in_scope
    where
        source = 'run'
        and attempt > 0
        and reused_from_run is null
        and (generation_id is not null or billed_usd <> 0)
),
listed as not materialized (
    select
        coalesce(transport, 'unknown') as system,
        epoch_ms(started_at) // 86400000 as day_number,
        coalesce(served_model, requested_model) as model,
        source,
        run_id,
        generation_id,
        api_key_name,
        billed_usd
    from usage_events_in_scope
    where source <> 'run' and attempt > 0 and lower(purpose) = 'production'
),
-- what lists the traffic of a system that our runs asked
logs as (
    select
        listed.system,
        arg_max(listed.source, (runs.started_at, listed.source)) as source,
        max(runs.started_at) as known_at
    from listed
    semi join (select distinct system from captured) as asked using (system)
    join runs using (run_id)
    group by listed.system
),
found as (
    select *
    from listed
    semi join captured using (generation_id)
    qualify row_number() over (partition by generation_id order by run_id desc) = 1
),
-- a key that our runs used on a day, as we call it and as the logs do
keys as (
    select system, day_number, api_key_name from captured
    union
    select system, day_number, api_key_name from found
),
paired as (
    select
        logs.source,
        logs.known_at,
        captured.*,
        found.generation_id is not null as is_found,
        found.billed_usd as theirs_usd
    from captured
    join logs using (system)
    left join found using (generation_id)
),
uncaptured as (
    select listed.*, logs.known_at
    from listed
    join keys
        on keys.system = listed.system
        and keys.day_number = listed.day_number
        and keys.api_key_name is not distinct from listed.api_key_name
    join logs on logs.system = listed.system
    anti join captured on captured.generation_id = listed.generation_id
),
lonely as (
    select generation_id from paired where not is_found
    union
    select generation_id from uncaptured
),
-- the other one of the two has another time, outside of the time looked at
elsewhere as (
    select usage_events.generation_id, usage_events.source = 'run' as is_ours
    from usage_events
    semi join lonely using (generation_id)
    where usage_events.attempt > 0
),
by_id as (
    select
        'captured_logs' as comparison,
        source as their_source,
        system,
        day_number,
        model,
        case
            when is_found and billed_usd is not distinct from theirs_usd then 'same'
            when is_found then 'differs'
            when generation_id in (select generation_id from elsewhere where not is_ours) then 'edge'
            else 'only ours'
        end as state,
        known_at,
        billed_usd as ours_usd,
        theirs_usd,
        if(billed_usd is null, 1, 0) as unknown_ours
    from paired
    union all
    select
        'captured_logs' as comparison,
        source as their_source,
        system,
        day_number,
        model,
        if(generation_id in (select generation_id from elsewhere where is_ours), 'edge', 'only theirs') as state,
        known_at,
        null as ours_usd,
        billed_usd as theirs_usd,
        0 as unknown_ours
    from uncaptured
),
told as (
    select *
    from adjustments_in_scope
    qualify row_number() over (partition by run_id, call_id, attempt order by adjusted_at desc) = 1
),
looked_up as (
    select
        'attempts_lookups' as comparison,
        'lookup' as their_source,
        captured.system,
        captured.day_number,
        captured.model,
        case
            when told.billed_usd is not null then 'told late'
            when captured.cost_source = 'lookup' then 'same'
            else 'only ours'
        end as state,
        told.adjusted_at as known_at,
        captured.billed_usd as ours_usd,
        coalesce(told.billed_usd, if(captured.cost_source = 'lookup', captured.billed_usd, null)) as theirs_usd,
        if(captured.billed_usd is null, 1, 0) as unknown_ours
    from captured
    left join told using (run_id, call_id, attempt)
    where told.billed_usd is not null or captured.cost_source = 'lookup' or captured.billed_usd is null
),
stated as (
    select
        source,
        system,
        epoch_ms(period_start) // 86400000 as day_number,
        model,
        sum(if(billed_usd is null, upstream_usd, billed_usd + coalesce(upstream_usd, 0))) as theirs_usd,
        sum(requests) as requests,
        max(stated_at) as known_at
    from stg_statements, scope_period
    where
        (billed_usd is not null or upstream_usd is not null)
        and period_end - period_start <= interval 1 day
        and (scope_period.first_at is null or period_start >= scope_period.first_at)
    group by all
),
statements_of as (
    select source, system, max(known_at) as known_at
    from stated
    group by source, system
),
-- some sums are of no model, so that day is compared as a whole
whole_days as (
    select source, system, day_number
    from stated
    where model is null
    group by all
),
attempted as (
    select
        coalesce(transport, 'unknown') as system,
        epoch_ms(started_at) // 86400000 as day_number,
        coalesce(served_model, requested_model) as model,
        sum(billed_usd) as ours_usd,
        count(*) as rows,
        count(*) filter (where billed_usd is null) as unknown_ours
    from usage_events_in_scope
    semi join statements_of on statements_of.system = coalesce(usage_events_in_scope.transport, 'unknown')
    where attempt > 0 and reused_from_run is null and (source = 'run' or lower(purpose) = 'production')
    group by all
    union all
    -- captured and listed is one attempt
    select
        found.system,
        found.day_number,
        found.model,
        -sum(found.billed_usd) as ours_usd,
        -count(*) as rows,
        -count(*) filter (where found.billed_usd is null) as unknown_ours
    from found
    semi join statements_of on statements_of.system = found.system
    group by all
),
sides as (
    select
        statements_of.source,
        statements_of.system,
        attempted.day_number,
        if(whole_days.day_number is null, attempted.model, null) as model,
        sum(attempted.ours_usd) as ours_usd,
        cast(null as decimal(38, 18)) as theirs_usd,
        sum(attempted.rows) as rows,
        sum(attempted.unknown_ours) as unknown_ours,
        true as is_ours
    from attempted
    join statements_of using (system)
    left join whole_days
        on whole_days.source = statements_of.source
        and whole_days.system = statements_of.system
        and whole_days.day_number = attempted.day_number
    group by all
    union all
    select
        stated.source,
        stated.system,
        stated.day_number,
        if(whole_days.day_number is null, stated.model, null) as model,
        null as ours_usd,
        sum(stated.theirs_usd) as theirs_usd,
        sum(stated.requests) as rows,
        0 as unknown_ours,
        false as is_ours
    from stated
    left join whole_days using (source, system, day_number)
    group by all
),
by_day as (
    select
        source,
        system,
        day_number,
        model,
        sum(ours_usd) as ours_usd,
        sum(theirs_usd) as theirs_usd,
        coalesce(sum(rows) filter (where is_ours), sum(rows)) as rows,
        sum(unknown_ours) as unknown_ours,
        bool_or(is_ours) as has_ours,
        bool_or(not is_ours) as has_theirs
    from sides
    group by all
),
day_totals as (
    select
        'attempts_statements' as comparison,
        by_day.source as their_source,
        by_day.system,
        by_day.day_number,
        by_day.model,
        case
            when has_ours and has_theirs and coalesce(ours_usd, 0) = coalesce(theirs_usd, 0) then 'same'
            when
                (day_number * 86400000 < epoch_ms(first_at) and (day_number + 1) * 86400000 > epoch_ms(first_at))
                or (day_number * 86400000 < epoch_ms(end_at) and (day_number + 1) * 86400000 > epoch_ms(end_at))
                then 'edge'
            when has_ours and has_theirs then 'differs'
            when has_ours then 'only ours'
            else 'only theirs'
        end as state,
        statements_of.known_at,
        rows,
        ours_usd,
        theirs_usd,
        unknown_ours
    from by_day
    join statements_of using (source, system)
    cross join scope_period
),
bills as (
    select
        source,
        system,
        invoice_id,
        coalesce(period_start, date_trunc('month', charged_at)) as from_at,
        coalesce(period_end, date_trunc('month', charged_at) + interval 1 month) as to_at,
        if(
            bool_or(model is null) over (partition by system, period_start, period_end),
            null,
            model
        ) as model,
        amount_usd,
        charged_at
    from stg_charges, scope_period
    where kind = 'usage' and (first_at is null or charged_at >= first_at)
),
questions as (
    select
        'spend_invoices' as comparison,
        source,
        system,
        string_agg(distinct invoice_id, ', ' order by invoice_id) as about,
        from_at,
        to_at,
        model,
        cast(null as varchar) as api_key_name,
        max(charged_at) as known_at,
        sum(amount_usd) as theirs_usd
    from bills
    group by source, system, from_at, to_at, model
    union all
    select
        'spend_keys' as comparison,
        'key list' as source,
        system,
        api_key_name as about,
        timestamptz '-infinity' as from_at,
        max(as_of) as to_at,
        null as model,
        api_key_name,
        max(as_of) as known_at,
        sum(usage_usd + coalesce(byok_usage_usd, 0)) as theirs_usd
    from stg_key_cards
    where api_key_name is not null and usage_usd is not null
    group by system, api_key_name
),
spent as (
    select
        questions.comparison,
        questions.source,
        questions.system,
        questions.about,
        questions.from_at,
        questions.to_at,
        questions.model,
        sum(stg_spend_lines.billed_usd) as spent_usd,
        count(*) as rows,
        count(*) filter (where stg_spend_lines.is_cost_unknown) as unknown_ours
    from stg_spend_lines
    join questions
        on questions.system = stg_spend_lines.system
        and stg_spend_lines.started_at >= questions.from_at
        and stg_spend_lines.started_at < questions.to_at
        and (questions.model is null or questions.model = stg_spend_lines.model)
        and (questions.api_key_name is null or questions.api_key_name = stg_spend_lines.api_key_name)
    group by all
),
bought as (
    select system, sum(amount_usd) as bought_usd
    from stg_charges
    where kind in ('purchase', 'credit', 'refund')
    group by system
    having count(*) filter (where kind = 'purchase') > 0
),
asked as (
    select
        questions.comparison,
        questions.source as their_source,
        questions.system,
        epoch_ms(if(questions.comparison = 'spend_invoices', questions.from_at, questions.to_at)) // 86400000 as day_number,
        questions.model,
        questions.about,
        questions.known_at,
        coalesce(spent.rows, 0) as rows,
        spent.spent_usd as ours_usd,
        questions.theirs_usd,
        coalesce(spent.unknown_ours, 0) as unknown_ours
    from questions
    left join spent
        on spent.comparison = questions.comparison
        and spent.source = questions.source
        and spent.system = questions.system
        and spent.about is not distinct from questions.about
        and spent.from_at = questions.from_at
        and spent.to_at = questions.to_at
        and spent.model is not distinct from questions.model
),
answered as (
    select * from asked
    union all by name
    -- what is left of the credits, by our count and by theirs, of the keys that theirs lists
    select
        'credits_balance' as comparison,
        'key list' as their_source,
        bought.system,
        max(asked.day_number) as day_number,
        'balance' as about,
        max(asked.known_at) as known_at,
        sum(asked.rows) as rows,
        any_value(bought.bought_usd) - coalesce(sum(asked.ours_usd), 0) as ours_usd,
        any_value(bought.bought_usd) - sum(asked.theirs_usd) as theirs_usd,
        sum(asked.unknown_ours) as unknown_ours
    from asked
    join bought using (system)
    where asked.comparison = 'spend_keys'
    group by bought.system
),
held as (
    select
        comparison,
        their_source,
        system,
        day_number,
        model,
        cast(null as varchar) as about,
        state,
        true as is_exact,
        count(*) as rows,
        sum(ours_usd) as ours_usd,
        sum(theirs_usd) as theirs_usd,
        sum(unknown_ours) as unknown_ours,
        max(known_at) as known_at
    from (select * from by_id union all by name select * from looked_up)
    group by all
    union all by name
    select *, false as is_exact from day_totals
    union all by name
    select
        *,
        false as is_exact,
        case
            when coalesce(ours_usd, 0) = coalesce(theirs_usd, 0) then 'same'
            when rows = 0 then 'only theirs'
            else 'differs'
        end as state
    from answered
)

select
    comparison,
    their_source,
    system,
    date '1970-01-01' + cast(day_number as integer) as day,
    model,
    about,
    state,
    is_exact,
    cast(rows as bigint) as rows,
    ours_usd,
    theirs_usd,
    cast(unknown_ours as bigint) as unknown_ours,
    (epoch_ms(known_at) - (day_number + 1) * 86400000) / 3600000 as hours_known
from held

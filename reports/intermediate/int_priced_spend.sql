-- asks:    What did the tokens of the days looked at cost, and what by the catalog?
-- grain:   one row per day, what asked and answered, and the marks of what was in vain
-- inputs:  stg_spend_lines (one row per attempt or sum), stg_list_prices (one row per endpoint and day), usage_events_so_far (one row per attempt), scope_period (one row)
-- columns:
--   utc_day              of UTC, on which prices turn
--   level                attempts or statements
--   system               the gateway or provider that was asked
--   simulated            whether the embedded gateway answered
--   api_key_name         who pays: the key's name
--   requested_model      the model asked for; null where nobody says
--   model                the model that answered, else the one asked for
--   provider             who served it
--   service_tier         the tier that served
--   tokens_of            input, cached, output or several: what kind its tokens are of; none where it has none
--   is_failed            it failed, and not because we broke it off
--   is_retry             it was not the first attempt of its call
--   is_failed_before     it failed, and a later attempt of its call answered
--   is_fallback          another model than the one asked for answered, or not the first choice
--   is_truncated         the answer ended at its length
--   is_cancelled         it was broken off from our side
--   is_asked_again       an earlier run of these days had asked the same and was answered
--   is_judge             it judged another answer
--   requests             attempts, or as many as a sum is of
--   prompt_tokens        tokens in, cached ones included
--   cached_tokens        of them read from a cache
--   cache_write_tokens   of them written to a cache
--   completion_tokens    tokens out, reasoning included
--   reasoning_tokens     of them spent on reasoning
--   billed_usd           all that it cost; unknown costs left out
--   unknown_costs        attempts whose cost nobody told
--   token_usd            what its tokens cost: tools, and the fee for own keys, left out; null where no cost or no token is known
--   list_usd             the same tokens by the catalog; null where it lists no price
--   capped_token_usd     token_usd of the attempts that have a highest price
--   cap_usd              their tokens at that price
--   cheapest_token_usd   billed_usd of the attempts that know the cheapest endpoint of what was asked for
--   cheapest_usd         their tokens there
--   cached_saved_usd     what reading from caches saved by the catalog
--   cache_written_usd    what writing to caches cost beyond plain input by the catalog
--   example              the dearest of its attempts that were in vain: the gateway's id of it
with
-- joined by a bound that is always there, so that no older row is read
since as (select coalesce(first_at, timestamptz '-infinity') as first_at from scope_period),
-- marks that are bits of one number: ten million rows are grouped by one column instead of eleven
spent as not materialized (
    select
        stg_spend_lines.*,
        epoch_ms(started_at) // 86400000 as utc_day_number,
        billed_usd is not null and prompt_tokens + completion_tokens > 0 as is_priced
    from stg_spend_lines
    join since on started_at >= since.first_at
),
answered_later as (
    select distinct run_id, call_id
    from usage_events_so_far
    where purpose <> 'production' and attempt > 1 and lower(outcome) = 'answered'
),
-- only our own runs: production has no prompt to tell by, as its calls are named anew each time
asked_before as (
    select call_id, arg_min(run_id, (started_at, run_id)) as first_run
    from usage_events_so_far
    join since on started_at >= since.first_at
    where source = 'run' and attempt > 0 and reused_from_run is null and lower(outcome) = 'answered'
    group by call_id
    having min(run_id) <> max(run_id)
),
-- ids are as long as all else together: only our own attempts have to be found by their calls
told as not materialized (
    select
        spent.*,
        answered_later.call_id is not null as is_answered_later,
        asked_before.call_id is not null and spent.run_id <> asked_before.first_run as is_asked_again
    from spent
    left join answered_later on answered_later.run_id = spent.run_id and answered_later.call_id = spent.call_id
    left join asked_before on asked_before.call_id = spent.call_id
    where spent.purpose <> 'production'
    union all by name
    select
        *,
        false as is_answered_later,
        false as is_asked_again
    from spent
    where purpose = 'production'
),
marked as not materialized (
    select
        told.*,
        if(outcome = 'failed' and cancelled is distinct from true, 1, 0)
        + if(attempt > 1, 2, 0)
        + if(outcome = 'failed' and is_answered_later, 4, 0)
        + if(fallback_depth > 0, 8, 0)
        + if(finish_reason = 'length', 16, 0)
        + if(cancelled, 32, 0)
        + if(is_asked_again, 64, 0)
        + if(purpose = 'judge', 128, 0) as marks,
        if(is_priced, 1, 0)
        + if(cap_usd is not null, 2, 0)
        + if(cheapest_usd is not null, 4, 0)
        + case
            when coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) = 0 then 0
            when prompt_tokens = 0 then 8
            when completion_tokens > 0 or cache_write_tokens > 0 then 16
            when cached_tokens = prompt_tokens then 24
            when cached_tokens > 0 then 16
            else 32
        end as measures
    from told
),
sums as (
    select
        utc_day_number,
        level,
        system,
        simulated,
        api_key_name,
        requested_model,
        model,
        provider,
        service_tier,
        marks,
        measures,
        sum(requests) as requests,
        sum(prompt_tokens) as prompt_tokens,
        sum(cached_tokens) as cached_tokens,
        sum(cache_write_tokens) as cache_write_tokens,
        sum(completion_tokens) as completion_tokens,
        sum(reasoning_tokens) as reasoning_tokens,
        sum(billed_usd) as billed_usd,
        sum(tools_usd) as tools_usd,
        sum(byok_fee_usd) as byok_fee_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs,
        sum(cap_usd) as cap_usd,
        sum(cheapest_usd) as cheapest_usd,
        -- with what is unknown no bill can be held against the cheapest
        count(*) filter (where billed_usd is null) as unbilled,
        max_by(generation_id, (billed_usd, generation_id)) filter (where marks > 0 or requested_model <> model) as example
    from marked
    group by all
),
groups as (
    select
        date '1970-01-01' + cast(utc_day_number as integer) as utc_day,
        level,
        system,
        simulated,
        api_key_name,
        requested_model,
        model,
        provider,
        service_tier,
        (['none', 'output', 'several', 'cached', 'input'])[1 + measures // 8] as tokens_of,
        marks & 1 > 0 as is_failed,
        marks & 2 > 0 as is_retry,
        marks & 4 > 0 as is_failed_before,
        marks & 8 > 0
        or coalesce(
            requested_model <> model
            -- a preset, an alias or the gateway itself chose
            and left(requested_model, 1) not in ('@', '~')
            and left(requested_model, 11) <> 'openrouter/'
            and split_part(requested_model, ':', 1) <> split_part(model, ':', 1),
            false
        ) as is_fallback,
        marks & 16 > 0 as is_truncated,
        marks & 32 > 0 as is_cancelled,
        marks & 64 > 0 as is_asked_again,
        marks & 128 > 0 as is_judge,
        measures & 1 > 0 as is_priced,
        requests,
        prompt_tokens,
        cached_tokens,
        cache_write_tokens,
        completion_tokens,
        reasoning_tokens,
        billed_usd,
        unknown_costs,
        case when is_priced then billed_usd - coalesce(tools_usd, 0) - coalesce(byok_fee_usd, 0) end as token_usd,
        cast(prompt_tokens as decimal(18, 0)) as prompt,
        cast(coalesce(cached_tokens, 0) as decimal(18, 0)) as cached,
        cast(coalesce(cache_write_tokens, 0) as decimal(18, 0)) as written,
        cast(completion_tokens as decimal(18, 0)) as completion,
        cast(coalesce(reasoning_tokens, 0) as decimal(18, 0)) as reasoned,
        case when is_priced and measures & 2 > 0 then token_usd end as capped_token_usd,
        case when is_priced then cap_usd end as cap_usd,
        case when measures & 4 > 0 and unbilled = 0 then billed_usd end as cheapest_token_usd,
        case when unbilled = 0 then cheapest_usd end as cheapest_usd,
        example
    from sums
),
-- of several endpoints of a provider the dearest: what is above it is above every list price
prices as (
    select
        what.model,
        what.provider,
        what.system,
        what.utc_day,
        stg_list_prices.input_usd,
        stg_list_prices.cached_usd,
        stg_list_prices.cache_write_usd,
        stg_list_prices.output_usd,
        stg_list_prices.reasoning_usd
    from (select distinct model, provider, system, utc_day from groups) as what
    join stg_list_prices
        on stg_list_prices.model = what.model
        and stg_list_prices.valid_from <= what.utc_day
        and (stg_list_prices.valid_to is null or stg_list_prices.valid_to > what.utc_day)
        and (
            stg_list_prices.provider is null
            or stg_list_prices.provider = lower(replace(coalesce(what.provider, what.system), ' ', '-'))
        )
    qualify
        row_number() over (
            partition by what.model, what.provider, what.system, what.utc_day
            order by
                stg_list_prices.provider is null,
                stg_list_prices.input_usd + stg_list_prices.output_usd desc,
                stg_list_prices.endpoint_tag
        ) = 1
)

select
    groups.utc_day,
    groups.level,
    groups.system,
    groups.simulated,
    groups.api_key_name,
    groups.requested_model,
    groups.model,
    groups.provider,
    groups.service_tier,
    groups.tokens_of,
    groups.is_failed,
    groups.is_retry,
    groups.is_failed_before,
    groups.is_fallback,
    groups.is_truncated,
    groups.is_cancelled,
    groups.is_asked_again,
    groups.is_judge,
    groups.requests,
    groups.prompt_tokens,
    groups.cached_tokens,
    groups.cache_write_tokens,
    groups.completion_tokens,
    groups.reasoning_tokens,
    groups.billed_usd,
    groups.unknown_costs,
    groups.token_usd,
    case
        when groups.is_priced
            then
                (groups.prompt - groups.cached - groups.written) * prices.input_usd
                + groups.cached * prices.cached_usd
                + groups.written * prices.cache_write_usd
                + (groups.completion - groups.reasoned) * prices.output_usd
                + groups.reasoned * prices.reasoning_usd
    end as list_usd,
    groups.capped_token_usd,
    groups.cap_usd,
    groups.cheapest_token_usd,
    groups.cheapest_usd,
    case when groups.is_priced then groups.cached * (prices.input_usd - prices.cached_usd) end as cached_saved_usd,
    case when groups.is_priced then groups.written * (prices.cache_write_usd - prices.input_usd) end as cache_written_usd,
    groups.example
from groups
left join prices
    on prices.model = groups.model
    and prices.provider is not distinct from groups.provider
    and prices.system = groups.system
    and prices.utc_day = groups.utc_day

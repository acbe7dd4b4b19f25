-- asks:    Which money of the days looked at bought nothing that it had to?
-- grain:   one row per kind of waste, then all of them together, then everything spent; none where nothing was
-- inputs:  int_priced_spend (one row per day and what was asked and answered), stg_list_prices (one row per endpoint and day)
-- columns:
--   place       in which order they stand
--   kind        what was in vain
--   requests    attempts
--   tokens      theirs, in and out
--   billed_usd  what those attempts cost in all
--   wasted_usd  of it what was in vain
--   unknown_costs  attempts of them whose cost nobody told
--   top_key     the key that wasted most
--   top_key_usd what it did
--   example     the dearest attempt of them
--   simulated   whether any of it comes from the embedded gateway
with
-- the cheapest that the asked model was listed at that day
asked as (
    select distinct requested_model, utc_day
    from int_priced_spend
    where is_fallback
),
listed as (
    select
        asked.requested_model,
        asked.utc_day,
        stg_list_prices.input_usd,
        stg_list_prices.cached_usd,
        stg_list_prices.cache_write_usd,
        stg_list_prices.output_usd,
        stg_list_prices.reasoning_usd
    from asked
    join stg_list_prices
        on stg_list_prices.model = asked.requested_model
        and stg_list_prices.valid_from <= asked.utc_day
        and (stg_list_prices.valid_to is null or stg_list_prices.valid_to > asked.utc_day)
),
numbered as (
    select
        row_number() over () as number,
        *,
        cast(coalesce(cached_tokens, 0) as decimal(18, 0)) as cached,
        cast(coalesce(cache_write_tokens, 0) as decimal(18, 0)) as written,
        cast(coalesce(reasoning_tokens, 0) as decimal(18, 0)) as reasoned
    from int_priced_spend
),
as_asked as (
    select
        numbered.number,
        min(
            (cast(numbered.prompt_tokens as decimal(18, 0)) - numbered.cached - numbered.written) * listed.input_usd
            + numbered.cached * listed.cached_usd
            + numbered.written * listed.cache_write_usd
            + (cast(numbered.completion_tokens as decimal(18, 0)) - numbered.reasoned) * listed.output_usd
            + numbered.reasoned * listed.reasoning_usd
        ) as asked_usd
    from numbered
    join listed using (requested_model, utc_day)
    where numbered.is_fallback and numbered.unknown_costs = 0
    group by numbered.number
),
parts as (
    select
        numbered.*,
        numbered.prompt_tokens + numbered.completion_tokens as tokens,
        is_failed or is_retry or is_failed_before or is_truncated or is_cancelled or is_asked_again as is_in_vain,
        case
            when is_fallback
                then
                    greatest(
                        if(
                            cheapest_usd is null,
                            billed_usd - as_asked.asked_usd,
                            cheapest_token_usd - cheapest_usd
                        ),
                        0
                    )
        end as dearer_usd
    from numbered
    left join as_asked using (number)
),
kinds as (
    select 1 as place, 'failed' as kind, billed_usd as wasted_usd, * exclude (number) from parts where is_failed
    union all by name
    select 2 as place, 'retries' as kind, billed_usd as wasted_usd, * exclude (number) from parts where is_retry
    union all by name
    select 3 as place, 'failed before an answer' as kind, billed_usd as wasted_usd, * exclude (number) from parts where is_failed_before
    union all by name
    select 4 as place, 'dearer fallbacks' as kind, dearer_usd as wasted_usd, * exclude (number) from parts where dearer_usd > 0
    union all by name
    select 5 as place, 'cut off at their length' as kind, billed_usd as wasted_usd, * exclude (number) from parts where is_truncated
    union all by name
    select 6 as place, 'cancelled' as kind, billed_usd as wasted_usd, * exclude (number) from parts where is_cancelled
    union all by name
    select 7 as place, 'asked again' as kind, billed_usd as wasted_usd, * exclude (number) from parts where is_asked_again
    union all by name
    select 8 as place, 'all of these, each attempt once' as kind, if(is_in_vain, billed_usd, dearer_usd) as wasted_usd, * exclude (number)
    from parts
    where is_in_vain or dearer_usd > 0
    union all by name
    select 9 as place, 'prompt caches, by the catalog' as kind, cache_written_usd - cached_saved_usd as wasted_usd, * exclude (number)
    from parts
    where cached_saved_usd <> 0 or cache_written_usd <> 0
    union all by name
    select 10 as place, 'judges' as kind, cast(null as decimal(38, 18)) as wasted_usd, * exclude (number) from parts where is_judge
    union all by name
    select 11 as place, 'everything spent' as kind, cast(null as decimal(38, 18)) as wasted_usd, * exclude (number) from parts
),
keys as (
    select place, api_key_name, sum(wasted_usd) as wasted_usd
    from kinds
    group by place, api_key_name
),
top_keys as (
    select place, api_key_name as top_key, wasted_usd as top_key_usd
    from keys
    where wasted_usd > 0
    qualify row_number() over (partition by place order by wasted_usd desc, api_key_name) = 1
)

select
    kinds.place,
    kinds.kind,
    sum(kinds.requests) as requests,
    sum(kinds.tokens) as tokens,
    sum(kinds.billed_usd) as billed_usd,
    sum(kinds.wasted_usd) as wasted_usd,
    sum(kinds.unknown_costs) as unknown_costs,
    any_value(top_keys.top_key) as top_key,
    any_value(top_keys.top_key_usd) as top_key_usd,
    max_by(kinds.example, (kinds.billed_usd, kinds.example)) as example,
    bool_or(kinds.simulated) as simulated
from kinds
left join top_keys using (place)
group by kinds.place, kinds.kind

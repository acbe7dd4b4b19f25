-- asks:    What does a token cost by the catalog?
-- grain:   one row per model, endpoint and day from which a price holds
-- inputs:  list_prices (one row per model, endpoint, class of tokens and day)
-- columns:
--   model            as the catalog names it
--   provider         who serves it, in small letters with hyphens; null where a list states it of the model alone
--   endpoint_tag     its endpoint, likewise
--   valid_from       the first day on which it holds, UTC
--   valid_to         the first day on which another holds; null while it does
--   input_usd        a token of the prompt, US dollars
--   cached_usd       one read from a cache; what input costs where no other price is listed, likewise the next
--   cache_write_usd  one written to a cache
--   output_usd       a token of the answer
--   reasoning_usd    one spent on reasoning; what output costs where no other price is listed
with
per_million as (
    select
        model,
        lower(replace(provider, ' ', '-')) as provider,
        endpoint_tag,
        valid_from,
        valid_to,
        max(usd_per_million) filter (where token_class = 'input') as input,
        max(usd_per_million) filter (where token_class = 'cached-input') as cached,
        max(usd_per_million) filter (where token_class = 'cache-write') as cache_write,
        max(usd_per_million) filter (where token_class = 'output') as output,
        max(usd_per_million) filter (where token_class = 'reasoning') as reasoning
    from list_prices
    group by all
)

select
    model,
    provider,
    endpoint_tag,
    valid_from,
    valid_to,
    -- exact: no price per million has more than 12 decimals
    cast(input * 0.000001 as decimal(38, 18)) as input_usd,
    cast(coalesce(cached, input) * 0.000001 as decimal(38, 18)) as cached_usd,
    cast(coalesce(cache_write, input) * 0.000001 as decimal(38, 18)) as cache_write_usd,
    cast(output * 0.000001 as decimal(38, 18)) as output_usd,
    cast(coalesce(reasoning, output) * 0.000001 as decimal(38, 18)) as reasoning_usd
from per_million

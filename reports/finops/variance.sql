-- asks:    Why does it cost more or less than in the period before?
-- grain:   one row per what it is split by and token class; classes together unless asked for apart
-- inputs:  stg_spend (one row per attempt, or per sum that stands for attempts), int_period (one row), list_prices (one row per price)
-- columns:
--   $by                     what is compared; null where nobody said
--   token_class             all classes; apart: input, cached input, cache write, output, reasoning, all tokens where no
--                           list price tells a model's classes apart, per request for what has no tokens
--   kind                    continuing, new, retired, or several where its classes differ
--   previous_usd            billed in the period before
--   billed_usd              billed in this one, unknown costs left out
--   change_usd              the difference, which the parts below add up to
--   price_usd               the part of dearer or cheaper tokens: what was asked now at its price before, subtracted
--   volume_usd              the part of more or less traffic: had it grown as all that continues did
--   requests_usd            of the volume what more requests bring; null where requests are not known
--   tokens_per_request_usd  of the volume what longer requests bring
--   mix_usd                 the part of growing more or less than all that continues, at its price before; the column's sum says
--                           whether traffic moved to what is dear
--   new_usd                 what had no cost or tokens before
--   retired_usd             what has none now
--   residual_usd            what rounding leaves over
-- params:
--   by       column(model,provider,author,workspace,environment,team,api_key_name,customer,behaviour,app,route_policy,service_tier,category,organization,system)  model  what is compared
--   classes  text(together,apart)  together  whether token classes stand in rows of their own
-- holds:
--   all that was billed is compared
--     (select coalesce(sum(billed_usd), 0) from result) = (
--         select coalesce(sum(billed_usd), 0) from stg_spend
--         where started_at >= (select first_at from int_period) and started_at < (select end_at from int_period)
--     )
--   the parts add up to the change
--     (select bool_and(
--         change_usd = price_usd + volume_usd + mix_usd + new_usd + retired_usd + residual_usd
--     ) from result) is not false
--   what is left over is rounding alone
--     (select max(abs(residual_usd)) from result) <= 1e-12 or (select count(*) from result) = 0
--   requests and their length make up the volume
--     (select bool_and(requests_usd is null or volume_usd = requests_usd + tokens_per_request_usd) from result)
--       is not false
-- chart:   bar, x $by, y change_usd
with
-- as told, with as few rows as there are differences
sums as (
    select
        stg_spend.day,
        stg_spend.day >= int_period.first_day as is_now,
        $by as item,
        stg_spend.model as asked_model,
        lower(stg_spend.provider) as by_provider,
        sum(stg_spend.requests) as requests,
        sum(coalesce(prompt_tokens, 0) - coalesce(cached_tokens, 0) - coalesce(cache_write_tokens, 0)) as input_tokens,
        sum(coalesce(cached_tokens, 0)) as cached_tokens,
        sum(coalesce(cache_write_tokens, 0)) as cache_write_tokens,
        sum(coalesce(completion_tokens, 0) - coalesce(reasoning_tokens, 0)) as output_tokens,
        sum(coalesce(reasoning_tokens, 0)) as reasoning_tokens,
        sum(billed_usd) as billed_usd,
        sum(coalesce(tools_usd, 0)) as tools_usd
    from stg_spend
    cross join int_period
    where
        started_at >= (select previous_first_at from int_period)
        and started_at < (select end_at from int_period)
        and billed_usd is not null
    group by all
),
-- what a price list says decides only how the billed money is parted among classes, so a near one will do
prices as (
    select
        model,
        lower(provider) as provider,
        token_class,
        valid_from,
        min(usd_per_million) as usd_per_million
    from list_prices
    group by all
),
classes as (
    select * from (values ('input'), ('output'), ('cached-input'), ('cache-write'), ('reasoning')) as listed(token_class)
),
wanted as (select distinct day, asked_model, by_provider from sums),
nearest as (
    select
        wanted.day,
        wanted.asked_model,
        wanted.by_provider,
        classes.token_class,
        -- of the provider, else of the model, else of any who serves it; that of the day, else the first
        cast(arg_min(prices.usd_per_million, (
            case when prices.provider = wanted.by_provider then 0 when prices.provider is null then 1 else 2 end,
            if(prices.valid_from <= wanted.day, 0, 1),
            abs(wanted.day - prices.valid_from),
            prices.provider,
            prices.usd_per_million
        )) as double) as price
    from wanted
    join prices on prices.model = wanted.asked_model
    join classes on classes.token_class = prices.token_class
    group by all
),
priced as (
    select
        day,
        asked_model,
        by_provider,
        any_value(price) filter (where token_class = 'input') as input,
        any_value(price) filter (where token_class = 'output') as output,
        any_value(price) filter (where token_class = 'cached-input') as cached,
        any_value(price) filter (where token_class = 'cache-write') as cache_write,
        any_value(price) filter (where token_class = 'reasoning') as reasoning
    from nearest
    group by all
),
weighed as (
    select
        sums.*,
        sums.billed_usd - sums.tools_usd as tokens_usd,
        input_tokens + cached_tokens + cache_write_tokens + output_tokens + reasoning_tokens as all_tokens,
        case
            when priced.input is null or priced.output is null then null
            else [
                input_tokens * priced.input,
                cached_tokens * coalesce(priced.cached, priced.input),
                cache_write_tokens * coalesce(priced.cache_write, priced.input),
                output_tokens * priced.output,
                reasoning_tokens * coalesce(priced.reasoning, priced.output)
            ]
        end as weights
    from sums
    left join priced
        on priced.day = sums.day
        and priced.asked_model = sums.asked_model
        and priced.by_provider is not distinct from sums.by_provider
),
parted as (
    select
        *,
        list_sum(weights) > 0 as is_parted,
        list_position(weights, list_max(weights)) as largest,
        -- rounded to as many digits as a double has; the largest class takes what that leaves over
        [
            cast(cast(tokens_usd as double) * weight / nullif(list_sum(weights), 0) as decimal(38, 18))
            for weight in weights
        ] as parts
    from weighed
),
exact as (
    select
        *,
        [
            if(place = largest, tokens_usd - (list_sum(parts) - parts[place]), parts[place])
            for place in [1, 2, 3, 4, 5]
        ] as class_usd
    from parted
),
lines as (
    select item, is_now, requests, 'input' as class, input_tokens as quantity, class_usd[1] as usd from exact where is_parted
    union all
    select item, is_now, requests, 'cached input', cached_tokens, class_usd[2] from exact where is_parted
    union all
    select item, is_now, requests, 'cache write', cache_write_tokens, class_usd[3] from exact where is_parted
    union all
    select item, is_now, requests, 'output', output_tokens, class_usd[4] from exact where is_parted
    union all
    select item, is_now, requests, 'reasoning', reasoning_tokens, class_usd[5] from exact where is_parted
    union all
    select item, is_now, requests, 'all tokens', all_tokens, tokens_usd from exact where is_parted is not true and all_tokens > 0
    union all
    select item, is_now, requests, 'per request', coalesce(requests, 1), if(all_tokens > 0, tools_usd, billed_usd)
    from exact
    where all_tokens = 0 or tools_usd <> 0
),
uses as (
    select
        item,
        class,
        coalesce(sum(usd) filter (where not is_now), 0) as previous_usd,
        coalesce(sum(usd) filter (where is_now), 0) as billed_usd,
        coalesce(sum(quantity) filter (where not is_now), 0) as quantity_before,
        coalesce(sum(quantity) filter (where is_now), 0) as quantity_now,
        if(bool_and(requests is not null), coalesce(sum(requests) filter (where not is_now), 0), null) as requests_before,
        if(bool_and(requests is not null), coalesce(sum(requests) filter (where is_now), 0), null) as requests_now
    from lines
    group by item, class
    having sum(quantity) > 0 or sum(usd) <> 0
),
kinds as (
    select
        *,
        case
            when quantity_before > 0 and quantity_now > 0 then 'continuing'
            when quantity_now > 0 or billed_usd <> 0 then 'new'
            else 'retired'
        end as kind
    from uses
),
wholes as (
    select
        class,
        cast(sum(quantity_before) as varchar) as all_before,
        cast(sum(quantity_now) as varchar) as all_now,
        cast(if(bool_and(requests_before is not null), sum(requests_before), null) as varchar) as all_requests_before,
        cast(if(bool_and(requests_now is not null), sum(requests_now), null) as varchar) as all_requests_now
    from kinds
    where kind = 'continuing'
    group by class
),
effects as (
    select
        kinds.*,
        cost_variance(
            cast(previous_usd as varchar),
            cast(billed_usd as varchar),
            cast(quantity_before as varchar),
            cast(quantity_now as varchar),
            all_before,
            all_now,
            all_requests_before,
            all_requests_now
        ) as effect
    from kinds
    join wholes using (class)
    where kind = 'continuing'
    union all by name
    select * from kinds where kind <> 'continuing'
),
named as (
    select
        item,
        if($classes = 'apart', class, 'all classes') as token_class,
        kind,
        previous_usd,
        billed_usd,
        coalesce(cast(effect.price as decimal(38, 18)), 0) as price_usd,
        coalesce(cast(effect.volume as decimal(38, 18)), 0) as volume_usd,
        if(kind = 'continuing', cast(effect.requests as decimal(38, 18)), 0) as requests_usd,
        if(kind = 'continuing', cast(effect.per_request as decimal(38, 18)), 0) as tokens_per_request_usd,
        coalesce(cast(effect.mix as decimal(38, 18)), 0) as mix_usd,
        -- what is given up leaves its old cost, and what is new may have had some without a token
        if(kind = 'new', billed_usd - previous_usd, 0) as new_usd,
        if(kind = 'retired', billed_usd - previous_usd, 0) as retired_usd,
        coalesce(cast(effect.residual as decimal(38, 18)), 0) as residual_usd
    from effects
)

select
    item as $by,
    token_class,
    if(count(distinct kind) > 1, 'several', any_value(kind)) as kind,
    sum(previous_usd) as previous_usd,
    sum(billed_usd) as billed_usd,
    sum(billed_usd) - sum(previous_usd) as change_usd,
    sum(price_usd) as price_usd,
    sum(volume_usd) as volume_usd,
    if(bool_and(requests_usd is not null), sum(requests_usd), null) as requests_usd,
    if(bool_and(requests_usd is not null), sum(tokens_per_request_usd), null) as tokens_per_request_usd,
    sum(mix_usd) as mix_usd,
    sum(new_usd) as new_usd,
    sum(retired_usd) as retired_usd,
    sum(residual_usd) as residual_usd
from named
group by item, token_class
order by abs(sum(billed_usd) - sum(previous_usd)) desc, item, token_class

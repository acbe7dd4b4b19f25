-- asks:    What is charged beside the usage, is it what the terms say, and how long do credits and commitments last?
-- grain:   one row per item: a purchase with its fee, a month of own keys or of a discount, a figure of the credits, a commitment
-- inputs:  fee_terms (one row per term), commitments (one row per commitment), stg_charges (one row per charge), stg_spend (one row per attempt or sum), int_period (one row), scope_period (one row)
-- columns:
--   item            platform fee, fee without a purchase, BYOK fee, logging discount, credits ..., or commitment
--   system          whose charge it is; of a commitment the provider
--   period          the day or the month it is for, or the day until which it lasts
--   of_usd          [USD] what it is reckoned on: the purchase, the list cost beyond the allowance, the usage
--   amount_usd      as bills and rows state it; null where they state none
--   expected_usd    as the terms say; null where no term held on that day
--   difference_usd  amount_usd - expected_usd, to the last digit
--   quantity        what is used of an allowance, or days
--   out_of          the allowance, or all days
--   unit            of quantity and out_of
--   unknown         requests or purchases that could not be reckoned, since their price or their way is unknown
--   rule            the term and where it stands
--   reference       the bill, or what the system calls the movement
--   simulated       whether any of it comes from the embedded gateway, so that no money moved
-- holds:
--   every fee of the time is told
--     (select sum(amount_usd) from result where item in ('platform fee', 'fee without a purchase')) is not distinct from (
--         select sum(amount_usd) from stg_charges, scope_period
--         where kind = 'fee' and charged_at >= coalesce(first_at, charged_at) and charged_at < coalesce(end_at, timestamptz 'infinity'))
--   every purchase of the time is told
--     (select sum(of_usd) from result where item = 'platform fee') is not distinct from (
--         select sum(amount_usd) from stg_charges, scope_period
--         where kind = 'purchase' and charged_at >= coalesce(first_at, charged_at) and charged_at < coalesce(end_at, timestamptz 'infinity'))
--   the balance is what was bought less what was used
--     not exists (
--         select 1 from result as balance
--         join result as bought on bought.item = 'credits bought' and bought.system = balance.system
--         join result as used on used.item = 'credits used' and used.system = balance.system
--         where balance.item = 'credits balance' and balance.amount_usd <> bought.amount_usd - used.amount_usd)
with
-- books may reach further than usage
span as (
    select
        coalesce(int_period.first_day, charged.first_day) as first_day,
        coalesce(int_period.end_day, charged.last_day + 1) as end_day
    from int_period, (select min(day) as first_day, max(day) as last_day from stg_charges) as charged
),
moved as (
    select
        stg_charges.*,
        coalesce(invoice_id, reference, strftime(charged_at, '%Y-%m-%d %H:%M')) as bill,
        charged_at >= coalesce(first_at, charged_at) and charged_at < coalesce(end_at, timestamptz 'infinity') as is_in_time
    from stg_charges, scope_period
),
purchases as (
    select
        moved.charge_key,
        moved.system,
        moved.bill,
        moved.day,
        moved.amount_usd,
        moved.simulated,
        terms.rate,
        terms.minimum_usd,
        terms.stated_at,
        greatest(
            cast(cast(terms.rate as decimal(9, 6)) * moved.amount_usd as decimal(38, 18)), terms.minimum_usd
        ) as fee_usd
    from moved
    left join fee_terms as terms
        on terms.kind = 'platform'
        and terms.system = moved.system
        and moved.day >= terms.valid_from
        and moved.day < coalesce(terms.valid_to, date '9999-12-31')
        and (terms.paid_by is null or terms.paid_by = lower(moved.method))
    where moved.kind = 'purchase' and moved.is_in_time
    qualify row_number() over (partition by moved.charge_key order by terms.paid_by is null) = 1
),
fees as (
    select system, bill, min(day) as day, sum(amount_usd) as amount_usd, bool_or(simulated) as simulated
    from moved
    where kind = 'fee' and is_in_time
    group by all
),
bills as (
    select
        system,
        bill,
        min(day) as day,
        sum(amount_usd) as of_usd,
        -- of one purchase without a term, all is unknown
        if(count(fee_usd) = count(*), sum(fee_usd), null) as expected_usd,
        count(*) - count(fee_usd) as unknown,
        string_agg(distinct
            rtrim(rtrim(cast(cast(100 * rate as decimal(9, 4)) as varchar), '0'), '.') || ' %'
            || if(minimum_usd > 0, ', at least ' || cast(minimum_usd as decimal(38, 2)) || ' USD', '')
            || ' (' || stated_at || ')', '; '
        ) as rule,
        bool_or(simulated) as simulated
    from purchases
    group by all
),
platform as (
    select
        'platform fee' as item,
        bills.system,
        cast(bills.day as varchar) as period,
        bills.of_usd,
        fees.amount_usd,
        bills.expected_usd,
        bills.unknown,
        coalesce(bills.rule, 'no term held on that day') || if(fees.amount_usd is null, '; no fee is stated beside it', '') as rule,
        bills.bill as reference,
        bills.simulated
    from bills
    left join fees using (system, bill)
    union all by name
    select
        'fee without a purchase' as item,
        system,
        cast(day as varchar) as period,
        amount_usd,
        'no purchase stands on the same bill' as rule,
        bill as reference,
        simulated
    from fees
    anti join bills using (system, bill)
),
-- credits were used since ever, commitments since they were made, an allowance since its month began
needed as (
    select if(
        (select count(*) from moved where kind = 'purchase') > 0,
        timestamptz '-infinity',
        cast(least(cast(date_trunc('month', cast(first_day as timestamp)) as date), (select min(commitments.first_day) from commitments)) as timestamptz)
    ) as first_at
    from span
),
usage as materialized (
    select
        day,
        system,
        lower(provider) as provider,
        -- the gateway's fee for them says that keys were our own; a sum has no such column
        byok_fee_usd is not null or (level = 'statements' and upstream_usd > 0) as is_own_key,
        sum(billed_usd) as billed_usd,
        sum(upstream_usd) as upstream_usd,
        sum(byok_fee_usd) as byok_fee_usd,
        sum(coalesce(computed_usd, upstream_usd)) as list_usd,
        sum(requests) as requests,
        count(*) filter (where coalesce(computed_usd, upstream_usd) is null) as unpriced,
        bool_or(simulated) as simulated
    from stg_spend
    join needed on stg_spend.started_at >= needed.first_at
    group by all
),
-- allowances are of calendar months, of which a scope may see a part: what came before it counts
months as (
    select distinct cast(date_trunc('month', cast(day as timestamp)) as date) as month
    from usage, span
    where day >= span.first_day and day < span.end_day
),
own_keys as (
    select
        months.month,
        terms.*,
        sum(usage.list_usd) as list_usd,
        cast(sum(usage.requests) as bigint) as requests,
        sum(usage.byok_fee_usd) as byok_fee_usd,
        cast(sum(usage.unpriced) as bigint) as unpriced,
        bool_or(usage.simulated) as simulated
    from months
    join fee_terms as terms
        on terms.kind = 'byok'
        and months.month >= terms.valid_from
        and months.month < coalesce(terms.valid_to, date '9999-12-31')
    join usage
        on usage.system = terms.system
        and usage.is_own_key
        and date_trunc('month', cast(usage.day as timestamp)) = months.month
    cross join span
    where usage.day < span.end_day
    group by all
),
-- which requests are beyond an allowance of requests is told by their order
numbered as (
    select
        own_keys.system,
        own_keys.month,
        own_keys.allowance,
        stg_spend.requests,
        coalesce(stg_spend.computed_usd, stg_spend.upstream_usd) as list_usd,
        sum(stg_spend.requests) over (
            partition by own_keys.system, own_keys.month
            order by stg_spend.started_at, stg_spend.run_id, stg_spend.call_id, stg_spend.attempt
            rows between unbounded preceding and current row
        ) as by_then
    from own_keys
    join stg_spend
        on stg_spend.system = own_keys.system
        and stg_spend.day >= own_keys.month
        and stg_spend.day < own_keys.month + interval 1 month
        and (stg_spend.byok_fee_usd is not null or (stg_spend.level = 'statements' and stg_spend.upstream_usd > 0))
    where own_keys.basis = 'requests' and own_keys.requests > own_keys.allowance
),
beyond as (
    select
        system,
        month,
        sum(case
            when by_then - requests >= allowance then list_usd
            -- a sum of which a part is beyond counts by that part
            when by_then > allowance
                then cast(cast(list_usd as double) * cast(by_then - allowance as double) / requests as decimal(38, 18))
        end) as list_usd
    from numbered
    group by all
),
byok as (
    select
        'BYOK fee' as item,
        own_keys.system,
        strftime(own_keys.month, '%Y-%m') as period,
        case
            when own_keys.basis = 'requests' then coalesce(beyond.list_usd, 0)
            else greatest(own_keys.list_usd - own_keys.allowance, 0)
        end as of_usd,
        own_keys.byok_fee_usd as amount_usd,
        cast(cast(own_keys.rate as decimal(9, 6)) * of_usd as decimal(38, 18)) as expected_usd,
        cast(if(own_keys.basis = 'requests', own_keys.requests, own_keys.list_usd) as decimal(38, 18)) as quantity,
        own_keys.allowance as out_of,
        if(own_keys.basis = 'requests', 'requests', 'USD at list price') as unit,
        own_keys.unpriced as unknown,
        rtrim(rtrim(cast(cast(100 * own_keys.rate as decimal(9, 4)) as varchar), '0'), '.') || ' % of list price beyond '
        || rtrim(rtrim(cast(own_keys.allowance as varchar), '0'), '.') || if(own_keys.basis = 'requests', ' requests', ' USD at list price')
        || ' a month (' || own_keys.stated_at || ')' as rule,
        own_keys.simulated
    from own_keys
    left join beyond using (system, month)
),
logging as (
    select
        'logging discount' as item,
        terms.system,
        strftime(months.month, '%Y-%m') as period,
        sum(usage.billed_usd) as of_usd,
        cast(-cast(terms.rate as decimal(9, 6)) * sum(usage.billed_usd) as decimal(38, 18)) as expected_usd,
        'what the gateway bills may hold it already (' || terms.stated_at || ')' as rule,
        bool_or(usage.simulated) as simulated
    from months
    join fee_terms as terms
        on terms.kind = 'logging'
        and terms.in_force
        and months.month >= terms.valid_from
        and months.month < coalesce(terms.valid_to, date '9999-12-31')
    join usage
        on usage.system = terms.system
        and not usage.is_own_key
        and date_trunc('month', cast(usage.day as timestamp)) = months.month
    cross join span
    where usage.day < span.end_day
    group by months.month, terms.system, terms.rate, terms.stated_at
),
bought as (
    select
        system,
        sum(amount_usd) as bought_usd,
        min(day) as first_day,
        bool_or(simulated) as simulated
    from moved
    where kind in ('purchase', 'refund')
    group by all
    having bool_or(kind = 'purchase')
),
used as (
    select
        bought.system,
        -- own keys are paid at their provider, but for the gateway's fee
        coalesce(sum(if(is_own_key, usage.billed_usd - coalesce(upstream_usd, 0), usage.billed_usd)), 0) as used_usd,
        coalesce(
            sum(if(is_own_key, usage.billed_usd - coalesce(upstream_usd, 0), usage.billed_usd))
                filter (where usage.day > (select max(day) from usage) - 30), 0
        ) as recent_usd,
        least(30, (select max(day) from usage) - min(usage.day) + 1) as recent_days,
        max(usage.day) as last_day
    from bought
    left join usage on usage.system = bought.system
    group by bought.system
),
credit as (
    select
        bought.*,
        used.used_usd,
        bought_usd - used_usd as balance_usd,
        cast(cast(recent_usd as double) / nullif(recent_days, 0) as decimal(38, 12)) as burn_usd,
        cast(bought_usd - used_usd as double) / nullif(cast(burn_usd as double), 0) as runway_days,
        coalesce(last_day, bought.first_day) as last_day
    from bought
    join used using (system)
),
-- what lapses first is used first
lapsing as (
    select
        moved.system,
        moved.expires_at,
        sum(moved.amount_usd) over (
            partition by moved.system order by moved.expires_at nulls last, moved.charged_at, moved.charge_key
            rows between unbounded preceding and current row
        ) - credit.used_usd as left_usd
    from moved
    join credit using (system)
    where moved.kind = 'purchase'
),
next_lapse as (
    select system, min(expires_at) as expires_at, arg_min(left_usd, left_usd) as left_usd
    from lapsing
    where left_usd > 0 and expires_at is not null
    group by system
),
credits as (
    select 'credits bought' as item, 1 as place, system, 'since ' || first_day as period, bought_usd as amount_usd,
        'purchases less refunds, as far as they are imported' as rule, simulated
    from credit
    union all by name
    select 'credits used' as item, 2 as place, system, 'until ' || last_day as period, used_usd as amount_usd,
        'what this system billed, own keys'' upstream charges left out' as rule, simulated
    from credit
    union all by name
    select 'credits balance' as item, 3 as place, system, 'on ' || last_day as period, balance_usd as amount_usd,
        if(balance_usd < 0, 'more was used than is known to be bought: purchases are missing', 'bought less used') as rule, simulated
    from credit
    union all by name
    select 'credits burn a day' as item, 4 as place, system, 'on ' || last_day as period, burn_usd as amount_usd,
        'mean of the last 30 days, or of as many as are known; rounded to 12 decimals' as rule, simulated
    from credit
    union all by name
    select 'credits runway' as item, 5 as place, system,
        if(runway_days between 0 and 36500, 'until ' || (last_day + cast(floor(runway_days) as integer)), null) as period,
        cast(runway_days as decimal(38, 12)) as quantity, 'days' as unit, 'balance / burn a day' as rule, simulated
    from credit
    where runway_days > 0
    union all by name
    select 'credits that lapse next' as item, 6 as place, next_lapse.system, cast(cast(expires_at as date) as varchar) as period,
        left_usd as amount_usd, 'what lapses first is used first' as rule, credit.simulated
    from next_lapse
    join credit using (system)
),
committed as (
    select
        'commitment ' || commitments.name as item,
        commitments.provider as system,
        'until ' || (commitments.end_day - 1) as period,
        coalesce(sum(case
            when usage.is_own_key then usage.upstream_usd
            when lower(usage.system) = lower(commitments.provider) then usage.billed_usd
        end), 0) as amount_usd,
        commitments.amount_usd as expected_usd,
        cast(least(greatest(coalesce(any_value(span.end_day), commitments.first_day) - commitments.first_day, 0),
            commitments.end_day - commitments.first_day) as decimal(38, 18)) as quantity,
        cast(commitments.end_day - commitments.first_day as decimal(38, 18)) as out_of,
        'days' as unit,
        'spent at the provider itself, or there with own keys (' || commitments.stated_at || ')' as rule,
        coalesce(bool_or(usage.simulated), false) as simulated
    from commitments
    cross join span
    left join usage
        on (usage.provider = lower(commitments.provider) or lower(usage.system) = lower(commitments.provider))
        and usage.day >= commitments.first_day
        and usage.day < commitments.end_day
    where commitments.first_day < coalesce(span.end_day, date '9999-12-31')
    group by commitments.name, commitments.provider, commitments.first_day, commitments.end_day, commitments.amount_usd, commitments.stated_at
),
rows_of_all as (
    select 1 as kind, 0 as place, * from platform
    union all by name
    select 2 as kind, * from byok
    union all by name
    select 3 as kind, * from logging
    union all by name
    select 4 as kind, * from credits
    union all by name
    select 5 as kind, * from committed
)

select
    item,
    system,
    period,
    of_usd,
    amount_usd,
    expected_usd,
    amount_usd - expected_usd as difference_usd,
    quantity,
    out_of,
    unit,
    unknown,
    rule,
    reference,
    simulated
from rows_of_all
order by kind, system, place, period, item, reference

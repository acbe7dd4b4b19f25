-- asks:    What do a thousand requests, a solved task and a million tokens cost, and who is far from the rest?
-- grain:   one row per what it is split by: the model unless told
-- inputs:  stg_spend (one row per attempt or sum), int_period (one row), stg_scores (one row per run, call and scorer)
-- columns:
--   $by                        what it is split by; null where it was not stated
--   requests                   attempts sent, failed ones included; null where a sum does not say
--   failed                     of them failed
--   billed_usd                 what they cost, unknown costs left out
--   share                      [share] of all spending
--   usd_per_1k_requests        billed_usd per thousand requests, failed ones among both
--   usd_per_1k_answered        billed_usd per thousand requests that did not fail: what failures cost is borne by the others
--   usd_per_million            billed_usd per million tokens, in and out together, where tokens are known
--   times_blended              [times, low is good] usd_per_million against that of all spending together
--   tasks_passed               evaluated calls whose every scorer passed them; null where nothing was scored
--   usd_per_passed_task        billed_usd, failures, retries and judges of the row included, per passed task; null where
--                              none passed. A judge's cost lies with the judge's model: split by arm, suite or workspace to include it
--   total_tokens               prompt and completion
--   prompt_per_completion      [ratio] prompt tokens for each completion token
--   reasoning_share            [share] of the completion tokens of those requests that tell their reasoning
--   cached_share               [share, high is good] of the prompt tokens of those requests that tell their cached ones
--   customers                  customers named
--   usd_per_customer           billed_usd of requests that name one, per customer
--   members                    members named
--   usd_per_member             billed_usd of requests that name one, per member
--   dearest_key                the key that spent most of it
--   dearest_key_share          [share] of its billed_usd
--   unknown_costs              attempts whose cost nobody told
--   simulated                  whether any of it comes from the embedded gateway, so that no money was spent
-- params:
--   by  columns(model,month,organization,workspace,environment,team,cost_center,member,customer,behaviour,api_key_name,app,category,tag,suite,arm,requested_model,author,provider,route_policy,service_tier,purpose,level)
--       model  what it is split by, in this order
-- holds:
--   billed_usd adds up to all spending of the time, and every attempt and sum is counted once
--     (select (sum(billed_usd), coalesce(sum(requests), 0)) from result) is not distinct from (
--         select (sum(billed_usd), coalesce(sum(requests), 0)) from stg_spend
--         where started_at >= (select first_at from int_period) and started_at < (select end_at from int_period)
--     )
-- chart:   bar, x $by, y usd_per_million
with
spent as (
    select stg_spend.*, strftime(stg_spend.day, '%Y-%m') as month
    from stg_spend
    join int_period on stg_spend.started_at >= int_period.first_at and stg_spend.started_at < int_period.end_at
),
solved as (
    select run_id, call_id, coalesce(bool_and(passed), false) as is_passed
    from stg_scores
    group by run_id, call_id
),
-- a call's task is with the attempt that answered it
scored as (
    select row($by) as line, count(*) filter (where is_passed) as tasks_passed
    from spent
    join solved using (run_id, call_id)
    where outcome = 'answered' and purpose = 'eval'
    group by all
),
-- one pass over all attempts; the rest is of what it leaves
folded as materialized (
    select
        row($by) as line,
        $by,
        customer as named_customer,
        member as named_member,
        api_key_name as named_key,
        sum(requests) as requests,
        count(*) filter (where outcome = 'failed') as failed,
        sum(billed_usd) as billed_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs,
        sum(billed_usd) filter (where requests is not null) as counted_usd,
        sum(billed_usd) filter (where prompt_tokens is not null or completion_tokens is not null) as token_usd,
        sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) filter (where billed_usd is not null) as paid_tokens,
        sum(prompt_tokens) as prompt_tokens,
        sum(completion_tokens) as completion_tokens,
        sum(reasoning_tokens) as reasoning_tokens,
        sum(completion_tokens) filter (where reasoning_tokens is not null) as told_completion_tokens,
        sum(cached_tokens) as cached_tokens,
        sum(prompt_tokens) filter (where cached_tokens is not null) as told_prompt_tokens,
        bool_or(simulated) as simulated
    from spent
    group by all
),
summed as (
    select
        line,
        $by,
        sum(requests) as requests,
        sum(failed) as failed,
        sum(billed_usd) as billed_usd,
        sum(unknown_costs) as unknown_costs,
        sum(counted_usd) as counted_usd,
        sum(token_usd) as token_usd,
        sum(paid_tokens) as paid_tokens,
        sum(prompt_tokens) as prompt_tokens,
        sum(completion_tokens) as completion_tokens,
        sum(reasoning_tokens) as reasoning_tokens,
        sum(told_completion_tokens) as told_completion_tokens,
        sum(cached_tokens) as cached_tokens,
        sum(told_prompt_tokens) as told_prompt_tokens,
        count(distinct named_customer) as customers,
        sum(billed_usd) filter (where named_customer is not null) as customer_usd,
        count(distinct named_member) as members,
        sum(billed_usd) filter (where named_member is not null) as member_usd,
        bool_or(simulated) as simulated
    from folded
    group by all
),
by_key as (
    select line, named_key, sum(billed_usd) as key_usd
    from folded
    where named_key is not null
    group by all
),
dearest as (
    select line, arg_max(named_key, (key_usd, named_key)) as dearest_key, max(key_usd) as key_usd
    from by_key
    where key_usd is not null
    group by line
),
blended as (
    select
        cast(sum(token_usd) as double) / nullif(sum(paid_tokens), 0) as usd_per_token,
        cast(sum(billed_usd) as double) as whole_usd
    from summed
),
joined as (
    select summed.*, scored.tasks_passed, dearest.dearest_key, dearest.key_usd, blended.usd_per_token, blended.whole_usd
    from summed
    cross join blended
    left join scored on summed.line is not distinct from scored.line
    left join dearest on summed.line is not distinct from dearest.line
)

select
    $by,
    cast(requests as bigint) as requests,
    cast(failed as bigint) as failed,
    billed_usd,
    cast(billed_usd as double) / nullif(whole_usd, 0) as share,
    cast(1000 * cast(counted_usd as double) / nullif(requests, 0) as decimal(38, 12)) as usd_per_1k_requests,
    cast(1000 * cast(counted_usd as double) / nullif(requests - failed, 0) as decimal(38, 12)) as usd_per_1k_answered,
    cast(1000000 * cast(token_usd as double) / nullif(paid_tokens, 0) as decimal(38, 12)) as usd_per_million,
    cast(token_usd as double) / nullif(paid_tokens, 0) / nullif(usd_per_token, 0) as times_blended,
    tasks_passed,
    cast(cast(billed_usd as double) / nullif(tasks_passed, 0) as decimal(38, 12)) as usd_per_passed_task,
    cast(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0) as bigint) as total_tokens,
    prompt_tokens / nullif(completion_tokens, 0) as prompt_per_completion,
    reasoning_tokens / nullif(told_completion_tokens, 0) as reasoning_share,
    cached_tokens / nullif(told_prompt_tokens, 0) as cached_share,
    customers,
    cast(cast(customer_usd as double) / nullif(customers, 0) as decimal(38, 12)) as usd_per_customer,
    members,
    cast(cast(member_usd as double) / nullif(members, 0) as decimal(38, 12)) as usd_per_member,
    dearest_key,
    cast(key_usd as double) / nullif(cast(billed_usd as double), 0) as dearest_key_share,
    cast(unknown_costs as bigint) as unknown_costs,
    simulated
from joined
order by joined.billed_usd desc nulls last, $by

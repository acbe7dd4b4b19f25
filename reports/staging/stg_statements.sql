-- asks:    What sums of usage and of cost do others state, in the scope and before it?
-- grain:   one row per statement_key: of several exports the newest holds
-- inputs:  statements_so_far (one row per import and sum), runs (one row per run)
-- columns:
--   run_id              the import that holds
--   statement_key       what it is the sum of
--   source              the kind of import
--   system              who states it: openrouter, openai, anthropic, litellm, ...
--   simulated           whether the embedded gateway states it, so that no figure is real
--   organization        who pays: organization
--   workspace           who pays: workspace
--   member              who pays: member
--   api_key_name        who pays: the key's name, never the key
--   api_key_hash        its hash
--   model               the model; null where the sum is of several
--   provider            who answered
--   endpoint            the endpoint, as the system names it
--   service_tier        the tier that served
--   line_item           what a cost is for, as the system words it
--   period_start        UTC
--   period_end          the first moment after it, UTC
--   day                 on which it begins
--   requests            how many; null where it does not say
--   prompt_tokens       tokens in, cached ones included
--   cached_tokens       of them read from a cache
--   cache_write_tokens  of them written to a cache
--   completion_tokens   tokens out, reasoning included
--   reasoning_tokens    of them spent on reasoning
--   billed_usd          the money stated; null where only tokens are
--   upstream_usd        what a provider charged for own keys; not in billed_usd
--   stated_at           when it was imported, UTC
with
imports as (select run_id, started_at as stated_at from runs),
newest as (
    select *
    from statements_so_far
    join imports using (run_id)
    qualify row_number() over (partition by statement_key order by stated_at desc, run_id desc, origin_row desc) = 1
)

select
    run_id,
    statement_key,
    source,
    system,
    simulated,
    organization,
    workspace,
    member,
    api_key_name,
    api_key_hash,
    model,
    provider,
    endpoint,
    service_tier,
    line_item,
    period_start,
    period_end,
    cast(period_start as date) as day,
    requests,
    prompt_tokens,
    cached_tokens,
    cache_write_tokens,
    completion_tokens,
    reasoning_tokens,
    billed_usd,
    upstream_usd,
    stated_at
from newest

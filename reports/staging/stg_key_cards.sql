-- asks:    What may each key spend, as its gateway listed it last?
-- grain:   one row per system and key
-- inputs:  key_cards_so_far (one row per key and listing)
-- columns:
--   system               whose key it is
--   api_key_hash         as the gateway names the key
--   api_key_name         its name
--   simulated            whether the embedded gateway lists it
--   as_of                when it was listed, UTC
--   workspace            the workspace it belongs to
--   member               who made it
--   disabled             whether it is switched off
--   limit_usd            what it may spend until the limit begins anew; null is no limit
--   limit_remaining_usd  what is left of that
--   limit_reset          daily, weekly or monthly; null where it never begins anew
--   usage_usd            spent in all, as the gateway counts
--   usage_monthly_usd    spent in the month
--   byok_usage_usd       spent through own keys in all
--   created_at           when it was made, UTC
--   expires_at           when it ends, UTC
select
    system,
    api_key_hash,
    api_key_name,
    simulated,
    as_of,
    workspace,
    member,
    disabled,
    limit_usd,
    limit_remaining_usd,
    limit_reset,
    usage_usd,
    usage_monthly_usd,
    byok_usage_usd,
    created_at,
    expires_at
from key_cards_so_far
qualify row_number() over (partition by system, api_key_hash order by as_of desc, run_id desc) = 1

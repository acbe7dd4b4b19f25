-- asks:    What was spent, in the scope and before it, each cent once?
-- grain:   one row per attempt, or per sum that others state where no attempts of that system and day are known
-- inputs:  stg_spend_lines (one row per attempt or sum), key_owners (one row per key)
-- columns:
--   level               attempts, or statements where a sum stands for attempts that nobody listed
--   source              run, or the kind of import
--   system              the gateway or provider that was asked
--   simulated           whether the embedded gateway answered, so that no money was spent
--   started_at          UTC; of a sum its first moment; of an attempt that tells no time when its run began
--   day                 on which that was
--   purpose             eval, judge, warmup, control or production
--   organization        who pays: organization
--   workspace           who pays: workspace, as the row says, else as the key's owner
--   environment         who pays: environment, likewise
--   team                who pays: team, else the key's owner
--   cost_center         who pays: cost centre
--   member              who pays: member
--   customer            who pays: customer
--   behaviour           who pays: behaviour, else the only one of the key
--   api_key_name        who pays: the key's name, never the key
--   app                 how the application named itself
--   preset              the gateway preset asked for
--   category            the kind of work
--   tag                 all tags of the row, in one text
--   suite               the prompt suite; production for other traffic
--   arm                 a candidate under a route policy
--   requested_model     the model asked for
--   model               the model that answered, else the one asked for
--   author              who made it
--   provider            who served it
--   route_policy        the route policy asked under
--   service_tier        the tier that served
--   cost_source         response, lookup, import, computed, unknown, or statement
--   outcome             answered or failed; null of a sum
--   finish_reason       why the answer ended
--   attempt             which attempt of its call; null of a sum
--   fallback_depth      0 for the first choice
--   cancelled           whether it was broken off from our side
--   run_id              the run or import it belongs to
--   call_id             the call; null of a sum
--   generation_id       the gateway's own id of the attempt
--   requests            1, or as many as the sum is of; null where it does not say
--   prompt_tokens       tokens in, cached ones included
--   cached_tokens       of them read from a cache
--   cache_write_tokens  of them written to a cache
--   completion_tokens   tokens out, reasoning included
--   reasoning_tokens    of them spent on reasoning
--   billed_usd          what it cost, own keys' upstream charges included; null is unknown
--   upstream_usd        what a provider charges; part of billed_usd
--   byok_fee_usd        the gateway's fee for own keys; part of billed_usd
--   tools_usd           what searches, files and other tools cost; part of billed_usd
--   cache_usd           what caching added or saved, as stated; part of billed_usd
--   computed_usd        the same by our price book
--   estimated_usd       the same as estimated before the call
--   cheapest_usd        its tokens at the cheapest endpoint that its policy left; null where nobody asked by one
--   cap_usd             its tokens at the policy's highest price, likewise
--   is_cost_unknown     whether it may have cost money that nobody told us
select
    lines.level,
    lines.source,
    lines.system,
    lines.simulated,
    lines.started_at,
    lines.day,
    lines.purpose,
    coalesce(lines.organization, key_owners.organization) as organization,
    coalesce(lines.workspace, key_owners.workspace) as workspace,
    coalesce(lines.environment, key_owners.environment) as environment,
    coalesce(lines.team, key_owners.owner) as team,
    lines.cost_center,
    lines.member,
    lines.customer,
    coalesce(lines.behaviour, key_owners.behaviour) as behaviour,
    lines.api_key_name,
    lines.app,
    lines.preset,
    lines.category,
    lines.tag,
    lines.suite,
    lines.arm,
    lines.requested_model,
    lines.model,
    case when contains(lines.model, '/') then split_part(lines.model, '/', 1) end as author,
    lines.provider,
    lines.route_policy,
    lines.service_tier,
    lines.cost_source,
    lines.outcome,
    lines.finish_reason,
    lines.attempt,
    lines.fallback_depth,
    lines.cancelled,
    lines.run_id,
    lines.call_id,
    lines.generation_id,
    lines.requests,
    lines.prompt_tokens,
    lines.cached_tokens,
    lines.cache_write_tokens,
    lines.completion_tokens,
    lines.reasoning_tokens,
    lines.billed_usd,
    lines.upstream_usd,
    lines.byok_fee_usd,
    lines.tools_usd,
    lines.cache_usd,
    lines.computed_usd,
    lines.estimated_usd,
    lines.cheapest_usd,
    lines.cap_usd,
    lines.is_cost_unknown
from stg_spend_lines as lines
left join key_owners using (api_key_name)

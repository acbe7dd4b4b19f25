-- asks:    What was attempted, and what became of it?
-- grain:   one row per attempt; a call never sent has one row with attempt 0
-- inputs:  usage_events_in_scope (one row per attempt)
-- columns:
--   run_id             the run it belongs to
--   call_id            what was asked: the same in every run that asks it
--   attempt            1, 2, ... within the call; 0 for a call never sent
--   purpose            eval, judge, warmup or control
--   source             run, or the kind of import
--   simulated          whether the embedded gateway answered, so that no figure is real
--   suite              the prompt suite
--   suite_version      its author's version
--   case_id            the prompt, unique within its suite
--   cluster_id         what the prompt shares a source with; its own id where it shares none
--   repeat             which repeat of the prompt, 1 first
--   category           the kind of work; null where not stated
--   tags               tags of the prompt
--   arm                a candidate under a route policy
--   reused_from_run    the run an answer was reused from; null where it was asked now
--   organization       who pays: organization
--   workspace          who pays: workspace
--   environment        who pays: environment
--   team               who pays: team
--   cost_center        who pays: cost centre
--   member             who pays: member
--   customer           who pays: customer
--   behaviour          who pays: behaviour
--   api_key_name       who pays: the key's name, never the key
--   requested_model    the model asked for
--   route_policy       the route policy asked under
--   preset             the gateway preset asked for; null where none
--   preset_version     its version, as the job states it
--   deployment_context where the run ran, as its operator says
--   asked_capabilities what its parameters ask an endpoint to know
--   claimed_capabilities what the catalog says the serving endpoint knows
--   served_model       the model that answered
--   provider           who served it
--   fallback_depth     0 for the first choice
--   cache_status       the gateway's word on its response cache, lower case; null where it said none
--   finish_reason      why the answer ended
--   started_at         UTC
--   queue_ms           our own waiting before sending, ms
--   retry_wait_ms      our own waiting between attempts, ms
--   ttft_ms            from request to the first content token, ms
--   latency_ms         from request to the last token, ms
--   gateway_ms         what the gateway itself added to it, ms
--   prompt_tokens      tokens in, cached ones included
--   cached_tokens      of them read from a cache
--   completion_tokens  tokens out, reasoning included
--   reasoning_tokens   of them spent on reasoning
--   billed_usd         what the gateway says the attempt cost; null is unknown
--   computed_usd       the same by our price book
--   estimated_usd      the same as estimated before the call
--   cheapest_usd       its tokens at the cheapest endpoint that the policy left
--   cap_usd            its tokens at the policy's highest price
--   cost_source        response, lookup, computed or unknown
--   is_cost_unknown    whether it was sent and may have cost money that nobody told us: an attempt that never
--                      connected, or was refused with a status of 4xx (but for a late 408), generated nothing
--   outcome            answered, failed or not_sent
--   tool_calls_valid   whether its tool calls are what was offered; null where none was due
--   json_valid         whether it is the JSON that was asked for; null where none was
--   failure_kind       why it failed
--   failure_phase      how far it had come
--   attribution        whose failure: ours, gateway or upstream
--   failure_detail     what the other side said; for a call never sent why not
--   http_status        the status that came back
--   cancelled          whether we stopped it ourselves
--   first_scoring      the scoring its run came with; null where not exactly one scorer judged the answer then
--   first_score        that scorer's score, as stg_scores has it where no other scoring is asked for
--   first_passed       likewise
select
    run_id,
    call_id,
    attempt,
    lower(purpose) as purpose,
    source,
    simulated,
    suite,
    suite_version,
    case_id,
    cluster_id,
    repeat,
    category,
    tags,
    arm,
    reused_from_run,
    organization,
    workspace,
    environment,
    team,
    cost_center,
    member,
    customer,
    behaviour,
    api_key_name,
    requested_model,
    route_policy,
    preset,
    preset_version,
    deployment_context,
    asked_capabilities,
    claimed_capabilities,
    served_model,
    provider,
    fallback_depth,
    lower(cache_status) as cache_status,
    finish_reason,
    started_at,
    queue_ms,
    retry_wait_ms,
    ttft_ms,
    latency_ms,
    gateway_ms,
    prompt_tokens,
    cached_tokens,
    completion_tokens,
    reasoning_tokens,
    billed_usd,
    computed_usd,
    estimated_usd,
    cheapest_usd,
    cap_usd,
    lower(cost_source) as cost_source,
    -- looked into for those without a cost alone
    case
        when billed_usd is not null or attempt = 0 then false
        else reused_from_run is null and not was_refused(outcome, failure_phase, http_status)
    end as is_cost_unknown,
    lower(outcome) as outcome,
    tool_calls_valid,
    json_valid,
    lower(failure_kind) as failure_kind,
    lower(failure_phase) as failure_phase,
    lower(attribution) as attribution,
    failure_detail,
    http_status,
    cancelled,
    first_scoring,
    first_score,
    first_passed
from usage_events_in_scope

-- asks:    What was spent on each day looked at and before it, by whom and for what?
-- grain:   one row per day and combination of the columns up to simulated; the days of int_period, those of the time before among them
-- inputs:  stg_spend_lines (one row per attempt, or per sum that stands for attempts), int_period (one row),
--   key_owners (one row per key)
-- columns:
--   day            of the reader's calendar
--   workspace      who pays: workspace
--   environment    who pays: environment
--   team           who pays: team
--   behaviour      who pays: behaviour
--   api_key_name   who pays: the key's name
--   simulated      whether the embedded gateway answered, so that no money was spent
--   requests       attempts sent; null where a sum does not say
--   billed_usd     what it cost, US dollars; unknown costs left out
--   byok_fee_usd   the gateway's fee for own keys; part of billed_usd
--   unknown_costs  attempts whose cost nobody told
-- holds:
--   no dollar is lost or counted twice
--     (select sum(billed_usd) from result) is not distinct from (
--         select sum(billed_usd) from stg_spend_lines, int_period where day >= previous_first_day and day < end_day)
with
-- as the rows tell it: owners are looked up once a group, not once an attempt
as_told as (
    select
        day,
        workspace,
        environment,
        team,
        behaviour,
        api_key_name,
        simulated,
        sum(requests) as requests,
        sum(billed_usd) as billed_usd,
        sum(byok_fee_usd) as byok_fee_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs
    from stg_spend_lines
    join int_period on started_at >= int_period.previous_first_at and started_at < int_period.end_at
    group by all
)

select
    day,
    coalesce(as_told.workspace, key_owners.workspace) as workspace,
    coalesce(as_told.environment, key_owners.environment) as environment,
    coalesce(as_told.team, key_owners.owner) as team,
    coalesce(as_told.behaviour, key_owners.behaviour) as behaviour,
    api_key_name,
    simulated,
    sum(requests) as requests,
    sum(billed_usd) as billed_usd,
    sum(byok_fee_usd) as byok_fee_usd,
    sum(unknown_costs) as unknown_costs
from as_told
left join key_owners using (api_key_name)
group by all

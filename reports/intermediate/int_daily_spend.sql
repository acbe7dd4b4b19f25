-- asks:    What was spent on each day, and by whom, in the scope and before it?
-- grain:   one row per day and combination of the columns up to simulated
-- inputs:  stg_spend_lines (one row per attempt, or per sum that stands for attempts), key_owners (one row per key)
-- columns:
--   day            of the reader's calendar
--   system         the gateway or provider that was asked
--   organization   who pays: organization
--   workspace      who pays: workspace
--   team           who pays: team
--   member         who pays: member
--   api_key_name   who pays: the key's name
--   simulated      whether the embedded gateway answered, so that no money was spent
--   billed_usd     what it cost, US dollars; unknown costs left out
--   unknown_costs  attempts whose cost nobody told
-- holds:
--   no dollar is lost or counted twice
--     (select sum(billed_usd) from result) is not distinct from (select sum(billed_usd) from stg_spend_lines)
with
-- as the rows tell it: owners are looked up once a group, not once an attempt
as_told as (
    select
        day,
        system,
        organization,
        workspace,
        team,
        member,
        api_key_name,
        simulated,
        sum(billed_usd) as billed_usd,
        count(*) filter (where is_cost_unknown) as unknown_costs
    from stg_spend_lines
    group by all
)

select
    day,
    system,
    coalesce(as_told.organization, key_owners.organization) as organization,
    coalesce(as_told.workspace, key_owners.workspace) as workspace,
    coalesce(as_told.team, key_owners.owner) as team,
    member,
    api_key_name,
    simulated,
    sum(billed_usd) as billed_usd,
    sum(unknown_costs) as unknown_costs
from as_told
left join key_owners using (api_key_name)
group by all

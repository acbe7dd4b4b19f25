-- asks:    Which days were out of line, and who or what drove them?
-- grain:   one row per series and stretch of days out of line without a break
-- inputs:  stg_spend (one row per attempt, or per sum that stands for attempts), int_period (one row), key_owners (one row per key)
-- columns:
--   kind           anomaly: dearer than chance explains; drift: dearer bit by bit for three days or more; short history: dear, with fewer than eight
--                  of its weekday to hold it against, which raises no alarm; drop: cheaper, where asked for
--   level          total, workspace or key: what the series is of
--   name           the workspace or key; null of the total, or where nobody said
--   day            the first day of the stretch
--   until          its last day
--   billed_usd     what those days cost, US dollars
--   expected_usd   what they usually cost: the median of the last eight of their weekday
--   excess_usd     how much more that is
--   z              the modified z of its most extreme day; null where all it is held against are the same, or of a drift
--   p              [low is good] how likely such a day is by chance at most, as one of all days and series looked at
--                  (Benjamini-Hochberg); null of a drift
--   driver_key     the key that cost most more than usual
--   driver_model   its model that did
--   driver_usd     how much more that was
--   cause          volume or price: which of them moved that model's cost more; new where it was not used before
--   owner          who looks after the driver: the owner of the key, else its team, else its workspace
-- params:
--   keys     integer  10    how many keys are looked at, the largest of the period
--   min_usd  double   5     what a day must be off by to be worth a look, US dollars; of a drift the mean day of a week
--   level    double   0.01  which share of the anomalies shown may be none
--   drops    boolean  false  whether days that cost too little are shown as well
-- holds:
--   a stretch of all spending costs what was spent on its days, and none costs more than the whole
--     (with spent as (
--         select day, sum(billed_usd) as billed_usd from stg_spend
--         where started_at >= (select first_at from int_period) and started_at < (select end_at from int_period)
--         group by day)
--     select bool_and(
--         billed_usd <= (select sum(spent.billed_usd) from spent)
--         and (
--             result.level <> 'total'
--             or billed_usd = (select coalesce(sum(spent.billed_usd), 0) from spent where spent.day >= result.day and spent.day <= result.until)
--         )
--     ) from result) is not false
with
bounds as (
    select
        first_day,
        -- eight weeks to go by and as many again, since days out of line are passed over
        first_day - 168 as history_day,
        -- a day that is not over says nothing yet
        last_complete_day as last_day
    from int_period
    where last_complete_day >= first_day
),
daily as (
    select
        day,
        workspace,
        api_key_name,
        model,
        any_value(team) as team,
        sum(prompt_tokens + completion_tokens) as tokens,
        sum(requests) as requests,
        sum(billed_usd) as billed_usd
    from stg_spend
    where
        started_at >= (select cast(history_day as timestamptz) from bounds)
        and started_at < (select cast(last_day + 1 as timestamptz) from bounds)
        and billed_usd is not null
    group by day, workspace, api_key_name, model
),
largest as (
    select api_key_name
    from daily
    where day >= (select first_day from bounds) and api_key_name is not null
    group by api_key_name
    order by sum(billed_usd) desc, api_key_name
    limit $keys
),
members as (
    select 'total' as level, cast(null as varchar) as name, * from daily
    union all
    select 'workspace', workspace, * from daily
    union all
    select 'key', api_key_name, * from daily semi join largest using (api_key_name)
),
sums as (select level, name, day, sum(billed_usd) as billed_usd from members group by all),
-- from its first day on a day without a row cost nothing
series as (select level, name, min(day) as first_day from sums group by all),
filled as (
    select
        series.level,
        series.name,
        listed.day,
        coalesce(sums.billed_usd, 0) as billed_usd
    from series
    cross join lateral (
        select cast(unnest(generate_series(series.first_day, (select last_day from bounds), interval 1 day)) as date) as day
    ) as listed
    left join sums
        on sums.level = series.level
        and sums.day = listed.day
        and sums.name is not distinct from series.name
),
judged as (
    select
        level,
        name,
        min(day) as first_day,
        list(billed_usd order by day) as usd,
        unusual_days(list(cast(billed_usd as double) order by day), $min_usd) as verdicts
    from filled
    group by level, name
),
days as (
    select
        level,
        name,
        first_day + cast(place - 1 as integer) as day,
        place,
        usd[place] as billed_usd,
        verdicts[place] as verdict,
        -- where the data begin nothing is new
        first_day - (select min(first_day) from series) as days_late
    from judged, unnest(range(1, len(usd) + 1)) as places(place)
),
looked_at as (
    select
        *,
        cast(billed_usd as double) - verdict.expected as excess_usd,
        -- either way counts: a reader may ask for both
        if(verdict.points = 8, 2 * least(verdict.high, verdict.low), null) as p
    from days
    where day >= (select first_day from bounds)
),
ranked as (
    select
        *,
        row_number() over (partition by p is null order by p, level, name, day) as place_of_p,
        count(p) over () as family
    from looked_at
),
adjusted as (
    select
        *,
        if(p is null, null, least(1, min(p * family / place_of_p) over (
            partition by p is null order by place_of_p desc rows unbounded preceding
        ))) as adjusted_p
    from ranked
),
drifts as (
    select
        *,
        sum(excess_usd) over (partition by level, name order by day rows 6 preceding) as excess_of_a_week
    from adjusted
),
flagged as (
    select
        *,
        case
            when verdict.points = 8 and verdict.is_odd and excess_usd > 0 and adjusted_p <= $level then 'anomaly'
            when $drops and verdict.points = 8 and verdict.is_odd and excess_usd < 0 and adjusted_p <= $level then 'drop'
            when verdict.points < 8 and verdict.is_odd and excess_usd > 0 then 'short history'
            when verdict.points = 0 and days_late >= 56 and billed_usd >= $min_usd then 'short history'
            when verdict.is_drifting and not verdict.is_odd and excess_of_a_week >= 7 * $min_usd then 'drift'
        end as kind
    from drifts
),
stretches as (
    select
        *,
        day - cast(row_number() over (partition by kind, level, name order by day) as integer) as stretch
    from flagged
    where kind is not null
),
found as (
    select
        kind,
        level,
        name,
        stretch,
        min(day) as day,
        max(day) as until,
        sum(billed_usd) as billed_usd,
        sum(coalesce(verdict.expected, 0) order by day) as expected_usd,
        arg_max(verdict.z, abs(verdict.z)) as z,
        min(adjusted_p) as p
    from stretches
    group by kind, level, name, stretch
    having kind <> 'drift' or count(*) >= 3
),
-- the last eight days of each weekday that were not out of line themselves
usual_days as (
    select
        stretches.kind,
        stretches.level,
        stretches.name,
        stretches.stretch,
        stretches.day as odd_day,
        earlier.day
    from stretches
    join days as earlier
        on earlier.level = stretches.level
        and earlier.name is not distinct from stretches.name
        and earlier.day < stretches.day
        and (stretches.day - earlier.day) % 7 = 0
        and not earlier.verdict.is_odd
    qualify row_number() over (
        partition by stretches.kind, stretches.level, stretches.name, stretches.day order by earlier.day desc
    ) <= 8
),
counts as (
    select *, count(*) over (partition by kind, level, name, odd_day) as days
    from usual_days
),
parts as (
    select
        stretches.kind, stretches.level, stretches.name, stretches.stretch,
        members.workspace, members.api_key_name, members.model, members.team,
        cast(members.billed_usd as double) as usd,
        cast(members.tokens as double) as tokens,
        0.0::double as usual_usd,
        0.0::double as usual_tokens
    from stretches
    join members
        on members.level = stretches.level
        and members.day = stretches.day
        and members.name is not distinct from stretches.name
    union all
    select
        counts.kind, counts.level, counts.name, counts.stretch,
        members.workspace, members.api_key_name, members.model, members.team,
        0.0, 0.0,
        cast(members.billed_usd as double) / counts.days,
        cast(members.tokens as double) / counts.days
    from counts
    join members
        on members.level = counts.level
        and members.day = counts.day
        and members.name is not distinct from counts.name
),
by_model as (
    select
        kind, level, name, stretch, api_key_name, model,
        max(team) as team,
        max(workspace) as workspace,
        sum(usd order by usd, usual_usd) as usd,
        sum(tokens order by tokens, usual_tokens) as tokens,
        sum(usual_usd order by usual_usd, usd) as usual_usd,
        sum(usual_tokens order by usual_tokens, tokens) as usual_tokens
    from parts
    group by kind, level, name, stretch, api_key_name, model
),
by_key as (
    select
        kind, level, name, stretch, api_key_name,
        sum(usd - usual_usd order by model) as more_usd,
        arg_max(by_model, (if(kind = 'drop', -1, 1) * (usd - usual_usd), model)) as most
    from by_model
    group by kind, level, name, stretch, api_key_name
),
drivers as (
    select *
    from by_key
    qualify row_number() over (
        partition by kind, level, name, stretch order by if(kind = 'drop', -1, 1) * more_usd desc, api_key_name
    ) = 1
)

select
    found.kind,
    found.level,
    found.name,
    found.day,
    found.until,
    found.billed_usd,
    found.expected_usd,
    cast(found.billed_usd as double) - found.expected_usd as excess_usd,
    if(found.kind = 'drift', null, found.z) as z,
    if(found.kind = 'drift', null, found.p) as p,
    drivers.api_key_name as driver_key,
    drivers.most.model as driver_model,
    drivers.more_usd as driver_usd,
    case
        when drivers.most.usual_usd <= 0 or drivers.most.usual_tokens <= 0 then 'new'
        when drivers.most.tokens <= 0 or drivers.most.usd <= 0 then 'volume'
        when abs(ln((drivers.most.usd / drivers.most.tokens) / (drivers.most.usual_usd / drivers.most.usual_tokens)))
            > abs(ln(drivers.most.tokens / drivers.most.usual_tokens)) then 'price'
        else 'volume'
    end as cause,
    coalesce(key_owners.owner, drivers.most.team, drivers.most.workspace) as owner
from found
left join drivers
    on drivers.kind = found.kind
    and drivers.level = found.level
    and drivers.stretch = found.stretch
    and drivers.name is not distinct from found.name
left join key_owners on key_owners.api_key_name = drivers.api_key_name
order by
    case found.kind when 'anomaly' then 1 when 'drift' then 2 when 'short history' then 3 else 4 end,
    excess_usd desc,
    found.level,
    found.name,
    found.day

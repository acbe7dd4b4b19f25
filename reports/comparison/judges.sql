-- asks:    Can each judge tell a model's answer from a null answer?
-- grain:   one row per suite, judge and control; one for a judge without any
-- inputs:  int_judges (one row per suite and judge), int_controls (one row per suite, judge and control)
-- columns:
--   suite             the prompt suite
--   judge             who chose
--   prompts           prompts on which it chose between models
--   control           the null answer, as the import's --control names it; null where there is none
--   control_duels     prompts and opponents on which the judge chose between it and a model
--   abstained         of such duels those without a choice
--   n                 the unit of the interval: prompts, or what several share as their source
--   control_win_rate  [share, low is good] share of them that the control won, a tie as half; a verdict that follows the
--                     order is a tie
--   control_low       lower end of its interval; null where none can be claimed
--   control_high      upper end of its interval; above 0.1 the evidence for a pass is thin
--   method            how the interval was made
--   judge_check       failed: the control wins more than 10 %, so that no figure of this judge is to be used; passed;
--                     not judged: it always abstained; no control: nothing shows that it looks at the answers
-- params:
--   confidence  double   0.95  how sure the intervals are, more than 0 and less than 1
--   seed        integer  1     of the bootstrap
-- holds:
--   every judge has a row
--     (select count(*) from (select distinct suite, judge from result)) = (select count(*) from int_judges)
--   every duel of a control is counted
--     (select coalesce(sum(control_duels), 0) from result) = (select coalesce(sum(duels), 0) from int_controls)
-- chart: points, x judge, y control_win_rate, low control_low, high control_high, series control
with
methods as (
    select
        *,
        case
            when n = 0 then 'none: no choice'
            when is_binary then 'Wilson'
            when n < 10 then 'none: fewer than 10 prompts'
            when deviation = 0 then 'none: all prompts alike'
            when n >= 30 then 't over prompts'
            else 'BCa bootstrap'
        end as method
    from int_controls
),
reaches as (
    select
        *,
        case
            when method = 'Wilson'
                then {
                    'low': wilson_low(round(win_rate * n), n, $confidence),
                    'high': wilson_high(round(win_rate * n), n, $confidence),
                    'method': method
                }
            when method like 't %'
                then {
                    'low': win_rate - t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n),
                    'high': win_rate + t_quantile((1 + $confidence) / 2, n - 1) * deviation / sqrt(n),
                    'method': method
                }
            when method = 'BCa bootstrap' then bca_of_mean(few, $confidence, $seed)
            else {'low': null, 'high': null, 'method': method}
        end as found
    from methods
)

select
    suite,
    judge,
    prompts,
    control,
    coalesce(duels, 0) as control_duels,
    coalesce(abstained, 0) as abstained,
    coalesce(n, 0) as n,
    win_rate as control_win_rate,
    greatest(0, found.low) as control_low,
    least(1, found.high) as control_high,
    found.method as method,
    coalesce(reaches.judge_check, int_judges.judge_check) as judge_check
from int_judges
left join reaches using (suite, judge)
order by suite, judge, control

-- asks:    Do the gateway's logs, statements and bills say what our records say?
-- grain:   one row per comparison, their source, system, what it is split by and bucket
-- inputs:  int_reconciled (one row per comparison, day, model and state), usage_events_in_scope (one row per attempt),
--   runs (one row per run)
-- columns:
--   comparison       captured_logs: attempts that our runs captured against the gateway's logs, row by row by its id;
--                    attempts_lookups: the same against what the gateway told of single ones when asked;
--                    attempts_statements: all attempts against the sums that an activity export or a cost interface states
--                    of a day; spend_invoices: spending against the lines of bills for usage, a bill being of the time in
--                    which it was issued; spend_keys: spending so far against what the gateway has counted on a key;
--                    credits_balance: credits bought less the spending of these keys, by our count and by theirs
--   their_source     the kind of import that theirs comes from
--   system           whose books those are
--   $by              what it is split by; days are of UTC, as theirs are; of a bill the first of its period
--   bucket           matched; amount differs; missing ours: they have what we have not; missing theirs: we have what they
--                    have not; late: known late, or of a day so young that their import may not be whole; calendar seam: of
--                    a day of UTC that is only partly in the time looked at. Buckets are found by day and model and never
--                    netted against each other
--   rows             rows of ours, or of theirs where only those are
--   ours_usd         what we say, US dollars
--   theirs_usd       what they say, US dollars
--   difference_usd   ours_usd less theirs_usd, as it is: nothing is scaled, rounded or spread
--   unexplained_usd  of it what amount differs, missing ours and missing theirs make, without regard to sign
--   unknown_ours     rows of ours without a cost, which may be the difference
--   explanation      what the bucket means here and where to look
-- params:
--   by         columns(day,month,model,about)  day,model  what the differences are split by
--   tolerance  decimal  0.01  by how many dollars sums may differ and still match; the difference is shown all the same. Single rows must agree exactly
--   late       integer  6  how many hours after its end a day may still be incomplete in an import of theirs
-- holds:
--   every difference is shown as it is
--     (select coalesce(bool_and(difference_usd = coalesce(ours_usd, 0) - coalesce(theirs_usd, 0)), true) from result)
--   no difference is lost or netted: ours less theirs is the sum of differences
--     (select sum(difference_usd) from result)
--       is not distinct from (select sum(coalesce(ours_usd, 0) - coalesce(theirs_usd, 0)) from int_reconciled)
--   each of our attempts is held against each kind of statement once
--     (select coalesce(sum(ours_usd), 0) from result where comparison = 'captured_logs')
--       = (select coalesce(sum(billed_usd), 0) from usage_events_in_scope
--          where source = 'run' and attempt > 0 and reused_from_run is null
--              and coalesce(transport, 'unknown') in (select system from int_reconciled where comparison = 'captured_logs'))
-- chart:   bar, x bucket, y difference_usd, series comparison
with
bucketed as (
    select
        *,
        strftime(day, '%Y-%m') as month,
        coalesce(ours_usd, 0) - coalesce(theirs_usd, 0) as difference_usd,
        case
            when state = 'same' then 'matched'
            when not is_exact and state <> 'only ours' and abs(coalesce(ours_usd, 0) - coalesce(theirs_usd, 0)) <= $tolerance then 'matched'
            when not is_exact and abs(coalesce(ours_usd, 0) - coalesce(theirs_usd, 0)) <= $tolerance and unknown_ours = 0 then 'matched'
            when state = 'told late' then 'late'
            when state = 'edge' then 'calendar seam'
            when comparison in ('captured_logs', 'attempts_statements') and hours_known < $late then 'late'
            when state = 'differs' then 'amount differs'
            when state = 'only ours' then 'missing theirs'
            else 'missing ours'
        end as bucket
    from int_reconciled
),
open as (
    select *, bucket in ('amount differs', 'missing ours', 'missing theirs') as is_open
    from bucketed
)

select
    comparison,
    their_source,
    system,
    $by,
    bucket,
    sum(rows) as rows,
    sum(ours_usd) as ours_usd,
    sum(theirs_usd) as theirs_usd,
    sum(difference_usd) as difference_usd,
    coalesce(sum(abs(difference_usd)) filter (where is_open), 0) as unexplained_usd,
    sum(unknown_ours) as unknown_ours,
    case
        when bucket = 'matched' and comparison in ('captured_logs', 'attempts_lookups') then 'the same to the last digit'
        when bucket = 'matched' then 'the sums agree within the tolerance'
        when bucket = 'late' and comparison = 'attempts_lookups' then 'the gateway told the cost after the run was committed'
        when bucket = 'late' then 'their import is of the same day or little later: import again'
        when bucket = 'calendar seam' then 'their day of UTC lies only partly in this time: look at the time before or after as well'
        when comparison = 'captured_logs' and bucket = 'amount differs' then 'the logs bill these attempts otherwise, or we know no cost'
        when comparison = 'captured_logs' and bucket = 'missing theirs' then 'the logs do not have these attempts: another key or account, or days that no import covers'
        when comparison = 'captured_logs' then 'attempts under a key of our runs that no run captured: somebody else used it, or a run is lost'
        when comparison = 'attempts_lookups' then 'the gateway has not told what these attempts cost: import its logs'
        when comparison = 'attempts_statements' and bucket = 'missing ours' then 'traffic that nobody captured and no log lists: import the logs of these days'
        when comparison = 'attempts_statements' and bucket = 'missing theirs' then 'no statement is of this day and model: import it, or the model has another name there'
        when comparison = 'attempts_statements' then 'the sums of the day differ: rows are missing on one side, or priced otherwise'
        when comparison = 'spend_invoices' then 'the bill and our spending of its period differ'
        when comparison = 'spend_keys' then 'the key counts other spending than we know of: what was before the first import, or what nobody imported'
        else 'as the keys differ'
    end as explanation
from open
group by comparison, their_source, system, $by, bucket
order by unexplained_usd desc, comparison, their_source, system, $by, bucket

-- asks:    What money moved by the books, in the scope and before it?
-- grain:   one row per charge_key
-- inputs:  charges_so_far (one row per import and movement)
-- columns:
--   run_id        the import it belongs to
--   charge_key    what it is
--   source        the kind of import
--   system        whose bill it is: openrouter, openai, anthropic, ...
--   simulated     whether the embedded gateway states it, so that no figure is real
--   kind          usage, purchase, fee, tax, refund, credit or adjustment
--   charged_at    when the money moved or the bill was issued, UTC
--   day           on which that was
--   period_start  the first moment it is for, UTC; null where it is for none
--   period_end    the first moment after that
--   invoice_id    the bill it stands on
--   reference     what the system calls the movement
--   description   in the words of the bill
--   organization  who pays: organization
--   workspace     who pays: workspace
--   model         the model a line is for
--   provider      the provider a line is for
--   method        how it was paid
--   amount_usd    what is owed or paid, US dollars; negative where money comes back
--   expires_at    when purchased credits lapse, UTC
select
    run_id,
    charge_key,
    source,
    system,
    simulated,
    kind,
    charged_at,
    cast(charged_at as date) as day,
    period_start,
    period_end,
    invoice_id,
    reference,
    description,
    organization,
    workspace,
    model,
    provider,
    method,
    amount_usd,
    expires_at
from charges_so_far
qualify row_number() over (partition by charge_key order by run_id, origin_row) = 1

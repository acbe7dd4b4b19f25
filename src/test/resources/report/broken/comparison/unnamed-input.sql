-- asks:    How many calls are there?
-- grain:   one row
-- inputs:  runs (one row per run)
-- columns:
--   calls  how many
-- the next line counts
select count(*) as calls
from int_calls

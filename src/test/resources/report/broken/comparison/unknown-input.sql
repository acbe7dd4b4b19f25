-- asks:    How many calls are there?
-- grain:   one row
-- inputs:  int_call (one row per call)
-- columns:
--   calls  how many
select 1 as calls
from int_call

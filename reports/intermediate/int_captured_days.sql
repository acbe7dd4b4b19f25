-- asks:    On which days may an export list attempts of ours?
-- grain:   one row per day
-- inputs:  int_captured (one row per attempt of ours)
-- columns:
--   day  of the reader's calendar; two clocks may see one attempt on either side of midnight
select day from int_captured
union
select day - 1 from int_captured
union
select day + 1 from int_captured

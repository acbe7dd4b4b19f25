-- asks:    Does a circle end?
-- grain:   one row
-- inputs:  int_round (one row)
-- columns:
--   x  nothing
select x from int_round

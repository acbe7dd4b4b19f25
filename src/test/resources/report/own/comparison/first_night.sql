-- asks:    Which run is the first?
-- grain:   one row
-- inputs:  int_first_night (one row)
-- columns:
--   night  the run
select night from int_first_night

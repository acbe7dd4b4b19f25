-- asks:    Which run is the first?
-- grain:   one row
-- inputs:  int_nights (one row per run)
-- columns:
--   night  the run
select min(night) as night from int_nights

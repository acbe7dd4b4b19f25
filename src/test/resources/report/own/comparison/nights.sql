-- asks:    How many runs are there?
-- grain:   one row
-- inputs:  int_nights (one row per run)
-- columns:
--   nights  [runs] how many
select count(*) as nights from int_nights

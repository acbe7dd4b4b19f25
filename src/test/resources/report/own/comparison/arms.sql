-- asks:    Which arms are there?
-- grain:   one row per arm
-- inputs:  stg_usage_events (one row per attempt)
-- columns:
--   arm  a candidate under a route policy
-- params:
--   arm    text           none  the only arm; all of them where it is not set
--   order  text(up,down)  up    which arm comes first
select distinct arm
from stg_usage_events
where $arm is null or arm = $arm
order by if($order = 'up', arm, null), arm desc

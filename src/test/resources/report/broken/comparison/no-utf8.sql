-- asks:    What is café?
select 1 as a

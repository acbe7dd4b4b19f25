select arm, count(*), quantile_cont(queue_ms, [0.5, 0.95, 0.99]), quantile_cont(retry_wait_ms, [0.5, 0.95, 0.99]),
    quantile_cont(ttft_ms, [0.5, 0.95, 0.99]), quantile_cont(latency_ms - ttft_ms, [0.5, 0.95, 0.99]),
    quantile_cont(latency_ms, [0.5, 0.95, 0.99]) filter (where outcome = 'answered'),
    quantile_cont(latency_ms, [0.5, 0.95, 0.99]) filter (where outcome = 'failed'), max(latency_ms)
from events
group by arm

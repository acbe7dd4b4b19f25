package dev.assay.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Prints by how much the latency that the client measures differs from the twin's own record of
 * when it got the request and sent its bytes, at several numbers of streams in flight. The twin
 * runs in a process of its own; {@code bench/latency} starts this.
 */
final class LatencyBench {
  private static final int[] LEVELS = {1, 64, 256};
  private static final int ROUNDS = 10;
  private static final int FEWEST_CALLS = 200;
  private static final int WARM_UP_CALLS = 2_000;
  private static final int MOST_IN_FLIGHT = 256;
  private static final double NANOS_PER_MILLI = 1e6;

  /** What was measured of one call, or recorded of it, in nanoseconds. */
  private record Latency(long firstToken, long total) {}

  private final Transport transport;

  private LatencyBench(Transport transport) {
    this.transport = transport;
  }

  public static void main(String[] arguments) throws Exception {
    Process twin =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.assay.twin.LatencyTwin")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
            new BufferedReader(
                new InputStreamReader(twin.getInputStream(), StandardCharsets.UTF_8));
        OutputStream told = twin.getOutputStream();
        Transport transport =
            HttpGateway.at(
                    Dialect.OPENROUTER,
                    said.readLine(),
                    KeySource.notSecret("sk-twin-bench"),
                    "latency-bench")
                .withConnections(MOST_IN_FLIGHT)
                .open()) {
      LatencyBench bench = new LatencyBench(transport);
      bench.ask(WARM_UP_CALLS, MOST_IN_FLIGHT);
      Map<Integer, Map<String, Latency>> measured = new LinkedHashMap<>();
      for (int level : LEVELS) {
        measured.put(level, bench.ask(Math.max(FEWEST_CALLS, ROUNDS * level), level));
      }
      told.write('\n');
      told.flush();
      Map<String, Latency> recorded = recorded(said);
      measured.forEach((level, calls) -> print(level, calls, recorded));
    } finally {
      twin.destroy();
    }
  }

  /** Asks so many calls, with so many of them in flight; what each took, by its trace id. */
  private Map<String, Latency> ask(int calls, int inFlight)
      throws InterruptedException, ExecutionException {
    Map<String, Latency> measured = new ConcurrentHashMap<>();
    Semaphore free = new Semaphore(inFlight);
    for (int call = 1; call <= calls; call++) {
      free.acquire();
      var unused =
          transport
              .ask(Questions.plain(), call)
              .whenComplete(
                  (outcome, never) -> {
                    note(outcome, measured);
                    free.release();
                  });
    }
    free.acquire(inFlight);
    return measured;
  }

  private static void note(Outcome outcome, Map<String, Latency> measured) {
    Timing timing = outcome.exchange().timing();
    Duration firstToken = timing.firstToken();
    if (outcome instanceof Outcome.Failure failure) {
      System.out.println("failed: " + failure.kind() + " " + failure.detail());
    } else if (firstToken != null) {
      measured.put(
          outcome.exchange().traceId(),
          new Latency(firstToken.toNanos(), timing.total().toNanos()));
    }
  }

  private static Map<String, Latency> recorded(BufferedReader ledger) throws IOException {
    Map<String, Latency> recorded = new HashMap<>();
    for (String line = ledger.readLine(); line != null; line = ledger.readLine()) {
      String[] row = line.split(" ", 3);
      recorded.put(row[0], new Latency(Long.parseLong(row[1]), Long.parseLong(row[2])));
    }
    return recorded;
  }

  private static void print(
      int level, Map<String, Latency> measured, Map<String, Latency> recorded) {
    long[] firstToken = new long[measured.size()];
    long[] total = new long[measured.size()];
    int place = 0;
    for (Map.Entry<String, Latency> call : measured.entrySet()) {
      Latency twin = recorded.get(call.getKey());
      firstToken[place] = Math.abs(call.getValue().firstToken() - twin.firstToken());
      total[place] = Math.abs(call.getValue().total() - twin.total());
      place++;
    }
    System.out.printf(
        Locale.ROOT,
        "%3d in flight, %,5d calls: first token off by %s, total by %s%n",
        level,
        place,
        told(firstToken),
        told(total));
  }

  private static String told(long[] errors) {
    Arrays.sort(errors);
    return String.format(
        Locale.ROOT, "p50 %.2f ms, p99 %.2f ms", quantile(errors, 0.5), quantile(errors, 0.99));
  }

  private static double quantile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }
}

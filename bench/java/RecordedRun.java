import dev.assay.catalog.CatalogFile;
import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.TraceId;
import dev.assay.gateway.Transport;
import dev.assay.job.Job;
import dev.assay.job.JobFile;
import dev.assay.job.Payer;
import dev.assay.journal.Journal;
import dev.assay.money.Usd;
import dev.assay.pipeline.Evaluation;
import dev.assay.pipeline.PlannedCalls;
import dev.assay.pipeline.RunSpec;
import dev.assay.pipeline.SuiteJudge;
import dev.assay.plan.Plan;
import dev.assay.plan.PlannedCall;
import dev.assay.problem.Problems;
import dev.assay.suite.Suite;
import dev.assay.suite.SuiteFolder;
import dev.assay.usage.ApiKeyHashes;
import dev.assay.usage.RunContext;
import dev.assay.usage.RunFolder;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A run that was cut off with all but its last 20 calls recorded: {@code write}, then {@code resume}. */
final class RecordedRun {
  private static final int LEFT = 20;
  private static final String RUN = "recorded";
  private static final Instant EVENING = Instant.parse("2026-11-20T19:00:00Z");
  private static final AtomicLong ASKED = new AtomicLong();

  public static void main(String[] args) throws Exception {
    Plan plan = plan(Path.of(args[1]));
    Path warehouse = Path.of(args[2]);
    if (args[0].equals("write")) {
      write(plan, RunFolder.of(warehouse, RUN).journal());
    } else {
      resume(plan, warehouse);
    }
  }

  private static Plan plan(Path file) {
    Problems problems = new Problems();
    Job job = JobFile.read(file, problems).orElseThrow();
    List<Suite> suites =
        job.suites().stream()
            .map(folder -> SuiteFolder.read(Path.of(folder), problems).orElseThrow())
            .toList();
    return Plan.of(
        job,
        suites,
        CatalogFile.read(job.catalog().stream().map(Path::of).toList(), problems).orElseThrow(),
        LocalDate.parse("2026-11-20"));
  }

  private static void write(Plan plan, Path folder) throws Exception {
    try (Journal journal = Journal.open(folder)) {
      for (long i = 0; i < plan.size() - LEFT; i++) {
        PlannedCall call = plan.call(i);
        journal.intend(call.id(), 1, TraceId.of(RUN, call.id(), 1), EVENING);
        journal.record(answer(call, 1), Duration.ofMillis(3), Duration.ZERO);
      }
    }
  }

  private static Outcome answer(PlannedCall call, int attempt) {
    return new Outcome.Answer(
        new Exchange(
            call.id(),
            attempt,
            TraceId.of(RUN, call.id(), attempt),
            "openrouter",
            "https://gateway.example/api/v1",
            true,
            200,
            new Served(
                "openai/gpt-4o-mini", "openai", "openai", null, 0, "gen-" + call.index(), null,
                false, "stop", "stop", null),
            new Timing(EVENING, Duration.ofMillis(300), null, Duration.ofMillis(900)),
            new TokenCounts(120L, 0L, null, 40L, 0L, 160L),
            new Charge(Usd.of("0.000042"), null, null, null)),
        "14 * 24 = 336 rolls, of which 198 are sold; 336 - 198 = 138 are left. ".repeat(4)
            + "\nANSWER: 138",
        null,
        List.of());
  }

  private static void resume(Plan plan, Path warehouse) throws Exception {
    RunSpec spec =
        new RunSpec(
            new RunContext(RUN, EVENING, "bench", true, Payer.NOBODY, ApiKeyHashes.NONE, null),
            plan.job(),
            plan.catalog(),
            plan.suites().stream().collect(Collectors.toMap(Suite::name, Suite::hash)),
            new PlannedCalls(plan),
            SuiteJudge.of(plan.suites()),
            Answers::new,
            warehouse.toString());
    try (Evaluation evaluation = Evaluation.open(spec)) {
      System.out.printf(
          "%,d recorded calls, index ready after %.1f s%n", evaluation.endedBefore(), elapsed());
      long answered = evaluation.run().manifest().parts().answered();
      System.out.printf(
          "committed %,d answers after %.1f s, asked %d%n", answered, elapsed(), ASKED.get());
    }
    Map<String, String> status =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .map(line -> line.split(":\\s*", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    System.out.printf(
        "peak RSS %s, heap at most %d MB%n",
        status.get("VmHWM"), Runtime.getRuntime().maxMemory() >> 20);
  }

  /** Seconds from the start of the JVM. */
  private static double elapsed() {
    return (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime())
        / 1000.0;
  }

  private static final class Answers implements Transport {
    @Override
    public CompletableFuture<Outcome> ask(PlannedCall call, int attempt, Consumer<String> named) {
      if (ASKED.incrementAndGet() == 1) {
        System.out.printf(
            "first new call after %.1f s, with %.1f s of CPU%n",
            elapsed(),
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / 1e9);
      }
      return CompletableFuture.completedFuture(answer(call, attempt));
    }

    @Override
    public void close() {}
  }
}

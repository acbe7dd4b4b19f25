import com.sun.management.OperatingSystemMXBean;
import dev.assay.intake.BookImport;
import dev.assay.intake.BookRequest;
import dev.assay.intake.BookSource;
import dev.assay.intake.Booked;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;

/** A logs export of OpenRouter of any length, the same every time, and how long its import takes. */
final class LogsAtScale {
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    if (args[0].equals("generate")) {
      generate(file, Long.parseLong(args[2]), Long.parseLong(args[3]));
    } else {
      take(file, Path.of(args[2]));
    }
  }

  /** Every value is a hash of its row; 24 columns, four requests a second. */
  private static void generate(Path file, long from, long to) throws Exception {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckDb.createStatement()) {
      sql.execute(
          """
          copy (
            select
              concat('gen-', 1780000000 + i // 4, '-', left(md5(i::VARCHAR), 20)) as generation_id,
              strftime(timestamp '2026-10-01' + to_milliseconds(i * 250), '%%Y-%%m-%%d %%H:%%M:%%S.%%g') as created_at,
              if(h %% 97 = 0, null, (h %% 1000000)::DECIMAL(18,8) / 100000000) as cost_total, 0 as cost_web_search,
              if(h %% 5 = 0, -0.00001234, null) as cost_cache, 0 as cost_file_processing,
              if(h %% 20 = 0, 0.0123, 0) as byok_usage_inference, h %% 5000 as tokens_prompt, h %% 900 as tokens_completion,
              h %% 100 as tokens_reasoning, h %% 1000 as tokens_cached, concat('acme/model-', h %% 12) as model_permaslug,
              concat('Provider ', h %% 7) as provider_name, if(h %% 11 = 0, 'free', '') as variant, h %% 50 = 0 as cancelled,
              h %% 2 = 0 as streamed, concat('customer-', h %% 500) as "user", 'end_turn' as finish_reason_raw,
              if(h %% 60 = 0, 'error', 'stop') as finish_reason_normalized, h %% 20000 as generation_time_ms,
              h %% 1500 as time_to_first_token_ms, false as api_key_disabled, concat('prod-key-', h %% 20) as api_key_name,
              concat('App ', h %% 9) as app_name
            from (select i, (hash(i) %% 1000000007)::BIGINT as h from range(%d, %d) as t(i))
          ) to '%s' (format csv, header)"""
              .formatted(from, to, file));
    }
  }

  private static void take(Path file, Path warehouse) throws Exception {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    BookSource logs =
        BookSource.all().stream()
            .filter(source -> source.name().equals("openrouter-logs"))
            .findFirst()
            .orElseThrow();
    long begun = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    Booked booked =
        BookImport.into(warehouse, "bench")
            .of(BookRequest.of(logs, file), Instant.parse("2026-12-31T00:00:00Z"));
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "| %s | %,d | %,d | %,d | %.1f | %.1f | %,.0f | %d |%n",
        file.getFileName(),
        booked.tally().read(),
        booked.tally().kept(),
        booked.tally().duplicates(),
        seconds,
        (system.getProcessCpuTime() - cpu) / 1e9,
        booked.tally().read() / seconds,
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum()
            / 1024);
  }
}

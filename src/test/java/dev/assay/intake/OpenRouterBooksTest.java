package dev.assay.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What OpenRouter's exports say, as rows of ours. */
class OpenRouterBooksTest {
  @TempDir Path folder;
  private Books books;

  @BeforeEach
  void openTheWarehouse() {
    books = new Books(folder);
  }

  @Test
  void aRequestOfTheLogsIsAUsageEvent() throws IOException {
    Booked booked = books.of("openrouter-logs", "openrouter-logs.csv");
    assertThat(
            books.rows(
                """
                select generation_id, started_at, arm, provider, billed_usd, upstream_usd, byok_fee_usd, tools_usd, cache_usd,
                  is_byok, cost_source
                from usage_events order by generation_id"""))
        .containsExactly(
            "gen-1|2026-11-01T10:00:00.123Z|openai/gpt-4o-2024-08-06|OpenAI|0.0123|||0.005|-0.0001|false|import",
            "gen-2|2026-11-01T10:00:01Z|anthropic/claude-sonnet-4.6|Anthropic||||0||false|unknown",
            "gen-3|2026-11-02T11:00Z|acme/small-1:nitro|Acme|0.0105|0.01|0.0005|0||true|import",
            "gen-4|2026-11-02T11:00Z|acme/small-1:free|Acme|0|||0||false|import",
            "gen-5|2026-11-03T00:00Z|acme/small-1|Acme|1234.5|||0||false|import");
    assertThat(
            books.rows(
                """
                select call_id, customer, member, app, api_key_name, outcome, cancelled, streamed, finish_reason,
                  prompt_tokens, cached_tokens, completion_tokens, reasoning_tokens, total_tokens, latency_ms, ttft_ms
                from usage_events order by generation_id"""))
        .containsExactly(
            "gen-1|alice||Support|prod-support-bot|answered|false|true|stop|1200|1000|300|50|1500|2345.0|321.0",
            "gen-2||||prod-support-bot|answered|true|false||10|0|0|0|10|100.0|",
            "gen-3|bob||App, with comma|old-key|failed|false|true|error|500|0|20|0|520|900.0|50.0",
            "gen-4|bob||two\nlines|old-key|answered|false|false|stop|7|0|8|0|15|1.0|1.0",
            "gen-5|bob||x|old-key|answered|false|false|stop|1000|0|1|0|1001|1.0|1.0");
    assertThat(
            books.rows(
                "select distinct purpose, source, simulated, transport, attempt, suite from usage_events"))
        .containsExactly("production|import:openrouter-logs|false|openrouter|1|production");
    assertThat(booked.manifest().parts().unknownCost()).isEqualTo(1);
    assertThat(booked.manifest().billedUsd()).isEqualByComparingTo("1234.5228");
  }

  @Test
  void everyRowKeepsTheLineItCameFrom() throws IOException {
    books.of("openrouter-logs", "openrouter-logs.csv");
    assertThat(books.rows("select origin_file, origin_row from usage_events order by origin_row"))
        .containsExactly(
            "openrouter-logs.csv|2",
            "openrouter-logs.csv|3",
            "openrouter-logs.csv|4",
            "openrouter-logs.csv|5",
            "openrouter-logs.csv|7");
  }

  @Test
  void olderLogsAndOtherOrdersSayTheSame() throws IOException {
    String query =
        "select generation_id, started_at, arm, billed_usd, customer, api_key_name from usage_events";
    for (String file :
        List.of("openrouter-logs-of-23-columns.csv", "openrouter-logs-in-another-order.csv")) {
      Books own = new Books(folder.resolve(file));
      own.of("openrouter-logs", file);
      assertThat(own.rows(query))
          .containsExactly("gen-1|2026-11-01T10:00Z|acme/small-1|0.5|alice|prod-key");
    }
  }

  @Test
  void aUserMayBeAMemberAndAClockOfAnotherZone() throws IOException {
    books.of(
        Books.request("openrouter-logs", "openrouter-logs.csv")
            .saying(Said.USER_IS, "member")
            .saying(Said.TIME_ZONE, "Europe/Berlin")
            .saying(Said.WORKSPACE, "prod"));
    assertThat(
            books.rows(
                "select generation_id, customer, member, workspace, started_at from usage_events"
                    + " where generation_id in ('gen-1', 'gen-4') order by 1"))
        .containsExactly(
            "gen-1||alice|prod|2026-11-01T09:00:00.123Z", "gen-4||bob|prod|2026-11-02T11:00Z");
  }

  @Test
  void aDayOfTheActivityIsAStatement() throws IOException {
    Booked booked = books.of("openrouter-activity", "openrouter-activity.json");
    assertThat(
            books.rows(
                """
                select system, period_start, period_end, workspace, model, provider, endpoint, requests, prompt_tokens,
                  completion_tokens, reasoning_tokens, billed_usd, upstream_usd, origin_row
                from statements order by period_start"""))
        .containsExactly(
            "openrouter|2026-11-01T00:00Z|2026-11-02T00:00Z||openai/gpt-4o-2024-08-06|OpenAI|ep-1|100|120000|30000|500|1.2345678901234567|0|1",
            "openrouter|2026-11-03T00:00Z|2026-11-04T00:00Z|ws-1|acme/small-1|Acme|ep-2|1|12|3|0|0.00000015|2.5|2");
    assertThat(booked.notes())
        .containsExactly(
            "There is no row of 2026-11-02, between 2026-11-01 and 2026-11-03: is a file missing?");
    assertThat(booked.manifest().billedUsd()).isNull();
    assertThat(booked.manifest().imported().books().keptUsd())
        .isEqualByComparingTo("1.2345680401234567");
  }

  @Test
  void aSumThatIsStatedOtherwiseLaterRenewsTheEarlierOne() throws IOException {
    books.of("openrouter-activity", "openrouter-activity.json");
    Booked later = books.of("openrouter-activity", "openrouter-activity.csv");
    assertThat(later.tally().duplicates()).isEqualTo(1);
    assertThat(later.tally().kept()).isEqualTo(1);
    assertThat(later.notes())
        .contains("1 sum an earlier import states otherwise; reports take the newer figures.");
    assertThat(
            books.rows(
                "select requests from statements where model = 'acme/small-1' order by run_id"))
        .containsExactly("1", "2");
  }
}

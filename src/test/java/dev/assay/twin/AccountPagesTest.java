package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static dev.assay.twin.SampleCatalog.LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.money.Usd;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the twin says it billed, in every form it says it in, adds up to its ledger. */
class AccountPagesTest {
  private final SetClock clock = new SetClock("2026-11-20T12:00:00Z");
  private Twin twin;
  private Client client;

  @BeforeEach
  void askAFewThings() {
    twin = Scenarios.twin("cached-prompts", clock);
    client = Client.of(twin);
    for (int i = 0; i < 12; i++) {
      client.ask(Asked.plain(i % 3 == 0 ? LARGE : CHAT, "Question " + i), "X-Title", "Tests");
    }
    clock.pass(Duration.ofDays(1));
    client.ask(Asked.streamed(CHAT, "Another day"));
    client.withKey("sk-twin-second").ask(Asked.plain(CHAT + ":nitro", "Another key"));
  }

  @AfterEach
  void stop() {
    twin.close();
  }

  @Test
  void activityAddsUpToTheLedgerAndGroupsByDayModelAndProvider() {
    JsonNode rows = client.fetch("/activity").json().path("data");

    assertThat(sum(rows, "usage")).isEqualTo(twin.ledger().totalUsd());
    assertThat(
            StreamSupport.stream(rows.spliterator(), false)
                .mapToInt(r -> r.path("requests").asInt())
                .sum())
        .isEqualTo(14);
    assertThat(rows.findValuesAsText("date")).contains("2026-11-20", "2026-11-21").isSorted();
    List<String> groups =
        StreamSupport.stream(rows.spliterator(), false)
            .map(row -> row.path("date") + " " + row.path("model") + " " + row.path("endpoint_id"))
            .toList();
    assertThat(groups).doesNotHaveDuplicates();
  }

  @Test
  void activityCanBeNarrowedToADayAndToAKey() {
    JsonNode day = client.fetch("/activity?date=2026-11-21").json().path("data");
    assertThat(day.findValuesAsText("date")).containsOnly("2026-11-21");

    String hash =
        twin.ledger().rows().stream()
            .filter(row -> row.requestedModel().endsWith(":nitro"))
            .findFirst()
            .orElseThrow()
            .keyHash();
    JsonNode key = client.fetch("/activity?api_key_hash=" + hash).json().path("data");
    assertThat(key).hasSize(1);
    assertThat(key.path(0).path("requests").asInt()).isEqualTo(1);
  }

  @Test
  void theDayThatIsNotOverIsMissingUnlessTheScenarioShowsIt() {
    try (Twin strict = Scenarios.twin("presets", clock)) {
      Client asking = Client.of(strict);
      asking.ask(Asked.plain(CHAT, "Hello"));

      assertThat(asking.fetch("/activity").json().path("data")).isEmpty();
      clock.pass(Duration.ofDays(1));
      assertThat(asking.fetch("/activity").json().path("data")).hasSize(1);
      clock.pass(Duration.ofDays(30));
      assertThat(asking.fetch("/activity").json().path("data")).isEmpty();
    }
  }

  @Test
  void theLogsExportHasItsColumnsAndARowPerRequest() throws IOException {
    String csv = client.fetch("/logs.csv").body();

    assertThat(csv.lines().findFirst().orElseThrow())
        .isEqualTo(
            "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,"
                + "byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,"
                + "tokens_cached,model_permaslug,provider_name,variant,cancelled,streamed,user,"
                + "finish_reason_raw,finish_reason_normalized,generation_time_ms,"
                + "time_to_first_token_ms,api_key_disabled,api_key_name,app_name");
    try (CSVParser parser =
        CSVParser.parse(
            new StringReader(csv),
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      List<CSVRecord> records = parser.getRecords();
      assertThat(records).hasSize(14);
      assertThat(
              records.stream()
                  .map(record -> new BigDecimal(record.get("cost_total")))
                  .reduce(BigDecimal.ZERO, BigDecimal::add))
          .isEqualByComparingTo(twin.ledger().totalUsd().amount());
      assertThat(records.get(0).get("app_name")).isEqualTo("Tests");
      assertThat(records.get(12).get("streamed")).isEqualTo("true");
      assertThat(records.get(13).get("variant")).isEqualTo("nitro");
    }
  }

  @Test
  void cachedTokensAreAPartOfThePromptAndCostTheirOwnPrice() {
    int hits = 0;
    for (int i = 0; i < 20; i++) {
      ObjectNode body = Asked.of(CHAT, "Question " + i);
      body.putObject("provider").putArray("only").add("openai");
      ObjectNode system = body.objectNode().put("role", "system").put("content", "x".repeat(400));
      body.withArray("messages").insert(0, system);
      JsonNode usage = client.ask(body.toString()).json().path("usage");
      long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong();
      long prompt = usage.path("prompt_tokens").asLong();
      hits += cached > 0 ? 1 : 0;
      assertThat(cached).isIn(0L, 104L);
      assertThat(prompt).isGreaterThan(cached);
      assertThat(usage.path("cost").decimalValue())
          .isEqualByComparingTo(
              new BigDecimal("0.00000015")
                  .multiply(BigDecimal.valueOf(prompt - cached))
                  .add(new BigDecimal("0.000000015").multiply(BigDecimal.valueOf(cached)))
                  .add(
                      new BigDecimal("0.0000006")
                          .multiply(usage.path("completion_tokens").decimalValue())));
    }
    assertThat(hits).isBetween(3, 17);
  }

  private static Usd sum(JsonNode rows, String field) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> new Usd(row.path(field).decimalValue()))
        .reduce(Usd.ZERO, Usd::plus);
  }
}

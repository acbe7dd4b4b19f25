package dev.assay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys, bills and the books of LiteLLM, OpenAI, Anthropic and others say, as rows of ours. */
class OtherBooksTest {
  private static final String STATEMENTS =
      """
      select system, period_start, period_end, workspace, api_key_name, model, service_tier, line_item, requests,
        prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, billed_usd
      from statements order by origin_row""";
  private static final String CHARGES =
      """
      select system, kind, charged_at, period_start, period_end, invoice_id, reference, description, model, method,
        amount_usd, origin_row
      from charges order by origin_row, kind desc""";

  @TempDir Path folder;
  private Books books;

  @BeforeEach
  void openTheWarehouse() {
    books = new Books(folder.resolve("warehouse"));
  }

  @Test
  void aKeyOfTheListIsACardWithWhatItMayStillSpend() throws IOException {
    books.of(
        Books.request("openrouter-keys", "openrouter-keys.json")
            .saying(Said.AS_OF, "2026-11-20T00:00:00Z"));
    assertThat(
            books.rows(
                """
                select as_of, api_key_hash[:4], api_key_name, workspace, member, disabled, limit_usd, limit_remaining_usd,
                  limit_reset, byok_in_limit, usage_usd, usage_daily_usd, usage_weekly_usd, usage_monthly_usd,
                  byok_usage_usd, byok_usage_monthly_usd, created_at, expires_at, origin_row
                from key_cards order by origin_row"""))
        .containsExactly(
            "2026-11-20T00:00Z|f01d|prod-support-bot|ws-1|user-1|false|100|-0.5|monthly|false|83.26|1.5|7.25|30.125|2|1|2025-08-24T10:30Z|2027-12-31T23:59:59Z|1",
            "2026-11-20T00:00Z|0a1b|sk-or-v1-111...222|||true|||||0||||||||2");
  }

  @Test
  void aListWithAKeyItselfIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> books.of("openrouter-keys", "broken/keys-with-a-secret.json"))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            Books.FILES
                + "/broken/keys-with-a-secret.json:2: here stands an API key itself (sk-...). Remove it, and revoke it: who has the file can spend with it.");
  }

  @Test
  void aPurchaseIsARowForTheCreditsTheFeeAndTheTax() throws IOException {
    Booked booked = books.of("credit-purchases", "credit-purchases.csv");
    assertThat(books.rows(CHARGES))
        .containsExactly(
            "openrouter|tax|2026-10-01T09:00Z||||ch_1|||card|19|2",
            "openrouter|purchase|2026-10-01T09:00Z||||ch_1|||card|100|2",
            "openrouter|fee|2026-10-01T09:00Z||||ch_1|||card|5.5|2",
            "openrouter|purchase|2026-10-15T09:00Z||||||||50|3"
                .replace("||||||||50", "|||||||crypto|50"),
            "openrouter|fee|2026-10-15T09:00Z|||||||crypto|2.75|3",
            "openrouter|refund|2026-10-16T09:00Z||||ch_1|||card|-20|4",
            "openrouter|fee|2026-10-16T09:00Z||||ch_1|||card|-1.1|4");
    assertThat(booked.firstRejected())
        .extracting(problem -> problem.place().line() + " " + problem.what())
        .contains(
            "5 currency is 'EUR', which is not USD. Convert the amounts at the rate you were billed at",
            "6 an amount is negative, and a purchase costs something. Say kind refund");
    assertThat(booked.tally().otherCurrencies().get("EUR")).isEqualByComparingTo("10.8");
  }

  @Test
  void aLineOfABillIsAChargeAndItsLastDayIsWithin() throws IOException {
    Booked booked =
        books.of(Books.request("invoice", "invoice.csv").saying(Said.SYSTEM, "openrouter"));
    assertThat(books.rows(CHARGES))
        .containsExactly(
            "openrouter|usage|2026-11-01T00:00Z|2026-10-01T00:00Z|2026-11-01T00:00Z|INV-1||Tokens|openai/gpt-4o||1200.5|2",
            "openrouter|usage|2026-11-01T00:00Z|2026-10-01T00:00Z|2026-11-01T00:00Z|INV-1||Tokens|||10|3",
            "openrouter|usage|2026-11-01T00:00Z|2026-10-01T00:00Z|2026-11-01T00:00Z|INV-1||Tokens|||10|4",
            "openrouter|credit|2026-11-01T00:00Z|2026-10-01T00:00Z|2026-11-01T00:00Z|INV-1||Committed use|||-120.05|5",
            "openrouter|tax|2026-11-01T00:00Z|||INV-1||VAT 19 %|||209.1|6");
    assertThat(booked.tally().rejected()).isEqualTo(3);
    assertThat(booked.firstRejected().get(0).what())
        .isEqualTo(
            "amount is negative, and the line is of kind 'usage'. What comes back is a refund, a credit, a discount or an adjustment");
  }

  @Test
  void theLinesOfABillInAnotherOrderAreTheSameLines() throws IOException {
    books.of(Books.request("invoice", "invoice.csv").saying(Said.SYSTEM, "openrouter"));
    List<String> lines = Files.readAllLines(Books.FILES.resolve("invoice.csv"));
    Path other =
        Files.write(
            folder.resolve("again.csv"),
            List.of(
                lines.get(0),
                lines.get(5),
                lines.get(4),
                lines.get(3),
                lines.get(2),
                lines.get(1)));
    Booked again =
        books.of(BookRequest.of(Books.source("invoice"), other).saying(Said.SYSTEM, "openrouter"));
    assertThat(again.run()).isNull();
    assertThat(again.tally().duplicates()).isEqualTo(5);
  }

  @Test
  void aRequestOfLiteLlmIsAUsageEvent() throws IOException {
    books.of("litellm-spend", "litellm-spend-logs.json");
    assertThat(
            books.rows(
                """
                select generation_id, transport, requested_model, served_model, provider, billed_usd, prompt_tokens,
                  cached_tokens, completion_tokens, latency_ms, ttft_ms, cache_status, outcome, organization, team, member,
                  customer, api_key_name, session_id, tags
                from usage_events order by 1"""))
        .containsExactly(
            "req-1|litellm|gpt-4o|openai/gpt-4o|openai|0.0000215|30|20|13|2500.0|750.0|MISS|answered|org-1|team-1|default_user_id|customer-7|prod-chat|s-1|[prod, chat]",
            "req-2|litellm||gpt-4o||0|0||0|1000.0||HIT|failed|||||||[]");
  }

  @Test
  void aDayOfLiteLlmIsAStatement() throws IOException {
    books.of("litellm-spend", "litellm-daily.csv");
    assertThat(books.rows(STATEMENTS))
        .containsExactly(
            "litellm|2026-11-01T00:00Z|2026-11-02T00:00Z|||openai/gpt-4o|||100|3000|2000|0|1300|0.0215");
  }

  @Test
  void theUsageOfOpenAiHasCachedTokensInside() throws IOException {
    Booked booked = books.of("openai-usage", "openai-usage.json");
    assertThat(books.rows(STATEMENTS))
        .containsExactly(
            "openai|2026-11-01T00:00Z|2026-11-02T00:00Z|proj_1|key_1|gpt-4o-2024-08-06|default||5|1000|800||500|",
            "openai|2026-11-01T00:00Z|2026-11-02T00:00Z|proj_1|key_1|gpt-4o-2024-08-06|batch||1|10|0||5|");
    assertThat(booked.notes())
        .containsExactly(
            Books.FILES
                + "/openai-usage.json says that there is more than it holds (has_more): fetch the next page too.");
    assertThat(booked.tally().filesUsd()).isNull();
  }

  @Test
  void theCostsOfOpenAiAreDollarsToTheLastDigit() throws IOException {
    Booked booked = books.of("openai-costs", "openai-costs.json");
    assertThat(books.rows(STATEMENTS))
        .containsExactly(
            "openai|2026-11-01T00:00Z|2026-11-02T00:00Z|proj_1||gpt-4o-2024-08-06||gpt-4o-2024-08-06, input||||||0.061234567890123457",
            "openai|2026-11-01T00:00Z|2026-11-02T00:00Z|||||Promotional credit||||||-1.5");
    assertThat(booked.tally().rejectedUsd()).isEqualByComparingTo("-2");
    assertThat(booked.tally().otherCurrencies().get("EUR")).isEqualByComparingTo("3");
  }

  @Test
  void theUsageOfAnthropicHasCachedTokensOutsideAndOursInside() throws IOException {
    books.of("anthropic-usage", "anthropic-usage.json");
    assertThat(books.rows(STATEMENTS))
        .containsExactly(
            "anthropic|2026-11-01T00:00Z|2026-11-02T00:00Z|wrkspc_1|apikey_1|claude-sonnet-4-6|standard|||3200|200|1500|500|",
            "anthropic|2026-11-01T00:00Z|2026-11-02T00:00Z|wrkspc_1|apikey_1|claude-sonnet-4-6|standard|||1|0|0|2|");
  }

  @Test
  void theCostsOfAnthropicAreCentsAndBecomeDollars() throws IOException {
    books.of("anthropic-costs", "anthropic-costs.json");
    assertThat(books.rows(STATEMENTS))
        .containsExactly(
            "anthropic|2026-11-01T00:00Z|2026-11-02T00:00Z|wrkspc_1||claude-sonnet-4-6|standard|Claude Sonnet 4.6 Usage - Input Tokens||||||1.2378912",
            "anthropic|2026-11-01T00:00Z|2026-11-02T00:00Z|||||Web Search Usage||||||0.000000000000000001");
  }

  private static BookRequest generic() {
    return new BookRequest(
            Books.source("generic"),
            List.of(Books.FILES.resolve("generic.csv")),
            null,
            Map.of("generation_id", "id", "started_at", "when", "cost", "price"),
            Map.of())
        .saying(Said.SYSTEM, "azure");
  }

  @Test
  void anyTableOfUsageIsTakenWithWhatIsSaidOfIt() throws IOException {
    books.of(generic().saying(Said.MONEY, "cents").saying(Said.CACHED_TOKENS, "outside"));
    assertThat(
            books.rows(
                """
                select generation_id, transport, started_at, billed_usd, prompt_tokens, cached_tokens, cache_write_tokens,
                  completion_tokens, arm, provider, team, tags, outcome, http_status, latency_ms
                from usage_events order by 1"""))
        .containsExactly(
            "g-1|azure|2026-11-01T10:00Z|0.125|1150|1000|50|20|gpt-4o|Azure|search|[prod, chat]|answered|200|1500.0",
            "g-2|azure|2026-11-01T10:00:01Z||10|||2|gpt-4o|Azure|search|[]|failed|429|");
  }

  @Test
  void whatAnAmountIsInAndWhereCachedTokensAreMustBeSaid() {
    assertThatThrownBy(() -> books.of(generic()))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(
            "--money: the files have the column 'cost', and nothing says what its amounts are in. Say --money usd or cents.")
        .hasMessageContaining("--cached-tokens: the files have the column 'cached_tokens'");
  }

  @Test
  void rowsThatNothingTellsApartAreAllKeptAndTheirFileIsTakenOnce() throws IOException {
    BookRequest request =
        Books.request("generic", "generic-without-ids.csv")
            .saying(Said.SYSTEM, "azure")
            .saying(Said.MONEY, "usd");
    assertThat(books.of(request).tally().kept()).isEqualTo(2);
    assertThat(books.of(request).isNew()).isFalse();
    assertThatThrownBy(() -> books.of(request.saying(Said.WORKSPACE, "prod")))
        .hasMessageContaining("already holds this file, and its rows have no generation_id");
  }

  @Test
  void textAndParquetSayTheSame() throws IOException {
    books.of(
        Books.request("generic", "generic-without-ids.csv")
            .saying(Said.SYSTEM, "azure")
            .saying(Said.MONEY, "usd"));
    Path parquet = folder.resolve("usage.parquet");
    try (dev.assay.warehouse.Workbench workbench = dev.assay.warehouse.Workbench.open()) {
      workbench.execute(
          "copy (select timestamptz '2026-11-01T10:00:00Z' as started_at, 0.5::DECIMAL(9,4) as cost, 'gpt-4o' as model from range(2)) to '%s' (format parquet)"
              .formatted(parquet));
    } catch (java.sql.SQLException failure) {
      throw new IllegalStateException(failure);
    }
    Books other = new Books(folder.resolve("other"));
    other.of(
        BookRequest.of(Books.source("generic"), parquet)
            .saying(Said.SYSTEM, "azure")
            .saying(Said.MONEY, "usd"));
    String query = "select started_at, billed_usd, arm from usage_events";
    assertThat(other.rows(query)).isEqualTo(books.rows(query)).hasSize(2);
    assertThat(other.rows("select origin_row from usage_events order by 1"))
        .containsExactly("1", "2");
  }
}

package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Listing.ListedModel;
import dev.assay.catalog.PriceTimeline.Entry;
import dev.assay.money.UsdPerMillion;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of the listings that people save. */
class SavedListingTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final Path SAVED = Path.of("src/test/resources/catalog/listings");

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} is not priceable: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\": \"-1\", \"completion\": \"-1\"}            | 'prompt' is -1",
        "{\"prompt\": \"0.000001\"}                              | 'completion' is missing",
        "{}                                                      | 'prompt' is missing",
        "{\"prompt\": \"\", \"completion\": \"1\"}               | 'prompt' is missing",
        "{\"prompt\": \"NaN\", \"completion\": \"1\"}            | 'prompt' is NaN, which is no number",
        "{\"prompt\": \"1e-7\", \"completion\": \"Infinity\"}    | 'completion' is Infinity, which is no number",
        "{\"prompt\": \"free\", \"completion\": \"1\"}           | 'prompt' is free, which is no number",
        "{\"prompt\": [1], \"completion\": \"1\"}                | 'prompt' is ARRAY, which is no number",
        "{\"prompt\": \"1e-7\", \"completion\": \"1e-7\", \"internal_reasoning\": \"-1\"} | 'internal_reasoning' is -1",
        "{\"prompt\": \"1e-20\", \"completion\": \"1e-7\"}       | invalid price 1E-14 USD per million tokens: at most 12 decimals and 9 whole digits can be charged exactly",
        "{\"prompt\": \"1e-7\", \"completion\": \"1e-7\", \"discount\": \"1.5\"} | invalid discount 1.5: a share is from 0 to 1",
      })
  void whatIsNoPriceIsSaidAndNeverCountedAsMoney(String pricing, String why) throws IOException {
    Entry entry = onlyModel("{\"data\": [{\"id\": \"a/b\", \"pricing\": %s}]}".formatted(pricing));

    assertThat(entry.price()).isNull();
    assertThat(entry.notPriceable()).isEqualTo(why);
  }

  @Test
  void pricesAreReadAsDecimalTextAndNeverThroughADouble() throws IOException {
    Entry text =
        onlyModel(
            "{\"data\": [{\"id\": \"a/b\", \"pricing\": {\"prompt\": \"0.0000001179\", \"completion\": \"0.000000302\"}}]}");
    Entry number =
        onlyModel(
            "{\"a/b\": {\"litellm_provider\": \"openai\", \"mode\": \"chat\", \"input_cost_per_token\": 1.179e-07, \"output_cost_per_token\": 3.02e-07}}");

    assertThat(text.price().input()).isEqualTo(UsdPerMillion.of("0.1179"));
    assertThat(text.price().output()).isEqualTo(UsdPerMillion.of("0.302"));
    assertThat(number.price().input()).isEqualTo(UsdPerMillion.of("0.1179"));
    assertThat(number.price().output()).isEqualTo(UsdPerMillion.of("0.302"));
  }

  @Test
  void aListedZeroForReasoningMeansTheOutputPrice() throws IOException {
    Entry entry =
        onlyModel(
            "{\"data\": [{\"id\": \"a/b\", \"pricing\": {\"prompt\": \"0.000001\", \"completion\": \"0.000004\", \"internal_reasoning\": \"0\", \"request\": \"0\"}}]}");

    assertThat(entry.price().cost(new TokenUse(0, 0, 0, 1_000_000, 1_000_000)).toString())
        .isEqualTo("4");
  }

  @Test
  void aPageOfModelsAndAPageOfEndpointsBecomeOneListing() {
    Listing listing = read(SAVED.resolve("gateway"), DAY);
    ListedModel model = listing.model("acme/small-1").orElseThrow();

    assertThat(listing.models())
        .extracting(ListedModel::id)
        .containsExactly("acme/router", "acme/small-1");
    assertThat(model.facts().toString())
        .isEqualTo(
            "{NAME=Small 1, CONTEXT_TOKENS=8192, INPUT_MODALITIES=[image, text], OUTPUT_MODALITIES=[text], PARAMETERS=[seed, tools], EXPIRES=2027-03-01}");
    assertThat(model.endpoints())
        .extracting(Listing.ListedEndpoint::tag)
        .containsExactly("deepinfra/fp4", "north");
    assertThat(model.endpoint("deepinfra/fp4").orElseThrow().facts().toString())
        .isEqualTo(
            "{CONTEXT_TOKENS=4096, PROVIDER=deepinfra, QUANTIZATION=fp4, MAX_OUTPUT_TOKENS=1024, CAPABILITIES=[json-object, json-schema, tools, vision]}");
    TokenPrice price =
        model.endpoint("north").orElseThrow().prices().newest().orElseThrow().price();
    assertThat(price.discount()).isEqualByComparingTo("0.1");
    assertThat(price.overrides())
        .extracting(PriceOverride::abovePromptTokens, PriceOverride::from, PriceOverride::until)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(200_000L, null, null),
            org.assertj.core.groups.Tuple.tuple(null, LocalTime.of(22, 30), LocalTime.of(6, 0)));
    assertThat(price.listed().stated(PriceClass.CACHE_WRITE_HOUR).orElseThrow())
        .isEqualByComparingTo("4");
  }

  @Test
  void aPriceMapHasTheProvidersOwnPricesWithTheirTiers() {
    Listing listing = read(SAVED.resolve("litellm.json"), DAY);

    assertThat(listing.models())
        .extracting(ListedModel::id)
        .containsExactly("anthropic/claude-9", "google/gemini-9");
    ListedModel gemini = listing.model("google/gemini-9").orElseThrow();
    assertThat(gemini.endpoints())
        .extracting(Listing.ListedEndpoint::tag)
        .containsExactly("google-ai-studio", "google-vertex");
    TokenPrice price =
        gemini.endpoint("google-vertex").orElseThrow().prices().newest().orElseThrow().price();
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    assertThat(price.rates(200_000, noon).perMillion(PriceClass.INPUT))
        .isEqualTo(UsdPerMillion.of("1.25"));
    assertThat(price.rates(200_001, noon).perMillion(PriceClass.INPUT))
        .isEqualTo(UsdPerMillion.of("2.5"));
    assertThat(listing.model("anthropic/claude-9").orElseThrow().facts().text(Fact.EXPIRES))
        .contains("2027-02-19");
  }

  @Test
  void anExtractHasListPricesAndNoEndpoints() {
    Listing listing = read(SAVED.resolve("models_2026-11-20.csv"), DAY);

    ListedModel model = listing.model("acme/small-1").orElseThrow();
    assertThat(model.endpoints()).isEmpty();
    assertThat(model.listPrices().newest().orElseThrow().price().input())
        .isEqualTo(UsdPerMillion.of("0.1179"));
    assertThat(listing.source().takenAt()).isEqualTo(Instant.parse("2026-11-20T00:00:00Z"));
  }

  @Test
  void theDayInANameIsTheDayOfTheListing() {
    assertThat(SavedListing.dayInName(Path.of("x/models_2025-07-29_58a25bc.csv")))
        .contains(LocalDate.of(2025, 7, 29));
    assertThat(SavedListing.dayInName(Path.of("models_2025-13-40.csv"))).isEmpty();
    assertThat(SavedListing.dayInName(Path.of("models.csv"))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "rubbish.json | {\"a\": 1}         | rubbish.json: this is neither a page of a listing nor a price map. Expected the body of /models, of /models/{author}/{slug}/endpoints, or LiteLLM's map.",
        "torn.json    | {\"data\": [       | torn.json:1: Cannot read this as JSON: Unexpected end-of-input: expected close marker for Array (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 10]).",
        "none.json    | {\"data\": []}     | none.json: the listing has no models.",
        "other.csv    | model,price        | other.csv: the extract has no column 'id'. A listing as CSV has the columns id, prompt and completion, prices in US dollars per token.",
      })
  void whatIsNoListingIsRefusedWithItsPlace(String name, String content, String fault)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    Problems problems = new Problems();

    assertThat(SavedListing.read(file, DAY, problems)).isEmpty();
    assertThat(problems.all().get(0).toString().replace(folder + "/", "")).isEqualTo(fault);
  }

  private Entry onlyModel(String body) throws IOException {
    Path file = Files.writeString(folder.resolve("listing.json"), body);
    ListedModel model = read(file, DAY).models().get(0);
    PriceTimeline prices =
        model.endpoints().isEmpty() ? model.listPrices() : model.endpoints().get(0).prices();
    return prices.newest().orElseThrow();
  }

  private static Listing read(Path path, LocalDate day) {
    Problems problems = new Problems();
    Listing listing = SavedListing.read(path, day, problems).orElse(null);
    assertThat(problems.all()).isEmpty();
    return listing;
  }
}

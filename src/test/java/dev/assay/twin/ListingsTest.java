package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingsTest {
  private static Twin twin;
  private static Client client;

  @BeforeAll
  static void start() {
    twin =
        Twin.start(
            new TwinSettings(SampleCatalog.catalog(), Scenario.instant(1, 1), AnswerKey.none(), 0));
    client = Client.of(twin);
  }

  @AfterAll
  static void stop() {
    twin.close();
  }

  @Test
  void modelsAreListedWithPricesAsDecimalStringsPerToken() {
    JsonNode models = client.fetch("/models").json().path("data");

    assertThat(models.findValuesAsText("canonical_slug"))
        .containsExactly("openrouter/auto", CHAT, SampleCatalog.LARGE, SampleCatalog.THINKER);
    JsonNode pricing = models.path(1).path("pricing");
    assertThat(pricing.path("prompt").isTextual()).isTrue();
    assertThat(pricing.path("prompt").asText()).isEqualTo("0.0000001");
    assertThat(pricing.path("completion").asText()).isEqualTo("0.0000004");
  }

  @Test
  void aRouterIsListedWithAPriceThatIsNone() {
    JsonNode router = client.fetch("/models").json().path("data").path(0);

    assertThat(router.path("id").asText()).isEqualTo("openrouter/auto");
    assertThat(router.path("pricing").path("prompt").asText()).isEqualTo("-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "supported_parameters=tools,seed       | 3",
        "supported_parameters=telepathy        | 0",
        "context=128000                        | 3",
        "context=128001                        | 0",
        "max_price=0.5                         | 1",
        "min_price=0.5&max_price=1             | 1",
        "zdr=true                              | 2",
        "region=eu                             | 2",
        "input_modalities=image                | 3",
        "output_modalities=image               | 0",
        "offset=1&limit=1                      | 1",
        "offset=2                              | 1",
      })
  void aListingCanBeNarrowed(String query, int models) {
    assertThat(client.fetch("/models?" + query).json().path("data")).hasSize(models);
  }

  @Test
  void aModelsEndpointsAreListedWithTheirOwnPrices() {
    JsonNode endpoints =
        client.fetch("/models/" + CHAT + "/endpoints").json().path("data").path("endpoints");

    assertThat(endpoints.findValuesAsText("provider_name"))
        .containsExactly("azure", "openai", "bargain");
    assertThat(endpoints.path(0).path("pricing").path("prompt").asText()).isEqualTo("0.0000002");
    assertThat(endpoints.path(0).path("pricing").path("input_cache_read").asText())
        .isEqualTo("0.00000002");
    assertThat(endpoints.path(0).path("quantization").asText()).isEqualTo("bf16");
    assertThat(endpoints.path(0).path("status").isInt()).isTrue();
    assertThat(endpoints.path(0).path("supported_parameters").toString())
        .contains("tools", "seed", "reasoning");
    assertThat(endpoints.path(2).path("supported_parameters").toString()).doesNotContain("tools");
  }

  @Test
  void inRegionListingsHoldOnlyWhatIsThere() {
    JsonNode models = client.inRegion("eu").fetch("/models").json().path("data");
    assertThat(models.findValuesAsText("canonical_slug"))
        .containsExactly(CHAT, SampleCatalog.LARGE);
    JsonNode endpoints =
        client.inRegion("eu").fetch("/models/" + CHAT + "/endpoints").json().path("data");
    assertThat(endpoints.path("endpoints").findValuesAsText("provider_name"))
        .containsExactly("azure");
  }

  @Test
  void theEndpointsOfAnUnknownModelAreNotFound() {
    assertThat(client.fetch("/models/no/such/endpoints").status()).isEqualTo(404);
  }

  @Test
  void theEndpointsThatKeepNoPromptsAreListedAcrossModels() {
    JsonNode kept = client.fetch("/endpoints/zdr").json().path("data");

    long promised =
        SampleCatalog.catalog().models().stream()
            .flatMap(model -> model.endpoints().stream())
            .filter(endpoint -> endpoint.dataPolicy().zeroRetention())
            .count();
    assertThat(kept).hasSize((int) promised).isNotEmpty();
    assertThat(kept).allSatisfy(each -> assertThat(each.path("model_id").asText()).contains("/"));
  }
}

package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
        .containsExactly(CHAT, SampleCatalog.LARGE, SampleCatalog.THINKER);
    JsonNode pricing = models.path(0).path("pricing");
    assertThat(pricing.path("prompt").isTextual()).isTrue();
    assertThat(pricing.path("prompt").asText()).isEqualTo("0.0000001");
    assertThat(pricing.path("completion").asText()).isEqualTo("0.0000004");
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
}

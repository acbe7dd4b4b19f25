package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The provider object is obeyed. Each case asks often enough that a twin which ignored the wish
 * would be seen: unasked, every endpoint serves some of the calls.
 */
class RoutingTest {
  private static final int CALLS = 30;
  private static final int AT_ONCE = 20;

  private static Twin twin;
  private static Client client;

  @BeforeAll
  static void start() {
    twin =
        Twin.start(
            new TwinSettings(
                SampleCatalog.catalog(), Scenario.instant(11, 0.5), AnswerKey.none(), 0));
    client = Client.of(twin);
  }

  @AfterAll
  static void stop() {
    twin.close();
  }

  @Test
  void unaskedEachEndpointServesItsShareOfOneOverPriceSquared() {
    int calls = 2000;
    Map<String, Long> seen = served("{}", calls);

    double azure = 1 / (1.00 * 1.00);
    double openai = 1 / (0.75 * 0.75);
    double bargain = 1 / (0.50 * 0.50);
    double[] expected = {azure, openai, bargain};
    long[] observed = {seen.get("azure"), seen.get("openai"), seen.get("bargain")};
    assertThat(ChiSquareTest.withDefaults().test(expected, observed).getPValue())
        .isGreaterThan(0.001);
    // and the test would notice equal shares, or shares of 1/price
    assertThat(ChiSquareTest.withDefaults().test(observed).getPValue()).isLessThan(0.001);
    double[] oneOverPrice = {1 / 1.00, 1 / 0.75, 1 / 0.50};
    assertThat(ChiSquareTest.withDefaults().test(oneOverPrice, observed).getPValue())
        .isLessThan(0.001);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'zdr': true}                                        | azure",
        "{'data_collection': 'deny'}                          | azure openai",
        "{'max_price': {'prompt': 0.16}}                      | bargain openai",
        "{'max_price': {'completion': '0.5'}}                 | bargain",
        "{'only': ['openai', 'azure']}                        | azure openai",
        "{'only': ['azure/bf16']}                             | azure",
        "{'ignore': ['bargain']}                              | azure openai",
        "{'quantizations': ['fp8']}                           | bargain",
        "{'order': ['azure']}                                 | azure",
        "{'order': ['unheard-of', 'openai', 'azure']}         | openai",
        "{'order': ['azure', 'openai'], 'ignore': ['azure']}  | openai",
        "{'sort': 'price'}                                    | bargain",
        "{'sort': 'latency'}                                  | openai",
        "{'sort': 'throughput'}                               | openai",
        "{'sort': {'by': 'price'}}                            | bargain",
        "{'preferred_max_latency': 0.35}                      | openai",
        "{'preferred_min_throughput': {'p50': 100}}           | openai",
        "{'preferred_max_latency': 0.001}                     | azure bargain openai",
      })
  void theProviderObjectIsObeyed(String provider, String serving) {
    assertThat(served(provider, CALLS).keySet()).containsExactlyInAnyOrder(serving.split(" "));
  }

  @Test
  void requiredParametersKeepOutEndpointsThatWouldDropThem() {
    String seeded = "{'require_parameters': true}";
    assertThat(served(seeded, CALLS)).containsKey("bargain");
    List<String> providers =
        IntStream.range(0, CALLS)
            .mapToObj(
                i -> {
                  var body = Asked.of(CHAT, "Parcel " + i).put("seed", 5);
                  body.putObject("provider").put("require_parameters", true);
                  return provider(client.ask(body.toString()));
                })
            .distinct()
            .toList();
    assertThat(providers).containsExactlyInAnyOrder("azure", "openai");
  }

  @Test
  void aTrainingOptOutByHeaderCountsLikeTheField() {
    for (int i = 0; i < CALLS; i++) {
      Client.Reply reply =
          client.ask(Asked.plain(CHAT, "Parcel " + i), "X-OpenRouter-No-Prompt-Training", "true");
      assertThat(provider(reply)).isNotEqualTo("bargain");
    }
  }

  @Test
  void theInRegionBasePathKeepsTheEndpointsOfItsRegion() {
    for (int i = 0; i < CALLS; i++) {
      assertThat(provider(client.inRegion("eu").ask(Asked.plain(CHAT, "Parcel " + i))))
          .isEqualTo("azure");
      assertThat(provider(client.inRegion("us").ask(Asked.plain(CHAT, "Parcel " + i))))
          .isEqualTo("openai");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'max_price': {'prompt': 0.05}}               | 404 | constraint_filtered | max_price",
        "{'quantizations': ['int4']}                   | 404 | constraint_filtered | quantization",
        "{'only': ['nobody']}                          | 404 | constraint_filtered | allowed_providers",
        "{'order': ['nobody'], 'allow_fallbacks': false} | 404 | constraint_filtered | allowed_providers",
        "{'only': ['openai'], 'zdr': true}             | 404 | privacy_restricted | data_policy:zdr",
        "{'only': ['bargain'], 'data_collection': 'deny'} | 404 | privacy_restricted | data_policy:training",
      })
  void aWishThatNoEndpointMeetsIsRefusedAndNamed(
      String provider, int status, String code, String lastExcludedBy) {
    Client.Reply reply = client.ask(Asked.routed(CHAT, provider));

    assertThat(reply.status()).isEqualTo(status);
    JsonNode availability = reply.json().path("error").path("availability");
    assertThat(availability.path("code").asText()).isEqualTo(code);
    assertThat(availability.path("retryable").asBoolean(true)).isFalse();
    JsonNode excludedBy = availability.path("excluded_by");
    assertThat(excludedBy.path(excludedBy.size() - 1).asText()).isEqualTo(lastExcludedBy);
  }

  @Test
  void aModelWithoutAnEndpointInTheRegionIsForbiddenThere() {
    Client.Reply reply = client.inRegion("eu").ask(Asked.plain(SampleCatalog.THINKER, "Where to?"));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.json().path("error").path("availability").path("code").asText())
        .isEqualTo("region_restricted");
  }

  private static Map<String, Long> served(String provider, int calls) {
    Map<String, Long> served = new HashMap<>();
    for (int from = 0; from < calls; from += AT_ONCE) {
      List<CompletableFuture<Client.Reply>> asked =
          IntStream.range(from, Math.min(calls, from + AT_ONCE))
              .mapToObj(i -> client.chat(asked(provider, calls + " " + i)))
              .toList();
      asked.forEach(reply -> served.merge(provider(reply.join()), 1L, Long::sum));
    }
    return served;
  }

  private static String asked(String provider, String call) {
    ObjectNode body = Asked.of(CHAT, "Parcel").put("session_id", provider + call);
    body.set("provider", Client.parse(provider.replace('\'', '"')));
    return body.toString();
  }

  private static String provider(Client.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("provider").asText();
  }
}

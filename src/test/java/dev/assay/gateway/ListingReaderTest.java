package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.catalog.Fact;
import dev.assay.catalog.Listing;
import dev.assay.catalog.Listing.ListedModel;
import dev.assay.problem.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is read of a gateway's listing, and what becomes of one that cannot be read whole. */
class ListingReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
  private static final Map<String, String> PAGES =
      Map.of(
          "/models",
          """
          {"data": [{"id": "acme/small-1:free", "pricing": {"prompt": "0", "completion": "0"}},
                    {"id": "acme/router", "pricing": {"prompt": "-1", "completion": "-1"}}]}""",
          "/models/acme/small-1%3Afree/endpoints",
          """
          {"data": {"id": "acme/small-1:free", "endpoints": [
            {"provider_name": "North", "tag": "north", "pricing": {"prompt": "0", "completion": "0"}},
            {"provider_name": "South", "tag": "south/fp8", "pricing": {"prompt": "0", "completion": "0"}}]}}""",
          "/endpoints/zdr",
          """
          {"data": [{"model_id": "acme/small-1:free", "tag": "south/fp8"}]}""");

  @Test
  void modelsTheirEndpointsAndWhoKeepsNothingAreReadIntoOneListing() throws IOException {
    try (ScriptedServer server = new ScriptedServer(line -> answer(line, PAGES));
        ListingReader reader = reader(server)) {
      Listing listing = reader.listing(NOW);

      ListedModel free = listing.model("acme/small-1:free").orElseThrow();
      assertThat(free.endpoints())
          .extracting(
              Listing.ListedEndpoint::tag,
              each -> each.facts().text(Fact.PROVIDER).orElse(null),
              each -> each.facts().text(Fact.ZERO_RETENTION).orElse(null))
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("north", "north", "false"),
              org.assertj.core.groups.Tuple.tuple("south/fp8", "south", "true"));
      assertThat(listing.model("acme/router").orElseThrow().endpoints()).isEmpty();
      assertThat(listing.source().takenAt()).isEqualTo(NOW);
      assertThat(listing.source().name()).isEqualTo(server.url());
    }
  }

  @Test
  void aGatewayThatKeepsNoListOfZeroRetentionLeavesItUnknown() throws IOException {
    Map<String, String> pages = new ConcurrentHashMap<>(PAGES);
    pages.remove("/endpoints/zdr");
    try (ScriptedServer server = new ScriptedServer(line -> answer(line, pages));
        ListingReader reader = reader(server)) {
      assertThat(reader.listing(NOW).model("acme/small-1:free").orElseThrow().endpoints())
          .allSatisfy(each -> assertThat(each.facts().isStated(Fact.ZERO_RETENTION)).isFalse());
    }
  }

  @Test
  void aPassingFaultIsAskedAgainAndALastingOneEndsTheReading() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server =
            new ScriptedServer(
                line -> {
                  if (asked.incrementAndGet() < 3) {
                    write(line, "503 Busy", "{}");
                  } else {
                    answer(line, PAGES);
                  }
                });
        ListingReader reader = reader(server)) {
      assertThat(reader.listing(NOW).models()).hasSize(2);
    }
    Map<String, String> pages = new ConcurrentHashMap<>(PAGES);
    pages.put("/models/acme/router/endpoints", "broken");
    try (ScriptedServer server = new ScriptedServer(line -> answer(line, pages));
        ListingReader reader = reader(server)) {
      assertThatThrownBy(() -> reader.listing(NOW))
          .as("a listing with a hole in it would read as a withdrawal")
          .isInstanceOf(InvalidInput.class)
          .hasMessage(
              "%s: Cannot read the listing: /models/acme/router/endpoints: the answer is no listing. Name the base URL of a gateway that lists its models, such as https://openrouter.ai/api/v1."
                  .formatted(server.url()));
    }
  }

  @Test
  void aServerWithoutAListingIsToldApartFromOneThatIsNotThere() throws IOException {
    String gone;
    try (ScriptedServer server = new ScriptedServer(line -> answer(line, Map.of()));
        ListingReader reader = reader(server)) {
      gone = server.url();
      assertThatThrownBy(() -> reader.listing(NOW)).hasMessageContaining("/models: HTTP 404");
    }
    try (ListingReader reader =
        new ListingReader(
            HttpGateway.at(Dialect.OPENROUTER, gone, KeySource.none(), "catalog"), Duration.ZERO)) {
      assertThatThrownBy(() -> reader.listing(NOW))
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("Cannot read the listing: /models: ");
    }
  }

  @Test
  void theKeyIsSentWhereThereIsOneAndNeverShown() throws IOException {
    try (ScriptedServer server = new ScriptedServer(line -> answer(line, Map.of()));
        ListingReader reader =
            new ListingReader(
                HttpGateway.at(
                    Dialect.OPENROUTER, server.url(), KeySource.notSecret("sk-mine"), "catalog"),
                Duration.ZERO)) {
      assertThatThrownBy(() -> reader.listing(NOW)).hasMessageNotContaining("sk-mine");
      assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer sk-mine");
    }
  }

  private static ListingReader reader(ScriptedServer server) {
    return new ListingReader(
        HttpGateway.at(Dialect.OPENROUTER, server.url(), KeySource.none(), "catalog"),
        Duration.ZERO);
  }

  private static void answer(ScriptedServer.Line line, Map<String, String> pages)
      throws IOException {
    String path = line.request().firstLine().split(" ", 3)[1].substring("/api/v1".length());
    String page = pages.get(path);
    write(line, page == null ? "404 Not Found" : "200 OK", page == null ? "{}" : page);
  }

  private static void write(ScriptedServer.Line line, String status, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    line.write(
        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(status, bytes.length));
    line.write(bytes);
  }
}

package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.MergedCatalog.Value;
import dev.assay.money.UsdPerMillion;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which source's word counts, value by value. */
class MergedCatalogTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final String CURATED =
      """
      version: by-hand
      as-of: 2026-08-01
      models:
        - id: acme/small-1
          name: Small by hand
          tier: certified
          context-tokens: 1000
          endpoints:
            - provider: north
              region: eu
              quantization: bf16
              max-output-tokens: 100
              data-policy: {may-train: false, zero-retention: true}
              pace: {first-token-millis: 300, tokens-per-second: 50}
              prices:
                - valid-from: 2026-01-01
                  usd-per-million: {input: 9, output: 9}
                - valid-from: 2026-11-15
                  usd-per-million: {input: 8, output: 8}
      """;
  private static final String SNAPSHOT =
      """
      version: synced
      snapshot: {of: gateway, taken-at: "2026-11-10T06:00:00Z"}
      models:
        - id: acme/small-1
          name: Small synced
          context-tokens: 2000
          endpoints:
            - provider: north
              max-output-tokens: 200
              prices:
                - valid-from: 2026-11-10
                  usd-per-million: {input: 5, output: 5}
        - id: acme/only-listed
          context-tokens: 4000
          endpoints:
            - provider: south
              prices:
                - valid-from: 2026-11-10
                  usd-per-million: {input: 1, output: 1}
      """;
  private static final String LIVE =
      """
      {"data": {"id": "acme/small-1", "context_length": 3000, "endpoints": [
        {"provider_name": "North", "tag": "north", "pricing": {"prompt": "0.000004", "completion": "0.000004"}}]}}
      """;

  @TempDir Path folder;

  @Test
  void liveBeatsSnapshotBeatsCuratedValueByValueAndEachValueKnowsItsSource() throws IOException {
    // named in the wrong order on purpose: who is trusted is not a matter of order
    MergedCatalog merged = MergedCatalog.of(List.of(curated(), live(), snapshot()));

    assertThat(merged.values("acme/small-1", DAY))
        .extracting(Value::endpoint, Value::name, Value::text, each -> each.source().kind().word())
        .containsExactly(
            tuple("", "name", "Small synced", "snapshot"),
            tuple("", "tier", "certified", "curated"),
            tuple("", "context-tokens", "3000", "live"),
            tuple("north", "provider", "north", "live"),
            tuple("north", "region", "eu", "curated"),
            tuple("north", "quantization", "bf16", "curated"),
            tuple("north", "max-output-tokens", "200", "snapshot"),
            tuple("north", "may-train", "false", "curated"),
            tuple("north", "zero-retention", "true", "curated"),
            tuple("north", "first-token-millis", "300", "curated"),
            tuple("north", "tokens-per-second", "50", "curated"),
            tuple("north", "valid-from", "2026-11-20", "live"),
            tuple("north", "input", "4", "live"),
            tuple("north", "output", "4", "live"));
    assertThat(merged.values("acme/small-1", DAY))
        .extracting(each -> each.source().ageInDays(DAY).orElse(null))
        .contains(1L, 11L, 112L);
  }

  @Test
  void theCatalogIsMadeOfTheSameValues() throws IOException {
    Catalog catalog = MergedCatalog.of(List.of(curated(), snapshot(), live())).catalog();
    Model model = catalog.model("acme/small-1").orElseThrow();
    Endpoint north = model.endpoints().get(0);

    assertThat(catalog.version()).isEqualTo("live_2026-11-20.json + synced + by-hand");
    assertThat(catalog.modelIds()).containsExactly("acme/small-1", "acme/only-listed");
    assertThat(model.name()).isEqualTo("Small synced");
    assertThat(model.profile().tier()).isEqualTo(Tier.CERTIFIED);
    assertThat(model.contextTokens()).isEqualTo(3000);
    assertThat(north.region()).isEqualTo("eu");
    assertThat(north.maxOutputTokens()).isEqualTo(200);
    assertThat(north.dataPolicy()).isEqualTo(new Endpoint.DataPolicy(false, true));
  }

  @Test
  void fromTheFirstDayAMoreTrustedSourceSpeaksOfOnlyItsPricesHold() throws IOException {
    Endpoint north =
        MergedCatalog.of(List.of(curated(), snapshot(), live()))
            .catalog()
            .model("acme/small-1")
            .orElseThrow()
            .endpoints()
            .get(0);

    assertThat(input(north, "2026-11-09")).isEqualTo(UsdPerMillion.of("9"));
    assertThat(input(north, "2026-11-10")).isEqualTo(UsdPerMillion.of("5"));
    assertThat(input(north, "2026-11-19"))
        .as("the price typed for the 15th is overruled by what was listed on the 10th")
        .isEqualTo(UsdPerMillion.of("5"));
    assertThat(input(north, "2026-11-20")).isEqualTo(UsdPerMillion.of("4"));
  }

  @Test
  void whatNobodyPromisesIsNotPromised() throws IOException {
    Endpoint south =
        MergedCatalog.of(List.of(snapshot()))
            .catalog()
            .model("acme/only-listed")
            .orElseThrow()
            .endpoints()
            .get(0);

    assertThat(south.dataPolicy()).isEqualTo(Endpoint.DataPolicy.UNKNOWN);
    assertThat(south.dataPolicy().mayTrain()).isTrue();
    assertThat(south.dataPolicy().zeroRetention()).isFalse();
    assertThat(south.pace()).isEqualTo(Endpoint.Pace.UNKNOWN);
    assertThat(south.quantization()).isEqualTo("unknown");
    assertThat(south.region()).isEqualTo("global");
  }

  @Test
  void aCuratedFileMayLeaveOutWhatASnapshotBesideItStates() throws IOException {
    Path registry =
        Files.writeString(
            folder.resolve("registry.yaml"),
            "version: registry\nmodels:\n  - {id: acme/small-1, tier: fallback}\n");
    Path synced = Files.writeString(folder.resolve("synced.yaml"), SNAPSHOT);
    Problems problems = new Problems();

    Catalog catalog = CatalogFile.read(List.of(registry, synced), problems).orElseThrow();

    assertThat(problems.all()).isEmpty();
    assertThat(catalog.model("acme/small-1").orElseThrow().profile().tier())
        .isEqualTo(Tier.FALLBACK);
    assertThat(catalog.model("acme/small-1").orElseThrow().endpoints()).hasSize(1);
  }

  @Test
  void aCuratedModelThatNoSourceServesIsAFault() throws IOException {
    Path registry =
        Files.writeString(
            folder.resolve("registry.yaml"),
            "version: registry\nmodels:\n  - {id: acme/smal-1, tier: fallback}\n");
    Path synced = Files.writeString(folder.resolve("synced.yaml"), SNAPSHOT);
    Problems problems = new Problems();

    assertThat(CatalogFile.read(List.of(registry, synced), problems)).isEmpty();
    assertThat(new InvalidInput(problems.all()).report().replace(folder + "/", ""))
        .isEqualTo(
            """
            registry.yaml:3: model 'acme/smal-1' has no endpoints, and no other source of the catalog lists one. Sync a listing that has it, or add 'endpoints:'.
            1 problem in 1 file.""");
  }

  private static org.assertj.core.groups.Tuple tuple(Object... parts) {
    return org.assertj.core.groups.Tuple.tuple(parts);
  }

  private static UsdPerMillion input(Endpoint endpoint, String day) {
    return endpoint.priceOn(LocalDate.parse(day)).orElseThrow().input();
  }

  private Listing curated() throws IOException {
    return listing("curated.yaml", CURATED);
  }

  private Listing snapshot() throws IOException {
    return listing("snapshot.yaml", SNAPSHOT);
  }

  private Listing listing(String name, String content) throws IOException {
    return CatalogFile.listing(Files.writeString(folder.resolve(name), content), new Problems())
        .orElseThrow();
  }

  private Listing live() throws IOException {
    Path file = Files.writeString(folder.resolve("live_2026-11-20.json"), LIVE);
    return SavedListing.read(file, LocalDate.of(2026, 11, 20), new Problems()).orElseThrow();
  }
}

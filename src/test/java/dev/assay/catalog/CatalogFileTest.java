package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.BrokenFiles;
import dev.assay.money.UsdPerMillion;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogFileTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  static List<Path> broken() throws IOException {
    return BrokenFiles.of("catalog");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenCatalogIsRefusedWithItsExactFault(Path file) throws IOException {
    BrokenFiles.assertRefused(file, CatalogFile::read);
  }

  @Test
  void aMissingCatalogIsReportedOnce() {
    Problems problems = new Problems();
    assertThat(CatalogFile.read(Path.of("nowhere/catalog.yaml"), problems)).isEmpty();
    assertThat(problems.all())
        .extracting(Object::toString)
        .containsExactly("nowhere/catalog.yaml: there is no such file.");
  }

  @Test
  void whatTheFileLeavesOutIsFilledFromTheModelOrStaysUnknown() {
    Catalog catalog = read(Path.of("src/test/resources/catalog/small.yaml"));
    Endpoint endpoint = catalog.model("small-1").orElseThrow().endpoints().get(0);

    assertThat(endpoint.tag()).isEqualTo("acme");
    assertThat(endpoint.quantization()).isEqualTo("unknown");
    assertThat(endpoint.contextTokens()).isEqualTo(8192);
    assertThat(endpoint.capabilities()).isEmpty();
    assertThat(endpoint.prices().get(0).cachedInput()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o, 128000, 2.50, 10.00",
    "openai/gpt-4o-mini, 128000, 0.15, 0.60",
    "openai/o3, 200000, 10.00, 40.00",
    "anthropic/claude-opus-4-5, 200000, 15.00, 75.00",
    "anthropic/claude-sonnet-4-5, 200000, 3.00, 15.00",
    "google/gemini-2.0-flash, 1000000, 0.10, 0.40",
    "meta-llama/llama-3.3-70b-instruct, 131000, 0.12, 0.30",
    "mistralai/mistral-large, 128000, 2.00, 6.00",
    "deepseek/deepseek-r1, 64000, 0.55, 2.19",
    "cohere/command-r-plus, 128000, 2.50, 10.00",
  })
  void theShippedCatalogOffersEachListedModelAtItsListedPriceAndElsewhere(
      String id, int context, String input, String output) {
    Model model = shipped().model(id).orElseThrow();

    assertThat(model.contextTokens()).isEqualTo(context);
    assertThat(model.endpoints()).hasSizeGreaterThan(1);
    // the first is the one marked as listed
    TokenPrice listed = model.endpoints().get(0).priceOn(DAY).orElseThrow();
    assertThat(listed.input()).isEqualTo(UsdPerMillion.of(input));
    assertThat(listed.output()).isEqualTo(UsdPerMillion.of(output));
  }

  @Test
  void theShippedCatalogHoldsTheTenListedModelsAndNoOther() {
    assertThat(shipped().models()).hasSize(10);
    assertThat(shipped().version()).isEqualTo("keeptrusts-2026-08");
  }

  @Test
  void theShippedEndpointsDifferInWhatPoliciesAskFor() {
    List<Endpoint> endpoints =
        shipped().models().stream().flatMap(model -> model.endpoints().stream()).toList();

    assertThat(endpoints).extracting(Endpoint::region).contains("eu", "us", "global");
    assertThat(endpoints).extracting(each -> each.dataPolicy().mayTrain()).contains(true, false);
    assertThat(endpoints)
        .extracting(each -> each.dataPolicy().zeroRetention())
        .contains(true, false);
    assertThat(endpoints).extracting(Endpoint::quantization).contains("fp4", "fp8", "bf16");
  }

  @Test
  void aPriceHoldsFromItsDayUntilTheNextOne() {
    Endpoint nebius =
        shipped().model("meta-llama/llama-3.3-70b-instruct").orElseThrow().endpoints().stream()
            .filter(each -> each.tag().equals("nebius/fp8"))
            .findFirst()
            .orElseThrow();

    assertThat(nebius.priceOn(LocalDate.of(2025, 12, 31))).isEmpty();
    assertThat(nebius.priceOn(LocalDate.of(2026, 7, 31)).orElseThrow().input())
        .isEqualTo(UsdPerMillion.of("0.25"));
    assertThat(nebius.priceOn(LocalDate.of(2026, 8, 1)).orElseThrow().input())
        .isEqualTo(UsdPerMillion.of("0.13"));
  }

  private static Catalog shipped() {
    return read(Path.of("pipelines/catalog/keeptrusts-2026-08.yaml"));
  }

  private static Catalog read(Path file) {
    Problems problems = new Problems();
    Catalog catalog = CatalogFile.read(file, problems).orElse(null);
    assertThat(problems.all()).isEmpty();
    return catalog;
  }
}

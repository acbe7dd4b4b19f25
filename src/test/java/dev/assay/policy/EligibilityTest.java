package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EligibilityTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

  /** One model at three providers; acme/eu keeps nothing, globex is cheap, learns and forgets. */
  private static final Path CATALOG = Path.of("src/test/resources/policy/three-providers.yaml");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "only: [acme]            | globex: provider not in 'only'",
        "only: [acme, globex/q4] | globex: provider not in 'only'",
        "ignore: [globex]        | globex: provider in 'ignore'",
        "data-collection: deny   | globex: may train on prompts",
        "zero-retention: true    | globex: keeps prompts",
        "region: eu              | globex: runs in 'us', not in 'eu'",
        "quantizations: [bf16]   | globex: quantization 'fp8'",
        "order: [acme]           | ",
        "only: [acme/eu, globex] | acme: provider not in 'only'",
      })
  void anEndpointFallsOutWithTheRuleItBreaks(String setting, String excluded) throws IOException {
    Eligibility eligibility = under(setting, DAY, Set.of(), 0);
    List<String> reasons =
        eligibility.excluded().stream().map(Eligibility.Excluded::toString).toList();
    if (excluded == null) {
      assertThat(reasons).isEmpty();
    } else {
      assertThat(reasons).contains(excluded);
    }
    assertThat(eligibility.remaining()).isNotEmpty();
    assertThat(eligibility.remaining().size() + eligibility.excluded().size()).isEqualTo(3);
  }

  @Test
  void anOrderIsExclusiveOnceFallbacksAreOff() throws IOException {
    assertThat(under("order: [acme/eu]\nallow-fallbacks: false", DAY, Set.of(), 0).excluded())
        .extracting(Eligibility.Excluded::toString)
        .containsExactly(
            "acme: provider not in 'order', and fallbacks are off",
            "globex: provider not in 'order', and fallbacks are off");
  }

  @Test
  void anEndpointDearerThanTheCapFallsOutAndOneAtTheCapStays() throws IOException {
    assertThat(capped("{prompt: 0.10, completion: 0.40}").excluded())
        .extracting(Eligibility.Excluded::toString)
        .containsExactly("acme/eu: input at 0.11 is dearer than max-price 0.1");
    assertThat(capped("{prompt: 1, completion: 0.40}").excluded())
        .extracting(Eligibility.Excluded::toString)
        .containsExactly("acme/eu: output at 0.44 is dearer than max-price 0.4");
  }

  @Test
  void anEndpointWithoutAPriceOnThatDayFallsOut() throws IOException {
    assertThat(under("", LocalDate.of(2026, 8, 15), Set.of(), 0).excluded())
        .extracting(Eligibility.Excluded::toString)
        .containsExactly("globex: no price on 2026-08-15");
  }

  @Test
  void anEndpointThatWouldDropAParameterFallsOutUnlessThePolicyAllowsIt() throws IOException {
    Set<Capability> seed = Set.of(Capability.SEED, Capability.JSON_SCHEMA);
    assertThat(under("", DAY, seed, 0).excluded())
        .extracting(Eligibility.Excluded::toString)
        .containsExactly("globex: does not know json-schema, seed");
    assertThat(under("require-parameters: false", DAY, seed, 0).excluded()).isEmpty();
  }

  @Test
  void everyEndpointOfAModelThatPutsOutWhatIsForbiddenFallsOut() throws IOException {
    Path paints =
        Files.writeString(
            folder.resolve("catalog.yaml"),
            Files.readString(CATALOG)
                .replaceFirst(
                    "(?m)^    endpoints:", "    output-modalities: [text, image]\n    endpoints:"));
    Problems problems = new Problems();
    Model model = CatalogFile.read(paints, problems).orElseThrow().model("small-1").orElseThrow();
    RoutePolicy policy =
        PolicyFile.read(
                Files.writeString(
                    folder.resolve("any.yaml"),
                    "description: Any.\nuncapped: a test\nforbid-modalities: [video, image]\n"),
                problems)
            .orElseThrow();

    Eligibility eligibility = Eligibility.of(model, policy, DAY, Set.of(), 0);

    assertThat(eligibility.remaining()).isEmpty();
    assertThat(eligibility.excluded())
        .hasSize(3)
        .allSatisfy(
            each -> {
              assertThat(each.reason()).isEqualTo("puts out image");
              assertThat(each.setting()).isEqualTo("forbid-modalities");
            });
  }

  @Test
  void anEndpointWithTooSmallAContextFallsOut() throws IOException {
    assertThat(under("", DAY, Set.of(), 4096).excluded()).isEmpty();
    assertThat(under("", DAY, Set.of(), 4097).excluded())
        .extracting(Eligibility.Excluded::toString)
        .containsExactly("globex: context of 4,096 is too small for 4,097 tokens");
  }

  @Test
  void whatRemainsStandsInCatalogOrder() throws IOException {
    assertThat(under("order: [globex]\nsort: price", DAY, Set.of(), 0).remaining())
        .extracting(Endpoint::tag)
        .containsExactly("acme", "acme/eu", "globex");
  }

  private Eligibility capped(String cap) throws IOException {
    return of("description: Any.\nmax-price: " + cap, DAY, Set.of(), 0);
  }

  private Eligibility under(String settings, LocalDate day, Set<Capability> required, long tokens)
      throws IOException {
    return of("description: Any.\nuncapped: a test\n" + settings, day, required, tokens);
  }

  private Eligibility of(String policy, LocalDate day, Set<Capability> required, long tokens)
      throws IOException {
    Problems problems = new Problems();
    Catalog catalog = CatalogFile.read(CATALOG, problems).orElse(null);
    RoutePolicy read =
        PolicyFile.read(Files.writeString(folder.resolve("any.yaml"), policy), problems)
            .orElse(null);
    assertThat(problems.all()).isEmpty();
    return Eligibility.of(catalog.model("small-1").orElseThrow(), read, day, required, tokens);
  }
}

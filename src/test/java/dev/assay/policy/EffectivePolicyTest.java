package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.policy.CallRules.Modality;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectivePolicyTest {
  private static final Place ARM = Place.setting("--arm");
  private static final String MEND =
      " A policy may tighten what guardrails demand, never loosen it: remove it, or choose another key.";

  @TempDir Path folder;

  private final Problems problems = new Problems();

  /** The policy's setting stands in its line 3, the guardrail's in line 4 of its file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data-collection: allow | data-collection: deny | 'data-collection: allow' of policy 'any' is looser than 'data-collection: deny'",
        "zero-retention: false | zero-retention: [openai] | 'zero-retention: false' of policy 'any' is looser than 'zero-retention: [openai]'",
        "region: global | region: eu | 'region: global' of policy 'any' is looser than 'region: eu'",
        "region: us | region: eu | 'region: us' of policy 'any' is looser than 'region: eu'",
        "only: [azure, novita] | allowed-providers: [azure] | 'only: novita' of policy 'any' is looser than 'allowed-providers: [azure]'",
        "only: [azure] | allowed-providers: [azure/eu] | 'only: azure' of policy 'any' is looser than 'allowed-providers: [azure/eu]'",
        "order: [novita] | ignored-providers: [novita] | 'order: novita' of policy 'any' is looser than 'ignored-providers: [novita]'",
        "direct-fallback: true | data-collection: deny | 'direct-fallback: true' of policy 'any' is looser than 'data-collection'",
        "direct-fallback: true | allowed-providers: [azure] | 'direct-fallback: true' of policy 'any' is looser than 'allowed-providers'",
        "direct-fallback: true | ignored-providers: [openai] | 'direct-fallback: true' of policy 'any' is looser than 'ignored-providers'",
      })
  void whatIsLooserThanAGuardrailIsRefusedWithBothPlaces(String setting, String demand, String what)
      throws IOException {
    Optional<RoutePolicy> effective = effective("uncapped: a test\n" + setting, demand);

    assertThat(effective).isEmpty();
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            file("any.yaml") + ":3: " + what + " at " + file("floor.yaml") + ":4." + MEND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-price: {prompt: 6, completion: 1}",
        "max-price: {prompt: 1, completion: 6}",
        "uncapped: a test",
      })
  void aPriceAboveTheGuardrailsIsRefusedWithBothPlaces(String cap) throws IOException {
    assertThat(effective(cap, "max-price: {prompt: 5, completion: 5}")).isEmpty();
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "%s:2: '%s' of policy 'any' is looser than 'max-price: {prompt: 5, completion: 5}' at %s:4.%s"
                .formatted(file("any.yaml"), cap, file("floor.yaml"), MEND));
  }

  @Test
  void aModelThatIsNotAllowedIsRefusedWhereItIsNamed() throws IOException {
    assertThat(
            effective(
                "uncapped: a test\nfallback-mode: any\nfallback-models: [acme/own]",
                "allowed-models: [anthropic/sonnet], ignored-models: [openai/gpt-4o]"))
        .isEmpty();
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "--arm: model 'openai/gpt-4o' is not among the 'allowed-models' of %s:4. Allowed by all of them: anthropic/sonnet."
                .formatted(file("floor.yaml")),
            "--arm: model 'openai/gpt-4o' is among the 'ignored-models' of %s:4. Choose another model."
                .formatted(file("floor.yaml")),
            "%s:4: model 'acme/own' is not among the 'allowed-models' of %s:4. Allowed by all of them: anthropic/sonnet."
                .formatted(file("any.yaml"), file("floor.yaml")));
  }

  @Test
  void guardrailsThatExcludeEachOtherLeaveNothingAndNoEmptyList() throws IOException {
    Guardrail both =
        guardrail("allowed-providers: [azure], region: eu", "one.yaml")
            .and(guardrail("allowed-providers: [openai], region: us", "two.yaml"));

    assertThat(EffectivePolicy.of(policy("uncapped: a test"), "openai/gpt-4o", both, ARM, problems))
        .isEmpty();
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "--arm: the guardrails at %s:4, %s:4 demand regions that exclude each other. Mend them, or choose another key."
                .formatted(file("one.yaml"), file("two.yaml")),
            "--arm: the 'allowed-providers' of %s:4, %s:4 have none in common. Mend them, or choose another key."
                .formatted(file("one.yaml"), file("two.yaml")));
  }

  @Test
  void whatAPolicyLeavesUnsaidItTakesFromTheGuardrails() throws IOException {
    RoutePolicy effective =
        effective(
                "max-price: {prompt: 1, completion: 1}",
                "allowed-providers: [openai, azure], ignored-providers: [novita], zero-retention: [openai], data-collection: deny, region: eu, forbid-modalities: [video], max-price: {prompt: 5, completion: 5}")
            .orElseThrow();

    assertThat(effective.only()).containsExactly("azure", "openai");
    assertThat(effective.ignore()).containsExactly("novita");
    assertThat(effective.zeroRetention()).isTrue();
    assertThat(effective.dataCollection()).isEqualTo(DataCollection.DENY);
    assertThat(effective.region()).isEqualTo("eu");
    assertThat(effective.rules().forbiddenModalities()).containsExactly(Modality.VIDEO);
    assertThat(effective.maxPrice().prompt()).hasToString("1");
    assertThat(effective.originsOf("region")).containsExactly(new Place(file("floor.yaml"), 4));
    assertThat(effective.originsOf("max-price")).containsExactly(new Place(file("any.yaml"), 2));
  }

  @Test
  void whatAPolicySaysMoreStrictlyHolds() throws IOException {
    RoutePolicy effective =
        effective(
                "max-price: {prompt: 5, completion: 1}\nonly: [azure/eu]\nignore: [groq]\ndata-collection: deny\nzero-retention: true",
                "allowed-providers: [openai, azure], ignored-providers: [novita], data-collection: deny, max-price: {prompt: 5, completion: 5}")
            .orElseThrow();

    assertThat(effective.only()).containsExactly("azure/eu");
    assertThat(effective.ignore()).containsExactly("groq", "novita");
    assertThat(effective.originsOf("only")).containsExactly(new Place(file("any.yaml"), 3));
    assertThat(effective.originsOf("ignore"))
        .containsExactly(new Place(file("any.yaml"), 4), new Place(file("floor.yaml"), 4));
    assertThat(effective.originsOf("data-collection"))
        .containsExactly(new Place(file("any.yaml"), 5), new Place(file("floor.yaml"), 4));
    assertThat(effective.originsOf("zero-retention"))
        .containsExactly(new Place(file("any.yaml"), 6));
    assertThat(effective.maxPrice().completion()).hasToString("1");
    assertThat(effective.originsOf("max-price")).hasSize(2);
  }

  @Test
  void aFloorThatChangesNothingLeavesTheHashAndOneThatDoesChangesIt() throws IOException {
    RoutePolicy stated = policy("max-price: {prompt: 1, completion: 1}");
    assertThat(
            effective(
                    "max-price: {prompt: 1, completion: 1}",
                    "max-price: {prompt: 5, completion: 5}, forbid-modalities: [video]")
                .orElseThrow()
                .hash())
        .isEqualTo(stated.hash());
    for (String demand :
        List.of(
            "region: eu",
            "data-collection: deny",
            "zero-retention: [openai]",
            "allowed-providers: [azure]",
            "ignored-providers: [azure]")) {
      assertThat(effective("max-price: {prompt: 1, completion: 1}", demand).orElseThrow().hash())
          .as(demand)
          .isNotEqualTo(stated.hash());
    }
  }

  private Optional<RoutePolicy> effective(String settings, String demands) throws IOException {
    return EffectivePolicy.of(
        policy(settings), "openai/gpt-4o", guardrail(demands, "floor.yaml"), ARM, problems);
  }

  private RoutePolicy policy(String settings) throws IOException {
    RoutePolicy policy =
        PolicyFile.read(
                Files.writeString(
                    folder.resolve("any.yaml"), "description: Any.\n" + settings + "\n"),
                problems)
            .orElse(null);
    assertThat(problems.all()).isEmpty();
    return policy;
  }

  private Guardrail guardrail(String demands, String name) throws IOException {
    Organization read =
        OrganizationFile.read(
                Files.writeString(
                    folder.resolve(name),
                    "organization: acme\nguarded-by: [floor]\nguardrails:\n  floor: {%s}\n"
                        .formatted(demands)),
                problems)
            .orElse(null);
    assertThat(problems.all()).isEmpty();
    return read.guardrail();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}

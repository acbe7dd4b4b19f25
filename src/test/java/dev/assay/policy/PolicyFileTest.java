package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.BrokenFiles;
import dev.assay.catalog.Preset;
import dev.assay.money.UsdPerMillion;
import dev.assay.policy.CallRules.Modality;
import dev.assay.policy.CallRules.Transport;
import dev.assay.policy.RouteDetails.Percentiles;
import dev.assay.policy.RouteDetails.SortAcross;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
  private static final String CAPPED =
      "description: Any.\nmax-price: {prompt: 1.5, completion: 2}\n";

  @TempDir Path folder;

  static List<Path> broken() throws IOException {
    return BrokenFiles.of("policy");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenPolicyIsRefusedWithItsExactFault(Path file) throws IOException {
    BrokenFiles.assertRefused(file, PolicyFile::read);
  }

  @Test
  void whatAPolicyDoesNotSayIsTheSaferOrTheUnstatedOne() throws IOException {
    RoutePolicy policy = written("plain", CAPPED);

    assertThat(policy.name()).isEqualTo("plain");
    assertThat(policy.region()).isEqualTo("global");
    assertThat(policy.allowFallbacks()).isTrue();
    assertThat(policy.requireParameters()).isTrue();
    assertThat(policy.dataCollection()).isNull();
    assertThat(policy.sort()).isNull();
    assertThat(policy.fallbackMode()).isEqualTo(FallbackMode.DISABLED);
    assertThat(policy.maxPrice())
        .isEqualTo(new MaxPrice(UsdPerMillion.of("1.5"), UsdPerMillion.of("2")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "region: eu",
        "order: [acme]",
        "order: [globex, acme]",
        "only: [acme]",
        "ignore: [acme]",
        "allow-fallbacks: false",
        "require-parameters: false",
        "data-collection: allow",
        "data-collection: deny",
        "zero-retention: true",
        "quantizations: [fp8]",
        "sort: price",
        "sort: exacto",
        "fallback-mode: any",
        "fallback-mode: any\nfallback-models: [small-1]",
        "distillable-only: true",
        "distillable-only: false",
        "preferred-min-throughput-tokens-per-second: 50",
        "preferred-min-throughput-tokens-per-second: {p90: 50}",
        "preferred-max-latency-seconds: 50",
        "response-cache-seconds: 50",
        "direct-fallback: true",
      })
  void whateverChangesRoutingChangesTheHash(String setting) throws IOException {
    assertThat(written("changed", CAPPED + setting).hash())
        .isNotEqualTo(written("plain", CAPPED).hash());
  }

  @Test
  void theOrderOfAPreferenceChangesTheHashAndTheOrderOfASetDoesNot() throws IOException {
    assertThat(written("one", CAPPED + "order: [acme, globex]").hash())
        .isNotEqualTo(written("other", CAPPED + "order: [globex, acme]").hash());
    assertThat(written("one", CAPPED + "only: [acme, globex]").hash())
        .isEqualTo(written("other", CAPPED + "only: [globex, acme]").hash());
  }

  @Test
  void aCapChangesTheHashByItsValueAndNotByItsZeros() throws IOException {
    String sameValue = CAPPED.replace("1.5", "1.50");
    String otherValue = CAPPED.replace("1.5", "1.51");

    assertThat(written("one", CAPPED).hash()).isEqualTo(written("other", sameValue).hash());
    assertThat(written("one", CAPPED).hash()).isNotEqualTo(written("other", otherValue).hash());
  }

  @Test
  void aHashIsTheSameOnEveryMachineAndInEveryVersion() throws IOException {
    // part of every CallId: a new value here is a new meaning of every id ever stored
    assertThat(written("plain", CAPPED).hash())
        .isEqualTo("74bc7b42b432794ca48e1245efeb68a701aa966e0bed1a8341759f61872ab896");
  }

  @Test
  void theFinerPointsAreEachReadIntoTheirPlace() throws IOException {
    RoutePolicy policy =
        written(
            "fine",
            """
            description: Any.
            max-price: {prompt: 1.5, completion: 2, request: 0.01, image: 0.02, audio: 0.03}
            sort: throughput
            sort-across: none
            distillable-only: true
            preferred-min-throughput-tokens-per-second: {p50: 50, p90: 20}
            preferred-max-latency-seconds: 1.5
            response-cache-seconds: 600
            direct-fallback: true
            """);

    assertThat(policy.details())
        .isEqualTo(
            new RouteDetails(
                true,
                new Percentiles(new BigDecimal("50"), null, new BigDecimal("20"), null),
                new Percentiles(new BigDecimal("1.5"), null, null, null),
                SortAcross.NONE,
                Map.of(
                    "request", new BigDecimal("0.01"),
                    "image", new BigDecimal("0.02"),
                    "audio", new BigDecimal("0.03")),
                Duration.ofMinutes(10)));
    assertThat(policy.directFallback()).isEqualTo(DirectFallback.WHEN_THE_GATEWAY_FAILS);
    assertThat(policy.maxPrice())
        .isEqualTo(new MaxPrice(UsdPerMillion.of("1.5"), UsdPerMillion.of("2")));
  }

  @Test
  void aFinerPointChangesTheHashByItsValueAndNotByItsZerosOrByBeingSpelledOut() throws IOException {
    String latency = CAPPED + "preferred-max-latency-seconds: ";
    assertThat(written("one", latency + "2").hash())
        .isEqualTo(written("other", latency + "{p50: 2.0}").hash())
        .isNotEqualTo(written("slower", latency + "3").hash());
    String perRequest = CAPPED.replace("completion: 2", "completion: 2, request: 0.01");
    assertThat(written("one", perRequest).hash())
        .isNotEqualTo(written("other", CAPPED).hash())
        .isNotEqualTo(written("image", perRequest.replace("request", "image")).hash());
    String sorted = CAPPED + "sort: price\n";
    assertThat(written("one", sorted + "sort-across: model").hash())
        .isNotEqualTo(written("other", sorted + "sort-across: none").hash())
        .isNotEqualTo(written("unsaid", sorted).hash());
  }

  @Test
  void howCallsAreSentIsReadIntoItsPlaceAndLeavesTheHashAlone() throws IOException {
    RoutePolicy policy =
        written(
            "sent",
            CAPPED
                + """
                transports: [openrouter, anthropic]
                retry: {max-attempts: 2}
                timeouts: {first-token-seconds: 1.5, idle-seconds: 20, total-seconds: 90}
                preset: {name: support, version: 3}
                forbid-modalities: [video, image]
                """);

    assertThat(policy.rules())
        .isEqualTo(
            new CallRules(
                Set.of(Transport.OPENROUTER, Transport.ANTHROPIC),
                2,
                Duration.ofMillis(1500),
                Duration.ofSeconds(20),
                Duration.ofSeconds(90),
                new Preset("support", "3"),
                Set.of(Modality.IMAGE, Modality.VIDEO)));
    assertThat(policy.hash()).isEqualTo(written("plain", CAPPED).hash());
    assertThat(policy.states("retry")).isTrue();
    assertThat(policy.states("region")).isFalse();
    assertThat(policy.originsOf("preset").get(0).line()).isEqualTo(6);
  }

  @Test
  void thePolicyOfTheManualIsSoundAndStatesEverySetting() throws IOException {
    String manual = Files.readString(Path.of("docs/policies.md"));
    String example = manual.substring(manual.indexOf("```yaml\n") + 8, manual.lastIndexOf("```"));
    RoutePolicy policy = written("manual", example);

    assertThat(policy.details().distillableOnly()).isNotNull();
    assertThat(policy.details().maxUnitPrices()).containsOnlyKeys("request", "image", "audio");
    // the refusal of a misspelt setting lists all that are known
    Problems problems = new Problems();
    PolicyFile.read(
        Files.writeString(folder.resolve("misspelt.yaml"), example + "misspelt: 1\n"), problems);
    String known = problems.all().get(0).mend().replaceFirst("(?s).*: (.*)\\.$", "$1");
    assertThat(known.split(", ")).hasSizeGreaterThan(20);
    assertThat(known.split(", "))
        .allSatisfy(key -> assertThat(example).containsPattern("(?m)^(# )?" + key + ":"));
  }

  @Test
  void nameAndDescriptionLeaveTheHashAlone() throws IOException {
    assertThat(written("one", CAPPED).hash())
        .isEqualTo(written("other", CAPPED.replace("Any.", "Any will do.")).hash());
  }

  @Test
  void theShippedPoliciesAndRecipesSayWhatTheirNamesPromise() {
    PolicyFolder shipped = PolicyFolder.at(Path.of("pipelines/policies"));
    Problems problems = new Problems();
    RoutePolicy lowest = named(shipped, "lowest-cost-non-sensitive", problems);
    RoutePolicy assistant = named(shipped, "production-assistant", problems);
    RoutePolicy regulated = named(shipped, "regulated-eu-only", problems);

    assertThat(problems.all()).isEmpty();
    RoutePolicy chat = named(shipped, "customer-chat", problems);
    RoutePolicy research = named(shipped, "internal-research", problems);
    RoutePolicy reporting = named(shipped, "regulated-reporting", problems);
    RoutePolicy creative = named(shipped, "creative", problems);

    assertThat(problems.all()).isEmpty();
    assertThat(List.of(chat, research, reporting, creative))
        .allSatisfy(policy -> assertThat(policy.maxPrice()).isNotNull())
        .allSatisfy(policy -> assertThat(policy.dataCollection()).isEqualTo(DataCollection.DENY));
    assertThat(chat.only()).as("approved providers").isNotEmpty();
    assertThat(research.only()).as("broad").isEmpty();
    assertThat(research.rules().forbiddenModalities())
        .containsExactly(Modality.IMAGE, Modality.VIDEO);
    assertThat(reporting.promises()).containsExactly(DataPromise.values());
    assertThat(reporting.only()).as("narrow").hasSizeLessThan(regulated.only().size());
    assertThat(creative.allowFallbacks()).as("each send is explicit").isFalse();
    assertThat(creative.rules().maxAttempts()).isEqualTo(1);
    assertThat(lowest.sort()).isEqualTo(RoutePolicy.Sort.PRICE);
    assertThat(assistant.dataCollection()).isEqualTo(DataCollection.DENY);
    assertThat(regulated.region()).isEqualTo("eu");
    assertThat(regulated.only()).isNotEmpty();
    assertThat(regulated.zeroRetention()).isTrue();
    assertThat(regulated.dataCollection()).isEqualTo(DataCollection.DENY);
    assertThat(List.of(lowest, assistant, regulated))
        .allSatisfy(policy -> assertThat(policy.maxPrice()).isNotNull())
        .allSatisfy(policy -> assertThat(policy.allowFallbacks()).isTrue())
        .allSatisfy(policy -> assertThat(policy.requireParameters()).isTrue());
  }

  @Test
  void anUnknownPolicyIsReportedWhereItIsNamedWithTheClosestOne() {
    Problems problems = new Problems();
    PolicyFolder shipped = PolicyFolder.at(Path.of("pipelines/policies"));
    assertThat(shipped.named("regulated-eu-onyl", Place.setting("--policy"), problems)).isEmpty();
    assertThat(problems.all().get(0).toString())
        .startsWith(
            "--policy: there is no policy 'regulated-eu-onyl' in pipelines/policies."
                + " Did you mean 'regulated-eu-only'?");
  }

  private static RoutePolicy named(PolicyFolder folder, String name, Problems problems) {
    return folder.named(name, Place.setting("test"), problems).orElse(null);
  }

  private RoutePolicy written(String name, String text) throws IOException {
    Problems problems = new Problems();
    RoutePolicy policy =
        PolicyFile.read(Files.writeString(folder.resolve(name + ".yaml"), text), problems)
            .orElse(null);
    assertThat(problems.all()).isEmpty();
    return policy;
  }
}

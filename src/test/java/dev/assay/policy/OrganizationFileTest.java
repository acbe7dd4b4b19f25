package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.BrokenFiles;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.Endpoint;
import dev.assay.money.Usd;
import dev.assay.policy.Guardrail.Filter;
import dev.assay.policy.SpendLimit.Reset;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrganizationFileTest {
  private static final Path FOLDER = Path.of("src/test/resources/policy/organization");
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final Set<Capability> ANY = Set.of();

  @TempDir Path folder;

  static List<Path> broken() throws IOException {
    return BrokenFiles.of("policy/organization");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenOrganisationIsRefusedWithItsExactFault(Path file) throws IOException {
    BrokenFiles.assertRefused(file, OrganizationFile::read);
  }

  @Test
  void allowListsIntersectAndWhatIsForbiddenAddsUp() {
    Guardrail floor = acme().floorOf(key("staging-alice-two"));

    assertThat(floor.allowedModels().value()).containsExactly("openai/gpt-4o");
    assertThat(floor.allowedProviders().value()).containsExactly("azure");
    assertThat(floor.allowedProviders().where())
        .isEqualTo(FOLDER + "/acme.yaml:10, " + FOLDER + "/acme.yaml:16");
    assertThat(floor.ignoredModels().value()).containsExactly("openai/gpt-4o:free");
    assertThat(floor.ignoredProviders().value()).containsExactly("novita");
    assertThat(floor.regions().value()).containsExactly("eu");
  }

  @Test
  void theLowerPriceHoldsForPromptAndCompletionEachWithItsOwnPlace() {
    Guardrail floor = acme().floorOf(key("staging-alice-two"));

    assertThat(floor.maxPrompt().value()).hasToString("5");
    assertThat(floor.maxPrompt().where()).isEqualTo(FOLDER + "/acme.yaml:21");
    assertThat(floor.maxCompletion().value()).hasToString("40");
    assertThat(floor.maxCompletion().where()).isEqualTo(FOLDER + "/acme.yaml:12");
  }

  @Test
  void filtersOfSensitiveInformationUniteAndBlockBeatsRedact() {
    Guardrail floor = acme().floorOf(key("staging-alice-two"));

    assertThat(floor.sensitive()).containsOnlyKeys("card", "email", "phone");
    assertThat(floor.sensitive().get("email").value()).isEqualTo(Filter.BLOCK);
    assertThat(floor.sensitive().get("phone").value()).isEqualTo(Filter.REDACT);
  }

  /** Alice may spend $100 a day, and one of her keys $30 of them. */
  @Test
  void whatAlicesKeySpendsCountsToTheKeyAndToAlice() {
    List<SpendLimit> limits = acme().floorOf(key("staging-alice-one")).limits();
    SpendLimit ofKey = limit("key 'staging-alice-one'", limits);
    SpendLimit ofAlice = limit("member 'alice'", limits);
    assertThat(limits).containsExactlyInAnyOrder(ofKey, ofAlice);

    assertThat(left(limits, Map.of())).isEqualTo(Usd.of("30"));
    assertThat(left(limits, Map.of(ofKey, Usd.of("12"), ofAlice, Usd.of("12"))))
        .isEqualTo(Usd.of("18"));
    // 80 with her other key: what is left of hers now binds before the key's own
    Map<SpendLimit, Usd> lateInTheDay = Map.of(ofKey, Usd.of("12"), ofAlice, Usd.of("92"));
    assertThat(SpendLimit.tightest(limits, lateInTheDay)).contains(ofAlice);
    assertThat(left(limits, lateInTheDay)).isEqualTo(Usd.of("8"));
    // the key is used up, and Alice goes on with another one
    Map<SpendLimit, Usd> usedUp = Map.of(ofKey, Usd.of("30.01"), ofAlice, Usd.of("30.01"));
    assertThat(left(limits, usedUp)).isEqualTo(Usd.ZERO);
    assertThat(left(acme().floorOf(key("staging-alice-two")).limits(), usedUp))
        .isEqualTo(Usd.of("69.99"));
  }

  @Test
  void oneGuardrailOnThreeMembersIsThreeBudgets() {
    Organization acme = acme();
    List<SpendLimit> weekly =
        List.of("bob", "carol", "dave").stream()
            .flatMap(name -> acme.members().get(name).guardrail().limits().stream())
            .filter(limit -> limit.reset() == Reset.WEEKLY)
            .toList();

    assertThat(weekly)
        .extracting(SpendLimit::holder)
        .containsExactly("member 'bob'", "member 'carol'", "member 'dave'");
    assertThat(weekly.stream().map(SpendLimit::usd).reduce(Usd.ZERO, Usd::plus))
        .isEqualTo(Usd.of("150"));
    assertThat(weekly.get(0)).hasToString("member 'bob' may spend 50 USD a week");
  }

  @ParameterizedTest
  @CsvSource({
    "DAILY, 2026-11-21, 2026-11-21",
    "WEEKLY, 2026-11-21, 2026-11-16",
    "WEEKLY, 2026-11-16, 2026-11-16",
    "WEEKLY, 2026-11-15, 2026-11-09",
    "MONTHLY, 2026-11-21, 2026-11-01",
    "LIFETIME, 2026-11-21,",
  })
  void aBudgetBeginsAnewWithTheDayTheWeekOnMondayOrTheMonth(
      Reset reset, LocalDate day, LocalDate begun) {
    assertThat(reset.begunOn(day)).isEqualTo(Optional.ofNullable(begun));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai    | openai/gpt-4o      | azure/eu, azure/us",
        "openai    | openai/gpt-4o:free | none",
        "anthropic | openai/gpt-4o      | openai, azure/eu, azure/us",
        "anthropic | anthropic/sonnet   | azure/eu",
        "xai       | x-ai/grok          | azure/us",
        "x-ai      | x-ai/grok          | azure/us",
        "other     | acme/own           | none",
        "acme      | acme/own           | none",
        "openai    | acme/own           | novita",
        "other     | anthropic/sonnet   | anthropic, azure/eu",
      })
  void zeroRetentionOfAGroupOfModelsLeavesWhoKeepsNothing(
      String group, String model, String remaining) throws IOException {
    assertThat(remaining(model, "zero-retention: [%s]".formatted(group)))
        .isEqualTo(remaining.equals("none") ? List.of() : List.of(remaining.split(", ")));
  }

  @Test
  void zeroRetentionIsOredOverGuardrails() throws IOException {
    Guardrail both =
        guardrail("zero-retention: [openai]").and(guardrail("zero-retention: [anthropic]"));
    for (String model : List.of("openai/gpt-4o", "anthropic/sonnet")) {
      assertThat(effective("description: Any.\nuncapped: a test\n", model, both).zeroRetention())
          .isTrue();
    }
    assertThat(effective("description: Any.\nuncapped: a test\n", "acme/own", both).zeroRetention())
        .isFalse();
    assertThat(
            effective(
                    "description: Any.\nuncapped: a test\nfallback-mode: any\nfallback-models: [openai/gpt-4o]\n",
                    "acme/own",
                    both)
                .zeroRetention())
        .as("a model that may answer instead is asked under the same words")
        .isTrue();
    assertThat(
            effective("description: Any.\nuncapped: a test\n", "openrouter/auto", both)
                .zeroRetention())
        .as("whatever the gateway chooses may be in a group")
        .isTrue();
  }

  private List<String> remaining(String model, String demands) throws IOException {
    Problems problems = new Problems();
    Catalog catalog =
        CatalogFile.read(Path.of("src/test/resources/policy/nine-endpoints.yaml"), problems)
            .orElseThrow();
    RoutePolicy policy =
        effective("description: Any.\nuncapped: a test\n", model, guardrail(demands));
    return Eligibility.of(catalog.model(model).orElseThrow(), policy, DAY, ANY, 0)
        .remaining()
        .stream()
        .map(Endpoint::tag)
        .toList();
  }

  private RoutePolicy effective(String text, String model, Guardrail floor) throws IOException {
    Problems problems = new Problems();
    RoutePolicy policy =
        PolicyFile.read(Files.writeString(folder.resolve("any.yaml"), text), problems)
            .orElseThrow();
    Optional<RoutePolicy> effective =
        EffectivePolicy.of(policy, model, floor, Place.setting("--arm"), problems);
    assertThat(problems.all()).isEmpty();
    return effective.orElseThrow();
  }

  private Guardrail guardrail(String demands) throws IOException {
    Problems problems = new Problems();
    Optional<Organization> read =
        OrganizationFile.read(
            Files.writeString(
                folder.resolve("organization.yaml"),
                "organization: acme\nguarded-by: [floor]\nguardrails:\n  floor: {%s}\n"
                    .formatted(demands)),
            problems);
    assertThat(problems.all()).isEmpty();
    return read.orElseThrow().guardrail();
  }

  private static Organization acme() {
    Problems problems = new Problems();
    Optional<Organization> acme = OrganizationFile.read(FOLDER.resolve("acme.yaml"), problems);
    assertThat(problems.all()).isEmpty();
    return acme.orElseThrow();
  }

  private static ApiKey key(String name) {
    return acme().keys().get(name);
  }

  private static SpendLimit limit(String holder, List<SpendLimit> limits) {
    return limits.stream().filter(each -> each.holder().equals(holder)).findFirst().orElseThrow();
  }

  private static Usd left(List<SpendLimit> limits, Map<SpendLimit, Usd> spent) {
    SpendLimit tightest = SpendLimit.tightest(limits, spent).orElseThrow();
    return tightest.leftAfter(spent.getOrDefault(tightest, Usd.ZERO));
  }
}

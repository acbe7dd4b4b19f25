package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No order of guardrails and no policy yields anything looser than each of its parts. Guardrails
 * and policies are drawn by chance, written to files and read back; what each part allows is judged
 * by itself, endpoint by endpoint.
 */
class LooserNeverTest {
  private static final int DRAWS = 160;
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final Place ARM = Place.setting("--arm");
  private static final Set<Capability> ANY = Set.of();
  private static final List<String> PROVIDERS =
      List.of("openai", "azure", "azure/eu", "azure/us", "anthropic", "novita");
  private static final List<String> MODELS =
      List.of("openai/gpt-4o", "openai/gpt-4o:free", "anthropic/sonnet", "x-ai/grok", "acme/own");
  private static final List<String> GROUPS = List.of("anthropic", "openai", "xai", "other", "acme");
  private static final List<String> REGIONS = List.of("global", "eu", "us");
  private static final List<String> CAPS = List.of("1", "2.50", "10", "40");

  @TempDir Path folder;

  static Stream<Long> seeds() {
    return Stream.of(1L, 20261121L, -7L);
  }

  /** What one guardrail says, as it was drawn. */
  private record Drawn(
      List<String> allowedModels,
      List<String> ignoredModels,
      List<String> allowedProviders,
      List<String> ignoredProviders,
      List<String> zeroRetention,
      boolean denied,
      String region,
      String cap) {

    static Drawn by(Random random) {
      return new Drawn(
          some(MODELS, random, 3),
          some(MODELS, random, 5),
          some(PROVIDERS, random, 3),
          some(PROVIDERS, random, 5),
          some(GROUPS, random, 4),
          random.nextInt(6) == 0,
          random.nextInt(8) == 0 ? pick(List.of("eu", "us"), random) : null,
          random.nextInt(2) == 0 ? pick(CAPS, random) : null);
    }

    String yaml() {
      StringBuilder text = new StringBuilder();
      list(text, "allowed-models", allowedModels);
      list(text, "ignored-models", ignoredModels);
      list(text, "allowed-providers", allowedProviders);
      list(text, "ignored-providers", ignoredProviders);
      list(text, "zero-retention", zeroRetention);
      if (denied) {
        text.append("    data-collection: deny\n");
      }
      if (region != null) {
        text.append("    region: ").append(region).append('\n');
      }
      if (cap != null) {
        text.append("    max-price: {prompt: %s, completion: %s}\n".formatted(cap, cap));
      }
      return text.isEmpty() ? "    {}\n" : text.toString();
    }

    private static void list(StringBuilder text, String key, List<String> names) {
      if (!names.isEmpty()) {
        text.append("    %s: ['%s']\n".formatted(key, String.join("', '", names)));
      }
    }

    /** Whether it would let this endpoint of this model answer, asked through a region. */
    boolean allows(Model model, Endpoint endpoint, String throughRegion) {
      boolean providerAllowed =
          allowedProviders.isEmpty()
              || allowedProviders.contains(endpoint.provider())
              || allowedProviders.contains(endpoint.tag());
      boolean providerIgnored =
          ignoredProviders.contains(endpoint.provider())
              || ignoredProviders.contains(endpoint.tag());
      boolean kept = mustNotKeep(model) && !endpoint.dataPolicy().zeroRetention();
      boolean learnt = denied && endpoint.dataPolicy().mayTrain();
      boolean elsewhere =
          region != null && !(throughRegion.equals(region) && endpoint.region().equals(region));
      boolean dear =
          cap != null
              && endpoint.priceOn(DAY).orElseThrow().input().amount().compareTo(new BigDecimal(cap))
                  > 0;
      return allows(model)
          && providerAllowed
          && !providerIgnored
          && !kept
          && !learnt
          && !elsewhere
          && !dear;
    }

    boolean allows(Model model) {
      String bare = model.id().replaceFirst(":.*", "");
      boolean listed =
          allowedModels.isEmpty()
              || allowedModels.contains(model.id())
              || allowedModels.contains(bare);
      return listed && !ignoredModels.contains(model.id()) && !ignoredModels.contains(bare);
    }

    /** Whether a name on a list of ours is within this one's. */
    boolean allows(String provider) {
      return allowedProviders.isEmpty()
          || allowedProviders.contains(provider)
          || allowedProviders.contains(provider.replaceFirst("/.*", ""));
    }

    boolean mustNotKeep(Model model) {
      String author = model.author().equals("x-ai") ? "xai" : model.author();
      String group = List.of("openai", "anthropic", "xai").contains(author) ? author : "other";
      return zeroRetention.contains(author) || zeroRetention.contains(group);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noPolicyUnderAnyGuardrailsIsLooserThanEachOfThem(long seed) throws IOException {
    Random random = new Random(seed);
    Catalog catalog =
        CatalogFile.read(Path.of("src/test/resources/policy/nine-endpoints.yaml"), new Problems())
            .orElseThrow();
    int held = 0;
    int refused = 0;
    int endpointsLeft = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Drawn> parts = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        parts.add(Drawn.by(random));
      }
      RoutePolicy stated = policy(random);
      Model model = pick(catalog.models(), random);
      Guardrail floor = floor(parts, random);
      Problems problems = new Problems();

      Optional<RoutePolicy> effective =
          EffectivePolicy.of(stated, model.id(), floor, ARM, problems);

      if (effective.isEmpty()) {
        refused++;
        assertThat(problems.all()).isNotEmpty().allSatisfy(LooserNeverTest::namesBothPlaces);
        continue;
      }
      held++;
      List<Endpoint> alone = Eligibility.of(model, stated, DAY, ANY, 0).remaining();
      for (Endpoint left : Eligibility.of(model, effective.get(), DAY, ANY, 0).remaining()) {
        endpointsLeft++;
        assertThat(alone).contains(left);
        assertThat(parts)
            .as("%s at %s under %s", model.id(), left.tag(), effective.get())
            .allMatch(part -> part.allows(model, left, effective.get().region()));
      }
      assertOnTheWire(effective.get(), stated, parts, model);
    }
    // so that the property is not held by having nothing to show
    assertThat(held).isGreaterThan(DRAWS / 10);
    assertThat(refused).isGreaterThan(DRAWS / 10);
    assertThat(endpointsLeft).isGreaterThan(DRAWS / 20);
  }

  private static void assertOnTheWire(
      RoutePolicy effective, RoutePolicy stated, List<Drawn> parts, Model model) {
    if (stated.zeroRetention() || parts.stream().anyMatch(part -> part.mustNotKeep(model))) {
      assertThat(effective.zeroRetention()).isTrue();
    }
    if (stated.dataCollection() == DataCollection.DENY || parts.stream().anyMatch(Drawn::denied)) {
      assertThat(effective.dataCollection()).isEqualTo(DataCollection.DENY);
    }
    parts.stream()
        .filter(part -> part.cap() != null)
        .forEach(
            part ->
                assertThat(effective.maxPrice().prompt().amount())
                    .isLessThanOrEqualTo(new BigDecimal(part.cap())));
    assertThat(parts).allMatch(part -> part.allows(model));
    for (String provider : effective.only()) {
      assertThat(parts).as(provider).allMatch(part -> part.allows(provider));
    }
    for (Drawn part : parts) {
      assertThat(effective.ignore()).containsAll(part.ignoredProviders());
      assertThat(effective.region()).isIn(part.region() == null ? REGIONS : List.of(part.region()));
    }
    if (parts.stream().anyMatch(part -> !part.allowedProviders().isEmpty())) {
      assertThat(effective.only()).as("an empty list would allow everybody").isNotEmpty();
    }
  }

  private static void namesBothPlaces(Problem problem) {
    assertThat(problem.place().name()).matches(".*policy\\.yaml|--arm");
    assertThat(problem.what()).containsPattern("organization\\.yaml:\\d+");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noOrderOfGuardrailsMakesADifference(long seed) throws IOException {
    Random random = new Random(seed);
    for (int draw = 0; draw < DRAWS / 4; draw++) {
      List<Drawn> parts = List.of(Drawn.by(random), Drawn.by(random), Drawn.by(random));
      Organization organization = organization(parts, List.of("g0"), List.of("g1"), List.of("g2"));
      Guardrail one = organization.guardrail();
      Guardrail two = organization.workspaces().get("main").guardrail();
      Guardrail three = organization.keys().get("k").guardrail();

      Guardrail all = one.and(two).and(three);

      assertThat(three.and(two.and(one))).isEqualTo(all);
      assertThat(two.and(three).and(one)).isEqualTo(all);
      assertThat(all.and(all)).isEqualTo(all);
      assertThat(all.and(Guardrail.NONE)).isEqualTo(all);
      assertThat(Guardrail.NONE.and(all)).isEqualTo(all);
    }
  }

  /** The parts given to organisation, workspace, member and key as it happens. */
  private Guardrail floor(List<Drawn> parts, Random random) throws IOException {
    List<List<String>> holders = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      holders.add(new ArrayList<>());
    }
    for (int i = 0; i < parts.size(); i++) {
      pick(holders, random).add("g" + i);
    }
    holders.forEach(each -> Collections.shuffle(each, random));
    Organization organization = organization(parts, holders.get(0), holders.get(1), holders.get(2));
    return organization.floorOf(organization.keys().get("k"));
  }

  private Organization organization(
      List<Drawn> parts, List<String> all, List<String> workspace, List<String> key)
      throws IOException {
    StringBuilder text =
        new StringBuilder(
            "organization: acme\nenvironments: [test]\nguarded-by: %s\n".formatted(all));
    text.append("workspaces: {main: {guarded-by: %s}}\n".formatted(workspace));
    text.append("guardrails:\n");
    for (int i = 0; i < parts.size(); i++) {
      text.append("  g%d:\n%s".formatted(i, parts.get(i).yaml()));
    }
    text.append(
        """
        keys:
          k:
            {key: 'env:K', workspace: main, environment: test, owner: o, workload: w,
             created: 2026-11-01, guarded-by: %s}
        """
            .formatted(key));
    Problems problems = new Problems();
    Optional<Organization> read =
        OrganizationFile.read(
            Files.writeString(folder.resolve("organization.yaml"), text), problems);
    assertThat(problems.all()).isEmpty();
    return read.orElseThrow();
  }

  private RoutePolicy policy(Random random) throws IOException {
    List<String> lines = new ArrayList<>(List.of("description: Any."));
    lines.add(
        random.nextInt(4) == 0
            ? "uncapped: a test"
            : "max-price: {prompt: %1$s, completion: %1$s}".formatted(pick(CAPS, random)));
    List<String> only = some(PROVIDERS, random, 3);
    if (!only.isEmpty()) {
      lines.add("only: " + only);
    }
    maybe(lines, random, "order: [%s]".formatted(pick(PROVIDERS, random)));
    maybe(lines, random, "region: " + pick(REGIONS, random));
    maybe(lines, random, "data-collection: " + pick(List.of("allow", "deny"), random));
    maybe(lines, random, "zero-retention: " + random.nextBoolean());
    maybe(lines, random, "allow-fallbacks: " + random.nextBoolean());
    Problems problems = new Problems();
    Optional<RoutePolicy> read =
        PolicyFile.read(
            Files.writeString(folder.resolve("policy.yaml"), String.join("\n", lines)), problems);
    assertThat(problems.all()).isEmpty();
    return read.orElseThrow();
  }

  private static void maybe(List<String> lines, Random random, String line) {
    if (random.nextInt(4) == 0) {
      lines.add(line);
    }
  }

  /** Some of the names, one time in so many; else none. */
  private static List<String> some(List<String> names, Random random, int oneIn) {
    if (random.nextInt(oneIn) != 0) {
      return List.of();
    }
    List<String> shuffled = new ArrayList<>(names);
    Collections.shuffle(shuffled, random);
    return List.copyOf(shuffled.subList(0, 1 + random.nextInt(names.size() - 1)));
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}

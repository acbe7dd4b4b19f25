package dev.assay.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.BrokenFiles;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Preset;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.catalog.Tools;
import dev.assay.money.Usd;
import dev.assay.policy.DataPromise;
import dev.assay.policy.SpendLimit;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import dev.assay.settings.SecretReference;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {
  private static final Place FLAG = Place.setting("--gateway");

  @TempDir Path house;

  static List<Path> broken() throws IOException {
    return BrokenFiles.of("job");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenJobIsRefusedWithItsExactFault(Path file) throws IOException {
    BrokenFiles.assertRefused(file, JobFile::read);
  }

  @BeforeEach
  void aHouseWithTwoPoliciesAndASuite() throws IOException {
    Files.createDirectories(house.resolve("prompts/greetings"));
    Files.createDirectories(house.resolve("pipelines/policies"));
    for (String name : List.of("cheapest", "quickest")) {
      Files.writeString(
          house.resolve("pipelines/policies/" + name + ".yaml"),
          "description: Any.\nuncapped: a test\n");
    }
  }

  @Test
  void aMinimalJobTakesTheDocumentedDefaults() throws IOException {
    Job job =
        written(
            """
            arms:
              - {name: small, model: small-1, policy: cheapest}
            """);

    assertThat(job.name()).isEqualTo("greetings");
    assertThat(job.suites()).containsExactly(house.resolve("prompts/greetings").toString());
    assertThat(job.catalog()).containsExactly(house.resolve("pipelines/catalog.yaml").toString());
    assertThat(job.gateway().scenario()).isEqualTo(house.resolve("pipelines/calm.yaml").toString());
    assertThat(job.gateway().isEmbedded()).isTrue();
    assertThat(job.repeats()).isEqualTo(1);
    assertThat(job.maxConcurrency()).isEqualTo(64);
    assertThat(job.streamed()).isTrue();
    assertThat(job.allowSpend()).isFalse();
    assertThat(job.maxFailedShare()).isEqualTo(new BigDecimal("0.05"));
    assertThat(job.maxAttempts()).isEqualTo(3);
    assertThat(job.payer()).isEqualTo(Payer.NOBODY);
    assertThat(job.budget()).isEqualTo(Usd.of("1.5"));
  }

  @Test
  void aCatalogMayBeSeveralFilesOfWhichEachIsNamedOnce() throws IOException {
    Path file = file("arms:\n  - {name: small, model: small-1, policy: cheapest}\n");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "catalog: catalog.yaml",
                "catalog: [catalog.yaml, synced/openrouter.yaml, catalog.yaml]"));
    Job job = JobFile.read(file, new Problems()).orElseThrow();

    assertThat(job.catalog())
        .containsExactly(
            house.resolve("pipelines/catalog.yaml").toString(),
            house.resolve("pipelines/synced/openrouter.yaml").toString());
  }

  @Test
  void aMatrixIsEachCandidateUnderEachPolicyNamedAfterBoth() throws IOException {
    Job job =
        written(
            """
            candidates:
              - {model: author/small-1, max-output-tokens: 100, stop: [END]}
              - {name: careful, model: author/small-1, temperature: 0.0, seed: 7}
            policies: [cheapest, quickest]
            """);

    assertThat(job.arms())
        .extracting(Arm::name)
        .containsExactly(
            "small-1@cheapest", "small-1@quickest", "careful@cheapest", "careful@quickest");
    assertThat(job.arms().get(0).candidate().parameters().stop()).containsExactly("END");
    assertThat(job.arms().get(3).policy().name()).isEqualTo("quickest");
    assertThat(job.arms().get(3).candidate().parameters().seed()).isEqualTo(7);
  }

  @Test
  void everyParameterOfAnArmIsReadIntoItsPlace() throws IOException {
    Parameters read =
        written(
                """
                arms:
                  - name: small
                    model: small-1
                    policy: cheapest
                    max-output-tokens: 8192
                    temperature: 0.2
                    top-p: 0.9
                    seed: 7
                    stop: [END]
                    response-format: {type: json_object}
                    top-k: 40
                    min-p: 0.05
                    top-a: 0.1
                    frequency-penalty: 0.5
                    presence-penalty: -0.5
                    repetition-penalty: 1.1
                    logit-bias: {1734: -100}
                    reasoning-max-tokens: 2048
                    reasoning-enabled: true
                    reasoning-exclude: false
                    reasoning-summary: concise
                    tools:
                      - type: function
                        function: {name: find_order, parameters: {type: object}}
                    tool-choice: find_order
                    parallel-tool-calls: false
                    service-tier: flex
                    preset: support
                    preset-version: 3
                    plugins: [{id: web, max_results: 2}]
                """)
            .arms()
            .get(0)
            .candidate()
            .parameters();

    assertThat(read)
        .isEqualTo(
            new Parameters(
                8192,
                new BigDecimal("0.2"),
                new BigDecimal("0.9"),
                7L,
                List.of("END"),
                null,
                json("{\"type\":\"json_object\"}"),
                new Sampling(
                    40,
                    new BigDecimal("0.05"),
                    new BigDecimal("0.1"),
                    new BigDecimal("0.5"),
                    new BigDecimal("-0.5"),
                    new BigDecimal("1.1"),
                    Map.of("1734", new BigDecimal("-100"))),
                new Thinking(2048, true, false, "concise"),
                new Tools(
                    json(
                        """
                        [{"type":"function","function":{"name":"find_order","parameters":{"type":"object"}}}]"""),
                    json("{\"type\":\"function\",\"function\":{\"name\":\"find_order\"}}"),
                    false),
                "flex",
                new Preset("support", "3"),
                json("[{\"id\":\"web\",\"max_results\":2}]")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "none", "required"})
  void aToolChoiceThatIsAWordOfTheApiStaysThatWord(String word) throws IOException {
    Job job =
        written(
            """
            arms:
              - name: small
                model: small-1
                policy: cheapest
                tools: [{type: function, function: {name: find_order}}]
                tool-choice: %s
            """
                .formatted(word));
    assertThat(job.arms().get(0).candidate().parameters().tools().choice().textValue())
        .isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "temperature: 0                                       | ",
        "top-k: 5                                             | ",
        "tools: [{type: function, function: {name: a}}]       | TOOLS",
        "reasoning-effort: low                                | REASONING",
        "reasoning-max-tokens: 1024                           | REASONING",
        "reasoning-exclude: true                              | REASONING",
        "seed: 1                                              | SEED",
        "response-format: {type: json_schema, json_schema: {}}| JSON_SCHEMA",
      })
  void whatAnEndpointMustKnowFollowsFromWhatIsAsked(String setting, Capability required)
      throws IOException {
    Job job =
        written(
            "arms:\n  - name: small\n    model: small-1\n    policy: cheapest\n    %s\n"
                .formatted(setting));
    assertThat(job.arms().get(0).candidate().parameters().requiredCapabilities())
        .isEqualTo(required == null ? Set.of() : Set.of(required));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void theArmAndTheGatewayOfTheManualAreSoundAndStateEverySetting() throws IOException {
    String manual = Files.readString(Path.of("docs/jobs.md"));
    int begin = manual.indexOf("```yaml\n") + 8;
    String example = manual.substring(begin, manual.indexOf("```", begin));
    String rest = "job: greetings\nsuites: [greetings]\ncatalog: catalog.yaml\nbudget-usd: 1\n";
    Path file = house.resolve("pipelines/job.yaml");
    Problems problems = new Problems();
    Job job = JobFile.read(Files.writeString(file, rest + example), problems).orElse(null);
    assertThat(problems.all()).isEmpty();

    Parameters stated = job.arms().get(0).candidate().parameters();
    assertThat(stated.tools()).isNotNull();
    assertThat(job.gateway().direct().get("anthropic").api())
        .isEqualTo(GatewayTarget.Api.ANTHROPIC);
    assertThat(job.acceptedGaps()).containsExactly(DataPromise.DATA_COLLECTION);
    // the refusal of a misspelt setting lists all that are known
    String misspelt = example.replace("    model:", "    misspelt: 1\n    model:");
    JobFile.read(Files.writeString(file, rest + misspelt), problems);
    String known = problems.all().get(0).mend().replaceFirst("(?s).*: (.*)\\.$", "$1");
    assertThat(known.split(", ")).hasSizeGreaterThan(25);
    assertThat(known.split(", "))
        .allSatisfy(key -> assertThat(example).containsPattern("(?m)^ +(- |# )?" + key + ":"));
  }

  @Test
  void aServerSpeaksWhatItsAddressIsKnownFor() {
    assertThat(GatewayTarget.Api.likelyAt("https://api.anthropic.com/v1"))
        .isEqualTo(GatewayTarget.Api.ANTHROPIC);
    assertThat(GatewayTarget.Api.likelyAt("https://eu.openrouter.ai/api/v1"))
        .isEqualTo(GatewayTarget.Api.OPENROUTER);
    assertThat(GatewayTarget.Api.likelyAt("https://openrouter.ai.example/v1"))
        .isEqualTo(GatewayTarget.Api.OPENAI_COMPATIBLE);
  }

  private static final String ACME =
      """
      organization: acme
      guarded-by: [floor]
      environments: [staging]
      guardrails:
        floor: {region: eu, data-collection: deny, zero-retention: [openai]}
        ten: {budget-usd: {daily: 10}}
      workspaces: {main: {}}
      members: {alice: {guarded-by: [ten]}, bob: {guarded-by: [ten]}}
      keys:
        k: {key: 'env:K', workspace: main, environment: staging, owner: alice, workload: w, created: 2026-11-01}
      """;

  @Test
  void aJobThatNamesGuardrailsRunsUnderTheFloorOfItsKey() throws IOException {
    Files.writeString(house.resolve("pipelines/acme.yaml"), ACME);
    String arms =
        """
        arms:
          - {name: own, model: acme/small-1, policy: cheapest}
          - {name: theirs, model: openai/small-1, policy: cheapest}
        """;
    Job free = written(arms);
    Job bound = written(arms + "guardrails: acme.yaml\npayer: {api-key-name: k}\n");

    assertThat(free.arms()).allMatch(arm -> arm.policy().promises().isEmpty());
    assertThat(bound.arms())
        .extracting(arm -> arm.policy().promises())
        .containsExactly(
            Set.of(DataPromise.REGION, DataPromise.DATA_COLLECTION),
            Set.of(DataPromise.REGION, DataPromise.DATA_COLLECTION, DataPromise.ZERO_RETENTION));
    assertThat(bound.arms().get(0).policy().originsOf("region"))
        .containsExactly(new Place(house.resolve("pipelines/acme.yaml").toString(), 5));
    assertThat(bound.floor().limits())
        .extracting(SpendLimit::toString)
        .containsExactly("member 'alice' may spend 10 USD a day");
    assertThat(bound.withMaxConcurrency(1).floor()).isEqualTo(bound.floor());
  }

  @Test
  void aMemberWhoUsesAnothersKeyIsBoundBesidesItsOwner() throws IOException {
    Files.writeString(house.resolve("pipelines/acme.yaml"), ACME);
    Job job =
        written(
            """
            arms:
              - {name: small, model: small-1, policy: cheapest}
            guardrails: acme.yaml
            payer: {api-key-name: k, member: bob}
            """);
    assertThat(job.floor().limits())
        .extracting(SpendLimit::holder)
        .containsExactly("member 'alice'", "member 'bob'");
  }

  @Test
  void aPresetOfAPolicyIsThatOfItsArms() throws IOException {
    Files.writeString(
        house.resolve("pipelines/policies/cheapest.yaml"),
        "description: Any.\nuncapped: a test\npreset: {name: support, version: 3}\n");
    Job job = written("arms:\n  - {name: small, model: small-1, policy: cheapest}\n");
    assertThat(job.arms().get(0).candidate().parameters().preset())
        .isEqualTo(new Preset("support", "3"));
  }

  @Test
  void aServerThatAPolicysTransportsDoNotAllowIsRefusedWithBothPlaces() throws IOException {
    Files.writeString(
        house.resolve("pipelines/policies/cheapest.yaml"),
        "description: Any.\nuncapped: a test\ntransports: [openrouter]\n");
    Job job = written("arms:\n  - {name: small, model: small-1, policy: cheapest}\n");
    Problems problems = new Problems();
    TransportCheck.check(job, problems);
    assertThat(problems.all()).as("the twin speaks as the gateway does").isEmpty();

    TransportCheck.check(
        job.askedThrough(job.gateway().at("http://localhost:1/v1", null, FLAG)), problems);
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "%1$s/job.yaml:7: arm 'small': the gateway 'external' speaks openai-compatible, and policy 'cheapest' allows openrouter (%1$s/policies/cheapest.yaml:3). Ask a server that speaks one of them, or choose another policy."
                .formatted(house.resolve("pipelines")));
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o, true",
    "openrouter/auto, false",
    "~anthropic/claude-latest, false",
  })
  void anArmThatLeavesTheModelToTheGatewayIsNotReproducible(String model, boolean reproducible)
      throws IOException {
    Job job = written("arms:\n  - {name: small, model: '%s', policy: cheapest}\n".formatted(model));
    assertThat(job.arms().get(0).isReproducible()).isEqualTo(reproducible);
  }

  @Test
  void aSuiteWithASlashIsFoundFromTheJobFile() throws IOException {
    Files.createDirectories(house.resolve("pipelines/mine/hello"));
    Job job =
        written(
            """
            arms:
              - {name: small, model: small-1, policy: cheapest}
            """,
            "[./mine/hello, ../prompts/greetings]");

    assertThat(job.suites())
        .containsExactly(
            house.resolve("pipelines/mine/hello").toString(),
            house.resolve("prompts/greetings").toString());
  }

  @Test
  void aMissingJobFileIsReportedOnce() {
    Problems problems = new Problems();
    assertThat(JobFile.read(Path.of("pipelines/nightli.yaml"), problems)).isEmpty();
    assertThat(problems.all())
        .extracting(Problem::toString)
        .containsExactly(
            "pipelines/nightli.yaml: there is no such file. Did you mean 'pipelines/nightly.yaml'? A job is a YAML file such as pipelines/nightly.yaml.");
  }

  @Test
  void aFaultOfANamedPolicyIsReportedTogetherWithThoseOfTheJob() throws IOException {
    Files.writeString(house.resolve("pipelines/policies/cheapest.yaml"), "description: Any.\n");
    Problems problems = new Problems();
    JobFile.read(
        file("repeats: 0\narms:\n  - {name: small, model: small-1, policy: cheapest}\n"), problems);

    assertThat(problems.all())
        .extracting(problem -> problem.place().name())
        .containsExactlyInAnyOrder(
            house.resolve("pipelines/policies/cheapest.yaml").toString(),
            house.resolve("pipelines/job.yaml").toString());
  }

  @Test
  void anotherGatewayKeepsTheNameOfARealOneAndNeverTakesThatOfTheTwin() throws IOException {
    Job onTwin = written("arms:\n  - {name: small, model: small-1, policy: cheapest}\n");
    SecretReference key = new SecretReference("env:SOME_KEY", FLAG);

    Job elsewhere = onTwin.askedThrough(onTwin.gateway().at("http://localhost:1/v1", key, FLAG));
    assertThat(elsewhere.gateway())
        .isEqualTo(new GatewayTarget("external", null, "http://localhost:1/v1", key, FLAG));

    Job moved =
        elsewhere.askedThrough(
            new GatewayTarget("proxy", null, "https://a.example/v1", key, FLAG)
                .at("https://b.example/v1", key, FLAG));
    assertThat(moved.gateway().name()).isEqualTo("proxy");
    assertThat(moved.gateway().url()).isEqualTo("https://b.example/v1");
    assertThat(moved.arms()).isEqualTo(onTwin.arms());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://openrouter.ai/api/v1 | ",
        "http://127.0.0.1:8080        | ",
        "localhost:8080/v1            | the gateway's URL 'localhost:8080/v1' has no http:// or https://",
        "openrouter.ai                | the gateway's URL 'openrouter.ai' has no http:// or https://",
        "ftp://host/v1                | the gateway's URL 'ftp://host/v1' has no http:// or https://",
        "https:///v1                  | the gateway's URL 'https:///v1' names no host",
        "https://host/v1?key=secret   | the gateway's URL carries a user or a query",
        "https://me:secret@host/v1    | the gateway's URL carries a user or a query",
        "not a url                    | the gateway's URL is not a URL",
      })
  void aUrlIsCheckedAndWhatMayBeAKeyIsNotRepeated(String url, String expected) {
    Problems problems = new Problems();
    GatewayTarget.checkUrl(url, FLAG, problems);
    assertThat(problems.all())
        .extracting(Problem::what)
        .isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  private Job written(String arms) throws IOException {
    return written(arms, "[greetings]");
  }

  private Job written(String arms, String suites) throws IOException {
    Problems problems = new Problems();
    Job job = JobFile.read(file(arms, suites), problems).orElse(null);
    assertThat(problems.all()).isEmpty();
    return job;
  }

  private Path file(String arms) throws IOException {
    return file(arms, "[greetings]");
  }

  private Path file(String arms, String suites) throws IOException {
    String rest =
        """
        job: greetings
        suites: %s
        catalog: catalog.yaml
        gateway: {name: twin, scenario: calm.yaml}
        budget-usd: 1.50
        """
            .formatted(suites);
    return Files.writeString(house.resolve("pipelines/job.yaml"), rest + arms);
  }
}

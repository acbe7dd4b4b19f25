package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyVerbTest {
  private static final String CATALOG =
      Path.of("src/test/resources/policy/nine-endpoints.yaml").toAbsolutePath().toString();
  private static final String SUITE =
      Path.of("src/test/resources/cli/sound/greetings").toAbsolutePath().toString();
  private static final String SCENARIO =
      Path.of("src/test/resources/cli/sound/instant.yaml").toAbsolutePath().toString();

  @TempDir Path folder;
  private Path job;

  @BeforeEach
  void aJobUnderGuardrails() throws IOException {
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(
        folder.resolve("policies/any.yaml"),
        "description: Any.\nmax-price: {prompt: 2.70, completion: 5}\nrequire-parameters: false\n");
    Files.writeString(
        folder.resolve("policies/organization.yaml"),
        """
        organization: acme
        guarded-by: [floor]
        environments: [staging]
        guardrails:
          floor:
            zero-retention: [openai]
            ignored-providers: [novita]
            sensitive-information: {email: block}
          ten: {budget-usd: {daily: 10}}
        workspaces: {main: {}}
        keys:
          k: {key: 'env:K', workspace: main, environment: staging, owner: o, workload: w, created: 2026-11-01, guarded-by: [ten]}
        """);
    job =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            job: greetings
            suites: ['%s']
            catalog: '%s'
            gateway: {name: twin, scenario: '%s'}
            guardrails: policies/organization.yaml
            payer: {api-key-name: k}
            arms:
              - {name: theirs, model: openai/gpt-4o, policy: any, max-output-tokens: 100}
              - {name: auto, model: openrouter/auto, policy: any, plugins: [{id: web}]}
              - {name: free, model: 'openai/gpt-4o:free', policy: any, max-output-tokens: 100}
            budget-usd: 1.00
            """
                .formatted(relative(SUITE), relative(CATALOG), relative(SCENARIO)));
  }

  private String relative(String absolute) {
    return folder.toAbsolutePath().relativize(Path.of(absolute)).toString();
  }

  @Test
  void anExplanationShowsWhatHoldsWhereItWasWrittenAndWhyEndpointsFellOut() {
    Result explained =
        Shell.assay("policy", "explain", job.toString(), "--arm", "theirs", "-f", "csv");

    assertThat(explained.code()).as(explained.err()).isZero();
    assertThat(explained.out().replace(folder + "/policies/", "").lines())
        .containsExactly(
            "part,name,value,from",
            "policy,region,global,default",
            "policy,ignore,novita,organization.yaml:7",
            "policy,allow-fallbacks,true,default",
            "policy,require-parameters,false,any.yaml:3",
            "policy,zero-retention,true,organization.yaml:6",
            "policy,max-price,\"prompt 2.7, completion 5\",any.yaml:2",
            "policy,fallback-mode,disabled,default",
            "policy,direct-fallback,false,default",
            "guardrail,sensitive-information.email,block,organization.yaml:8",
            "budget,key 'k',10 USD daily,organization.yaml:9",
            "endpoint,azure/us,remains,",
            "endpoint,openai,out: keeps prompts,organization.yaml:6",
            "endpoint,azure/eu,out: input at 2.75 is dearer than max-price 2.7,any.yaml:2");
  }

  @Test
  void anExplanationIsThereAsJsonForAReview() throws IOException {
    JsonNode explained =
        new ObjectMapper()
            .readTree(
                Shell.assay("policy", "explain", job.toString(), "--arm", "theirs", "-f", "json")
                    .out());
    assertThat(explained.toString()).contains("\"zero-retention\"", "organization.yaml:6");
  }

  @Test
  void nothingOnTheWireIsLooserThanWhatIsExplained() throws IOException {
    String onlyTheFirstArm = Files.readString(job).replaceAll("  - \\{name: (auto|free).*\n", "");
    Files.writeString(job, onlyTheFirstArm);
    try (RecordingServer gateway = RecordingServer.refusing(402)) {
      Result run =
          Shell.assay(
              "run",
              job.toString(),
              "--gateway=" + gateway.baseUrl(),
              "--api=openrouter",
              "--key=none",
              "--allow-spend",
              "--warehouse=" + folder.resolve("warehouse"));

      // a refused key ends the run: what it was asked is all that is wanted here
      assertThat(run.code()).as(run.err()).isEqualTo(4);
      assertThat(gateway.received())
          .isNotEmpty()
          .allSatisfy(
              request -> {
                JsonNode provider = new ObjectMapper().readTree(request.body()).path("provider");
                assertThat(provider.path("zdr").booleanValue()).isTrue();
                assertThat(provider.path("ignore").toString()).isEqualTo("[\"novita\"]");
                assertThat(provider.path("max_price").path("prompt").decimalValue())
                    .isEqualByComparingTo("2.70");
              });
    }
  }

  @Test
  void whatTheGatewayChoosesIsMarkedAsNotReproducible() {
    Result explained = Shell.assay("policy", "explain", job.toString(), "--arm", "auto");

    assertThat(explained.code()).isZero();
    assertThat(explained.out())
        .contains(
            "Not reproducible: 'openrouter/auto' leaves it to the gateway which model answers, so it can be no incumbent and no baseline.",
            "Zero retention binds providers only: what the plugins of this arm send elsewhere is outside of it.");
  }

  @Test
  void anArmOfWhichNoEndpointIsLeftEndsWithCodeTwo() {
    Result explained = Shell.assay("policy", "explain", job.toString(), "--arm", "free");

    assertThat(explained.code()).isEqualTo(2);
    assertThat(explained.out()).contains("No endpoint of 'openai/gpt-4o:free' is left.");
  }

  @Test
  void anArmThatIsNotThereOrNotNamedIsToldWithThoseThatAre() {
    assertThat(Shell.assay("policy", "explain", job.toString(), "--arm", "their").err())
        .startsWith(
            "--arm: job 'greetings' has no arm 'their'. Did you mean 'theirs'? Known arms: auto, free, theirs.");
    assertThat(Shell.assay("policy", "explain", job.toString()).err())
        .startsWith("--arm: job 'greetings' has 3 arms. Name one of them: theirs, auto, free.");
  }

  @Test
  void theShippedPoliciesAreListedWithoutTheFilesThatAreNone() {
    Result listed = Shell.assay("policy", "list", "-f", "csv");

    assertThat(listed.code()).isZero();
    assertThat(listed.out().lines().skip(1).map(line -> line.replaceFirst(",.*", "")))
        .filteredOn(name -> name.matches("[a-z-]+"))
        .contains("customer-chat", "regulated-eu-only")
        .doesNotContain("organization", "features");
    assertThat(Shell.assay("policy", "list", folder.resolve("none").toString()).err())
        .contains("there are no route policies");
  }
}

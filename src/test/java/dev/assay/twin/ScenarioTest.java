package dev.assay.twin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioTest {
  private static List<String> problemsOf(Path file) {
    Problems problems = new Problems();
    Scenario.read(file, problems);
    return problems.all().stream()
        .map(Problem::toString)
        .map(text -> text.replace("src/test/resources/twin/", ""))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"calm", "outage", "accounts"})
  void theShippedScenariosAreSound(String name) {
    Path file = Path.of("pipelines/twin/" + name + ".yaml");
    Problems problems = new Problems();

    Scenario scenario = Scenario.read(file, problems);

    assertThat(problems.all()).isEmpty();
    assertThat(scenario.faults().isEmpty()).isEqualTo(!name.equals("outage"));
    assertThat(scenario.administration().keys().isEmpty()).isEqualTo(!name.equals("accounts"));
  }

  @Test
  void everyFaultOfAFileIsReportedWithItsLine() {
    assertThat(problemsOf(Path.of("src/test/resources/twin/broken-scenario.yaml")))
        .containsExactlyInAnyOrder(
            "broken-scenario.yaml:1: 'sead' is not a known setting here. Did you mean 'seed'?"
                + " Known settings: activity-includes-today, byok-fee, chunk-tokens, clock-scale,"
                + " credits-usd, default-skill, faults, gateway-overhead-ms,"
                + " generation-delay-seconds, guardrails, keys, moderation, output-tokens, presets,"
                + " prompt-cache-rate, reasoning, seed, skill, sticky-seconds.",
            "broken-scenario.yaml:2: 'clock-scale' is -1, expected zero or more.",
            "broken-scenario.yaml:3: 'default-skill' is 1.5, expected a number from 0 to 1.",
            "broken-scenario.yaml:5: 'openai/gpt-4o' is 'often', expected a decimal number.",
            "broken-scenario.yaml:6: 'most' is 3 and 'least' is 9. Swap the two.",
            "broken-scenario.yaml:7: 'gateway-overhead-ms' is -4, expected zero or more.",
            "broken-scenario.yaml:9: 'key' does not begin with 'sk-twin-'. Make one up; a real key"
                + " never stands in a file.",
            "broken-scenario.yaml:10: 'limit-reset' is 'hourly'. Known values: daily, monthly,"
                + " weekly.",
            "broken-scenario.yaml:10: the key 'one' names the guardrail 'narow', which does not"
                + " exist. Did you mean 'narrow'? Known guardrails: narrow.",
            "broken-scenario.yaml:14: 'fault' is 'rate-limted'. Did you mean 'rate-limited'? Known"
                + " values: closed-at-once, cut-mid-stream, error-mid-stream, gateway-timeout,"
                + " internal-error, late-generation, malformed-chunk, missing-usage,"
                + " plain-for-stream, price-change, provider-error, provider-overloaded,"
                + " provider-rate-limited, proxy-page, rate-limited, slow-first-token,"
                + " stalled-stream, unavailable, wrong-model.",
            "broken-scenario.yaml:15: 'rate' is 2, expected a number from 0 to 1.",
            "broken-scenario.yaml:16: 'factor' is missing. Write what the price is multiplied by,"
                + " e.g. 'factor: 1.25'.",
            "broken-scenario.yaml:17: 'fault' is missing. Add 'fault:' and what goes wrong.",
            "broken-scenario.yaml:18: 'seconds' is not a known setting here. Known settings:"
                + " fault, from-second, model, provider, rate, retry-after-seconds,"
                + " until-second.");
  }

  @Test
  void aMissingScenarioIsReported() {
    assertThat(problemsOf(Path.of("no-such.yaml")))
        .containsExactly("no-such.yaml: there is no such file.");
  }
}

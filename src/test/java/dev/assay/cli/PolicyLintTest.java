package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lint finds, one folder a rule: its files, a {@code key.json} where an account is looked at,
 * and all that is said about it in {@code expected.txt}, in which HERE is the folder.
 */
class PolicyLintTest {
  private static final Path RULES = Path.of("src/test/resources/cli/lint");
  private static final String DAY = "2026-11-21";

  @TempDir Path folder;

  static List<Path> rules() throws IOException {
    try (Stream<Path> folders = Files.list(RULES)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void eachRuleFindsItsFixtureAndSaysSoInTheseWords(Path rule) throws IOException {
    Result linted = lint(rule);

    assertThat(linted.err().replace(rule.toString(), "HERE"))
        .isEqualTo(Files.readString(rule.resolve("expected.txt")));
    assertThat(linted.code()).isEqualTo(2);
    assertThat(linted.out()).isEmpty();
  }

  private static Result lint(Path rule) {
    List<String> arguments =
        new ArrayList<>(List.of("policy", "lint", rule.toString(), "--day", DAY));
    if (Files.exists(rule.resolve("key.json"))) {
      arguments.addAll(List.of("--account", rule.resolve("key.json").toString()));
    }
    return Shell.assay(arguments.toArray(String[]::new));
  }

  @Test
  void whatIsShippedHasNothingToMendOnTheDayItWasReviewed() {
    assertThat(Shell.assay("policy", "lint", "--day", DAY))
        .isEqualTo(
            new Result(
                0,
                "Nothing to mend as of %s in 2 jobs, 7 policies and 1 organisation.%n"
                    .formatted(DAY),
                ""));
  }

  @Test
  void aShippedKeyIsFoundOnceItIsOlderThanItsRotation() {
    assertThat(Shell.assay("policy", "lint", "--day", "2027-01-02").err())
        .contains("key 'staging-evaluation-nightly' is 61 days old, and keys are good for 60");
  }

  @Test
  void oneJobIsLintedWithWhatItNamesAndNothingElse() {
    Path rule = RULES.resolve("no-endpoint-left-of-any-model");
    assertThat(
            Shell.assay("policy", "lint", rule.resolve("job.yaml").toString(), "--day", DAY).code())
        .as("the policy that leaves nothing is none of this job's")
        .isZero();
    Path broken = RULES.resolve("provider-misspelt");
    assertThat(
            Shell.assay("policy", "lint", broken.resolve("job.yaml").toString(), "--day", DAY)
                .err())
        .isEqualTo(lint(broken).err());
  }

  @Test
  void aKeyThatIsFoundIsNotRepeated() throws IOException {
    String key = "sk-or-v1-" + "7".repeat(64);
    Files.writeString(folder.resolve("leak.yaml"), "description: %s\n".formatted(key));
    assertThat(Shell.assay("policy", "lint", folder.toString()).err())
        .contains("leak.yaml:1: a key stands here itself")
        .doesNotContain("7777");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sk-ant-api03-", "sk-proj-", "gsk_", "xai-", "hf_", "AIza", "AKIA", "Bearer "})
  void keysOfEveryKnownFormAreFound(String mark) throws IOException {
    Path file = folder.resolve("notes.txt");
    String key = mark + "A1B2C3D4E5F6G7H8".repeat(mark.equals("AKIA") ? 1 : 3);
    Files.writeString(file, "first\nthe key is " + key + "\n");
    assertThat(Shell.assay("policy", "lint", folder.toString()).err())
        .contains("notes.txt:2: a key stands here itself");
  }

  @Test
  void whatOnlyLooksLikeAKeyIsLeftAlone() throws IOException {
    Files.writeString(
        folder.resolve("notes.txt"),
        "ask-me-anything-about-the-weather-today, task-0123456789012345678901234567, env:SOME_KEY, sk-or-v1-0e6...1c9\n");
    Files.write(folder.resolve("picture.bin"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThat(Shell.assay("policy", "lint", folder.toString(), "--day", DAY).code()).isZero();
  }

  @Test
  void aDayThatIsNoneIsRefused() {
    assertThat(Shell.assay("policy", "lint", "--day", "tomorrow").err())
        .startsWith("--day: 'tomorrow' is no day. Write it as 2026-11-21.");
  }

  @Test
  void anAccountNeedsAnOrganisationToBeHeldAgainst() throws IOException {
    Path saved = Files.writeString(folder.resolve("key.json"), "{}");
    assertThat(
            Shell.assay("policy", "lint", folder.toString(), "--account", saved.toString()).err())
        .startsWith("--account: there is no organisation to hold it against.");
  }
}

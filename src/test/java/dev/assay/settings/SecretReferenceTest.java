package dev.assay.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferenceTest {
  private static final String KEY = "sk-or-v1-0123456789abcdef";
  private static final Place PLACE = Place.of(Path.of("job.yaml"), 4);

  @TempDir Path folder;
  private final Problems problems = new Problems();

  private List<String> told() {
    return problems.all().stream()
        .map(Problem::toString)
        .map(text -> text.replace(folder + "/", ""))
        .toList();
  }

  private Optional<SecretReference> read(String written) throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "api-key: " + written + "\n");
    return SecretReference.read(SettingsFile.read(file, problems), "api-key", problems);
  }

  private Path secretFile(String content, String permissions) throws IOException {
    assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix")).isTrue();
    Path file = Files.writeString(folder.resolve("key"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY, "env:" + KEY, "env:", "file:", "file:\\0", "ENV:" + KEY})
  void whatMayBeAKeyIsRefusedAndNotRepeated(String written) throws IOException {
    Optional<SecretReference> reference = read("\"" + written + "\"");

    assertThat(reference).isEmpty();
    assertThat(told())
        .containsExactly(
            "job.yaml:1: 'api-key' is not a reference to a secret. "
                + "Write 'env:NAME' or 'file:PATH'; a secret itself never stands in a file.");
  }

  @Test
  void aVariableOfTheEnvironmentIsFoundByItsName() throws IOException {
    SecretReference reference = read("env:OPENROUTER_API_KEY").orElseThrow();

    Secret secret =
        reference.resolve(Map.of("OPENROUTER_API_KEY", KEY + "\n"), problems).orElseThrow();

    assertThat(secret.reveal()).isEqualTo(KEY);
    assertThat(reference).hasToString("env:OPENROUTER_API_KEY");
    assertThat(problems.none()).isTrue();
  }

  @Test
  void aVariableThatIsNotSetIsToldAtThePlaceOfTheReference() {
    SecretReference reference = new SecretReference("env:MISSING_KEY", PLACE);

    assertThat(reference.resolve(Map.of("MISSING_KEY", " "), problems)).isEmpty();
    assertThat(told())
        .containsExactly(
            "job.yaml:4: the environment variable MISSING_KEY is not set. "
                + "Set it to the key: export MISSING_KEY=...");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-"})
  void aFileThatOthersCanReadIsRefused(String permissions) throws IOException {
    SecretReference reference = new SecretReference("file:" + secretFile(KEY, permissions), PLACE);

    assertThat(reference.resolve(Map.of(), problems)).isEmpty();
    assertThat(told())
        .containsExactly(
            "job.yaml:4: the secret file key can be read by others. Run: chmod 600 key");
  }

  @Test
  void aFileOfOnesOwnIsReadWithoutItsLineBreak() throws IOException {
    SecretReference reference =
        new SecretReference("file:" + secretFile(KEY + "\n", "rw-------"), PLACE);

    assertThat(reference.resolve(Map.of(), problems).orElseThrow().reveal()).isEqualTo(KEY);
  }

  @Test
  void anEmptyAndAMissingFileAreTold() throws IOException {
    new SecretReference("file:" + secretFile(" \n", "rw-------"), PLACE)
        .resolve(Map.of(), problems);
    new SecretReference("file:" + folder.resolve("nowhere"), PLACE).resolve(Map.of(), problems);

    assertThat(told())
        .containsExactly(
            "job.yaml:4: the secret file key is empty.",
            "job.yaml:4: Cannot read the secret file nowhere. Check that it exists and is yours.");
  }

  @Test
  void aSecretIsNeverShown() {
    Secret secret = new Secret(KEY);

    assertThat(secret).hasToString("(secret)");
    assertThat("%s".formatted(Optional.of(secret))).doesNotContain(KEY);
  }
}

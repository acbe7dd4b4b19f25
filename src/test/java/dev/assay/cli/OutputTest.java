package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.cli.Shell.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one run looks like in each form, on a terminal and in a pipe. */
class OutputTest {
  private static final String JOB = "src/test/resources/cli/broken/job-nearly-named/nightly.yaml";
  private static final String ESCAPE = "\u001b[";

  @TempDir static Path folder;

  @BeforeAll
  static void runOnce() {
    assertThat(assay("run", JOB).code()).isZero();
  }

  private static String[] over(String... arguments) {
    return Stream.concat(
            Stream.of(arguments), Stream.of("--warehouse", folder.resolve("warehouse").toString()))
        .toArray(String[]::new);
  }

  private static Result assay(String... arguments) {
    return Shell.assay(over(arguments));
  }

  private static Result onTerminal(
      int width, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Assay.run(over(arguments), Console.terminal(out, err, width, environment), environment);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aQueryIsAnsweredAsATableAsCsvAndAsJson() throws IOException {
    String query = "select arm, count(*) as calls from usage_events group by arm";
    assertThat(assay("sql", query).out()).isEqualTo("arm    calls\n-----  -----\nsmall      2\n");
    assertThat(assay("sql", "-f", "csv", query).out()).isEqualTo("arm,calls\nsmall,2\n");
    JsonNode json = new ObjectMapper().readTree(assay("sql", "-f", "json", query).out());
    assertThat(json.at("/rows/0/arm").asText()).isEqualTo("small");
    assertThat(json.at("/rows/0/calls").isInt()).isTrue();
  }

  @Test
  void theComparisonBeginsWithItsAgreedColumnsInEveryForm() throws IOException {
    String[] report = {"report", "run", "comparison/leaderboard", "-f"};
    assertThat(assay(with(report, "table")).out())
        .containsPattern("suite +arm +n +quality +quality_low +quality_high +method")
        .contains("Simulated figures");
    assertThat(assay(with(report, "csv")).out())
        .startsWith("suite,arm,n,quality,quality_low,quality_high,method,");
    JsonNode json = new ObjectMapper().readTree(assay(with(report, "json")).out());
    assertThat(json.at("/columns"))
        .extracting(column -> column.get("name").asText())
        .startsWith("suite", "arm", "n", "quality", "quality_low", "quality_high", "method");
    assertThat(json.at("/notes").toString()).contains("Simulated figures");
  }

  private static String[] with(String[] arguments, String last) {
    return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({"txt,suite ", "csv,'suite,arm,n,'", "json,{", "md,## "})
  void theEndingOfAFileChoosesItsForm(String ending, String beginning) throws IOException {
    Path file = folder.resolve("wäh rung." + ending);
    Result written = assay("report", "run", "comparison/leaderboard", "-o", file.toString());
    assertThat(written.err()).isEqualTo("Written: " + file + "\n");
    assertThat(Files.readString(file)).containsPattern("(?m)^" + Pattern.quote(beginning));
  }

  @Test
  void coloursAreForTerminalsThatWantThem() {
    assertThat(onTerminal(100, Map.of(), "runs").out()).contains(ESCAPE);
    assertThat(onTerminal(100, Map.of("NO_COLOR", "1"), "runs").out()).doesNotContain(ESCAPE);
    assertThat(onTerminal(100, Map.of("TERM", "dumb"), "runs").out()).doesNotContain(ESCAPE);
    assertThat(assay("runs").out()).doesNotContain(ESCAPE);
  }

  @Test
  void progressIsDrawnOverItselfOnATerminalAndInPlainLinesElsewhere() {
    assertThat(onTerminal(100, Map.of(), "run", JOB).err())
        .contains("\r" + ESCAPE + "J2 of 2 calls");
    assertThat(onTerminal(100, Map.of("TERM", "dumb"), "run", JOB).err())
        .contains("\n2 of 2 calls")
        .doesNotContain(ESCAPE);
    assertThat(assay("run", JOB).err()).contains("\n2 of 2 calls").doesNotContain("\r");
  }

  @ParameterizedTest
  @CsvSource({"60", "80", "100"})
  void noLineOfTheComparisonIsWiderThanTheScreen(int width) {
    Result report =
        onTerminal(width, Map.of("NO_COLOR", "1"), "report", "run", "comparison/leaderboard");
    assertThat(report.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
  }
}

package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class AssayTest {
  @Test
  void theVersionIsPrintedAlone() {
    assertThat(Shell.assay("--version")).isEqualTo(new Shell.Result(0, "assay unpackaged\n", ""));
  }

  @Test
  void aMisspeltVerbNamesTheOneThatWasMeant() {
    Shell.Result result = Shell.assay("hlep");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("assay: 'hlep' is not a verb here. Did you mean 'help'? Known verbs: ")
        .endsWith("1 problem in 1 place. Nothing was sent and nothing was spent.\n");
  }

  @Test
  void aMisspeltOptionNamesTheOneThatWasMeant() {
    assertThat(Shell.assay("--verison"))
        .isEqualTo(
            new Shell.Result(
                2,
                "",
                """
                assay: '--verison' is not an option here. Did you mean '--version'? Known options: --help, --version.
                1 problem in 1 place. Nothing was sent and nothing was spent.
                """));
  }

  @Test
  void noVerbAtAllNamesThemAll() {
    Shell.Result result = Shell.assay();
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("assay: a verb is missing. Known verbs: ").contains("help");
  }

  @Test
  void helpOnNothingWeKnowNamesTheTopics() {
    Shell.Result result = Shell.assay("help", "exit-kodes");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("assay help: there is no help on 'exit-kodes'. Did you mean 'exit-codes'?");
  }

  @Test
  void aFaultOfOurOwnIsOneLineThatTellsHowToSeeMore() {
    Shell.Result result = faulty(Map.of());
    assertThat(result)
        .isEqualTo(
            new Shell.Result(
                1,
                "",
                "Assay failed, and the fault is its own: IllegalStateException: the plan is"
                    + " inside out (ASSAY_DEBUG=1 shows where)\n"));
  }

  @Test
  void theTraceIsShownToWhoAsksForIt() {
    assertThat(faulty(Map.of("ASSAY_DEBUG", "1")).err().lines())
        .contains("java.lang.IllegalStateException: the plan is")
        .anyMatch(line -> line.contains("AssayTest"));
  }

  @Test
  void invalidInputIsReportedAndNothingWasSpent() {
    Attempt attempt = new Attempt();
    attempt.thrown =
        new InvalidInput(
            Place.of(Path.of("nightly.yaml"), 3), "'repeats' is 0, expected 1 or more", "");
    assertThat(run(attempt, Map.of(), "attempt", "job"))
        .isEqualTo(
            new Shell.Result(
                2,
                "",
                """
                nightly.yaml:3: 'repeats' is 0, expected 1 or more.
                1 problem in 1 file. Nothing was sent and nothing was spent.
                """));
  }

  @Test
  void aVerbEndsWithItsOwnCode() {
    assertThat(run(new Attempt(), Map.of(), "attempt", "job").code()).isEqualTo(101);
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(run(new Attempt(), Map.of(), "attempt").err())
        .startsWith("assay attempt: JOB is missing. assay attempt --help shows how it is used.\n");
  }

  @Test
  void oneArgumentTooManyIsShown() {
    assertThat(run(new Attempt(), Map.of(), "attempt", "job", "another").err())
        .startsWith("assay attempt: 'another' is one argument too many. ");
  }

  @Test
  void aValueOfTheWrongTypeIsShownWithItsOption() {
    assertThat(run(new Attempt(), Map.of(), "attempt", "job", "--calls", "many").err())
        .startsWith("assay attempt: Invalid value for option '--calls': 'many' is not an int. ");
  }

  @Test
  void anOptionGivenTwiceIsNamed() {
    assertThat(run(new Attempt(), Map.of(), "attempt", "job", "--calls=1", "--calls=2").err())
        .startsWith("assay attempt: --calls is given twice. ");
  }

  private static Shell.Result faulty(Map<String, String> environment) {
    Attempt attempt = new Attempt();
    attempt.thrown = new IllegalStateException("the plan is\n  inside out");
    return run(attempt, environment, "attempt", "job");
  }

  private static Shell.Result run(
      Attempt attempt, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings = new Surroundings(Console.plain(out, err), environment);
    CommandLine commands = Assay.commands(surroundings).addSubcommand(attempt);
    int code = Assay.run(commands, args, surroundings);
    return new Shell.Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A verb that does as the test tells it. */
  @Command(name = "attempt")
  static final class Attempt implements Verb {
    @Parameters(paramLabel = "JOB")
    String job;

    @Option(names = "--calls")
    int calls;

    RuntimeException thrown;

    @Override
    public ExitCode run() {
      if (thrown != null) {
        throw thrown;
      }
      return ExitCode.of(List.of(ExitCode.DONE, ExitCode.NOT_ENOUGH_EVIDENCE));
    }
  }
}

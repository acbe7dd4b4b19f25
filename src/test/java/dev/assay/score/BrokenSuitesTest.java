package dev.assay.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Problems;
import dev.assay.suite.SuiteFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One folder a fault, named for it, with what the user reads in its {@code expected.txt}. */
class BrokenSuitesTest {
  private static final Path BROKEN = Path.of("src/test/resources/suite/broken");

  static Stream<String> faults() throws IOException {
    try (Stream<Path> folders = Files.list(BROKEN)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theMessageSaysWhereWhatAndHowToMend(String fault) throws IOException {
    assertThat(told(BROKEN.resolve(fault)))
        .isEqualTo(Files.readString(BROKEN.resolve(fault).resolve("expected.txt")).strip());
  }

  @Test
  void aMissingFolderIsAProblemOfThePathAsItWasGiven() {
    assertThat(told(BROKEN.resolve("no-such-suite")))
        .isEqualTo(
            "no-such-suite: there is no such folder. A suite is a folder with a suite.yaml.\n"
                + "1 problem in 1 file.");
  }

  private static String told(Path folder) {
    Problems problems = new Problems();
    SuiteFolder.read(folder, problems).ifPresent(suite -> Scorers.check(suite, problems));
    return new InvalidInput(problems.all()).report().replace(BROKEN + "/", "");
  }
}

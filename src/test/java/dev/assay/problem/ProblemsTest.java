package dev.assay.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private final Problems problems = new Problems();

  @Test
  void aProblemReadsAsWhereWhatAndHowToMend() {
    assertThat(new Problem(Place.of(Path.of("jobs/a.yaml"), 3), "'repeats' is 0", "Use 1 or more."))
        .hasToString("jobs/a.yaml:3: 'repeats' is 0. Use 1 or more.");
    assertThat(new Problem(Place.of(Path.of("jobs/a.yaml"), 0), "the file is empty", ""))
        .hasToString("jobs/a.yaml: the file is empty.");
    assertThat(new Problem(Place.setting("--budget"), "0 is no budget", ""))
        .hasToString("--budget: 0 is no budget.");
  }

  @Test
  void theReportKeepsTheOrderOfFilesAndSortsTheLinesOfEach() {
    problems.add(Place.of(Path.of("b.yaml"), 9), "nine", "");
    problems.add(Place.of(Path.of("a.yaml"), 1), "one", "");
    problems.add(Place.of(Path.of("b.yaml"), 2), "two", "");

    assertThat(new InvalidInput(problems.all()).report())
        .isEqualTo("b.yaml:2: two.\nb.yaml:9: nine.\na.yaml:1: one.\n3 problems in 2 files.");
  }

  @Test
  void theLastLineCountsInTheSingularToo() {
    assertThat(new InvalidInput(Place.of(Path.of("a.yaml"), 1), "one", "").report())
        .endsWith("\n1 problem in 1 file.");
    assertThat(new InvalidInput(Place.setting("-j"), "is 0", "").report())
        .endsWith("\n1 problem in 1 place.");
  }

  @Test
  void theSameProblemFoundTwiceIsToldOnce() {
    problems.add(Place.of(Path.of("a.yaml"), 1), "one", "");
    problems.add(Place.of(Path.of("a.yaml"), 1), "one", "");

    assertThat(problems.all()).hasSize(1);
    assertThat(problems.count()).isEqualTo(1);
  }

  @Test
  void nothingIsThrownUntilSomethingIsWrongAndThenEverythingIs() {
    problems.throwIfAny();
    problems.add(Place.of(Path.of("a.yaml"), 1), "one", "");
    problems.add(Place.of(Path.of("a.yaml"), 2), "two", "");

    assertThat(problems.none()).isFalse();
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOfSatisfying(
            InvalidInput.class, invalid -> assertThat(invalid.problems()).hasSize(2))
        .hasMessage("a.yaml:1: one.\na.yaml:2: two.");
  }
}

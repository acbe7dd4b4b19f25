package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  private static final List<Integer> BY_WEIGHT = List.of(1, 2, 130, 3, 5, 4, 102, 100, 101, 0);

  @Test
  void ofSeveralEndingsTheWeightiestIsTold() {
    List<ExitCode> endings = new ArrayList<>();
    List<Integer> lightestFirst = new ArrayList<>(BY_WEIGHT);
    Collections.reverse(lightestFirst);
    Random order = new Random(7);
    for (int code : lightestFirst) {
      endings.add(withCode(code));
      Collections.shuffle(endings, order);
      assertThat(ExitCode.of(endings).code()).isEqualTo(code);
    }
  }

  @Test
  void noEndingAtAllIsDone() {
    assertThat(ExitCode.of(List.of())).isEqualTo(ExitCode.DONE);
  }

  @Test
  void everyCodeIsItsOwn() {
    assertThat(Stream.of(ExitCode.values()).map(ExitCode::code))
        .containsExactlyInAnyOrderElementsOf(BY_WEIGHT);
  }

  private static ExitCode withCode(int code) {
    return Stream.of(ExitCode.values())
        .filter(each -> each.code() == code)
        .findFirst()
        .orElseThrow();
  }
}

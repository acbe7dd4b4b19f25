package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneTest {

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 4", "3, 4", "4, 4", "1000, 3", "1000000, 7"})
  void lanesShareTheCallsEvenlyAndLeaveNoneOut(long calls, int wanted) {
    List<Long> numbers = Lane.numbers(calls, wanted);
    List<Lane> lanes =
        numbers.stream().map(number -> Lane.of(number, calls, numbers.size())).toList();
    long next = 0;
    for (Lane lane : lanes) {
      assertThat(lane.from()).isEqualTo(next);
      assertThat(lane.to() - lane.from()).isBetween(calls / lanes.size(), calls / lanes.size() + 1);
      next = lane.to();
    }
    assertThat(next).isEqualTo(calls);
    assertThat(lanes).hasSizeBetween(1, wanted);
  }
}

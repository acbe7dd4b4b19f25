package dev.assay.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosestTest {
  private static final List<String> KNOWN =
      List.of("id", "max-retries", "repeats", "scorers", "exact_match");

  @ParameterizedTest
  @CsvSource({
    "max-retires, max-retries",
    "MAX_RETRIES, max-retries",
    "repeat, repeats",
    "socrers, scorers",
    "exact-match, exact_match",
    "exact_mach, exact_match",
    "di, id"
  })
  void aSlipFindsTheNameThatWasMeant(String word, String meant) {
    assertThat(Closest.to(word, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"budget", "x", "on", "''"})
  void aWordFarFromEveryNameFindsNone(String word) {
    assertThat(Closest.to(word, KNOWN)).isEmpty();
  }

  @Test
  void twoNeighboursSwappedAreOneSlip() {
    assertThat(Closest.distance("abcd", "abdc")).isEqualTo(1);
    assertThat(Closest.distance("abcd", "acbd")).isEqualTo(1);
    assertThat(Closest.distance("abcd", "badc")).isEqualTo(2);
    assertThat(Closest.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void ofTwoEquallyCloseNamesTheFirstInTheAlphabetIsTaken() {
    assertThat(Closest.to("cast", List.of("cost", "cash"))).contains("cash");
  }

  @Test
  void theHintNamesTheClosestAndThenAllInOrder() {
    assertThat(Closest.hint("repeat", "settings", List.of("repeats", "arms")))
        .isEqualTo("Did you mean 'repeats'? Known settings: arms, repeats.");
    assertThat(Closest.hint("zebra", "settings", List.of("repeats", "arms")))
        .isEqualTo("Known settings: arms, repeats.");
    assertThat(Closest.hint("zebra", "settings", List.of())).isEqualTo("There are no settings.");
  }

  @Test
  void aWordOfAMillionLettersIsNotComparedLetterByLetter() {
    assertThat(Closest.to("x".repeat(1_000_000), KNOWN)).isEmpty();
  }
}

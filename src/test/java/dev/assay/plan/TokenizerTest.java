package dev.assay.plan;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.assay.suite.Message;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
  private static final int AROUND_ONE_MESSAGE = 7;

  @ParameterizedTest
  @CsvSource({"'', 0", "Hello, 1", "'Hello, world!', 4", "<|endoftext|>, 7"})
  void aKnownTextHasItsKnownCount(String text, long tokens) {
    assertThat(Tokenizer.count(prompt(text))).isEqualTo(tokens + AROUND_ONE_MESSAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", " ", "\n", "!", "<|endoftext|>", "<|im_start|>", "é", "😀", "你好", "\ud83d"})
  void aHostileTextIsCountedInTimeAndWithinTheBound(String piece) {
    List<Message> prompt = prompt(piece.repeat(100_000 / piece.length()));
    long tokens = assertTimeoutPreemptively(ofSeconds(20), () -> Tokenizer.count(prompt));
    assertThat(tokens).isPositive().isLessThanOrEqualTo(Tokenizer.countAtMost(prompt));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noTextHasMoreTokensThanTheBoundNorMoreThanATokenForThreeCharacters(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      String text =
          random
              .ints(random.nextInt(60), 0, Character.MAX_CODE_POINT + 1)
              .map(point -> random.nextBoolean() ? point % 0x250 : point)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      List<Message> prompt = prompt(text);
      assertThat(Tokenizer.countAtMost(prompt))
          .isGreaterThanOrEqualTo(Tokenizer.count(prompt))
          .isGreaterThanOrEqualTo((text.length() + 2) / 3 + 8);
    }
  }

  private static List<Message> prompt(String text) {
    return List.of(new Message(Message.Role.USER, text));
  }
}

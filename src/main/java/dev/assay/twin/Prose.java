package dev.assay.twin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Plausible text of a wanted length, made from the words of a prompt. */
final class Prose {
  private static final List<String> PLAIN_WORDS =
      List.of(
          "the",
          "question",
          "is",
          "about",
          "and",
          "this",
          "means",
          "that",
          "first",
          "we",
          "check",
          "then",
          "note",
          "which",
          "follows",
          "from",
          "it",
          "so",
          "with",
          "each",
          "part",
          "in",
          "order",
          "because",
          "as",
          "given",
          "here",
          "one",
          "can",
          "see",
          "how",
          "they",
          "relate");
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
  private static final int PROMPT_WORDS = 40;

  private Prose() {}

  static String about(String prompt, int tokens, Dice dice) {
    List<String> topics =
        Arrays.stream(NO_LETTERS.split(prompt, PROMPT_WORDS))
            .filter(word -> word.length() > 3 && word.length() < 16)
            .map(word -> word.toLowerCase(Locale.ROOT))
            .distinct()
            .toList();
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < TokenRule.charactersOf(tokens); i++) {
      Dice roll = dice.about(i);
      List<String> words =
          topics.isEmpty() || roll.about("kind").chance() < 0.6 ? PLAIN_WORDS : topics;
      String word = words.get(roll.between(0, words.size() - 1));
      boolean opens = i % 11 == 0;
      text.append(i == 0 ? "" : opens ? ". " : " ")
          .append(opens ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : word);
    }
    return TokenRule.part(text.toString(), 0, tokens);
  }
}

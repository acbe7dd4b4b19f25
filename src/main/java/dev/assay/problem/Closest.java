package dev.assay.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a misspelt one most likely meant. */
public final class Closest {
  /** A beginning shorter than this says nothing of what was meant. */
  private static final int SHORTEST_BEGINNING = 4;

  private Closest() {}

  /**
   * The nearest known name, where one is near enough that a reader would agree: a slip or two away,
   * or the same name with more or less behind it.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    // in a word of three letters two slips leave nothing that was meant
    int tolerated = word.length() <= 3 ? 1 : Math.max(2, word.length() / 3);
    return known.stream()
        .filter(name -> isNear(folded(word), folded(name), tolerated))
        .min(
            Comparator.<String>comparingInt(name -> distance(folded(word), folded(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String word, String name, int tolerated) {
    // the lengths first: the distance of two hostile texts of a megabyte would never be known
    boolean similar =
        Math.abs(name.length() - word.length()) <= tolerated && distance(word, name) <= tolerated;
    return similar || isLonger(name, word) || isLonger(word, name);
  }

  private static boolean isLonger(String name, String beginning) {
    return beginning.length() >= SHORTEST_BEGINNING && name.startsWith(beginning);
  }

  /** The mend for a misspelt name: the closest known one, then all of them. */
  public static String hint(String word, String plural, Collection<String> known) {
    String suggestion = to(word, known).map("Did you mean '%s'? "::formatted).orElse("");
    return known.isEmpty()
        ? "There are no %s.".formatted(plural)
        : "%sKnown %s: %s."
            .formatted(suggestion, plural, String.join(", ", known.stream().sorted().toList()));
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Edit distance in which two neighbours swapped count as one slip. */
  static int distance(String left, String right) {
    int[][] slips = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int same = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        slips[i][j] =
            Math.min(Math.min(slips[i - 1][j], slips[i][j - 1]) + 1, slips[i - 1][j - 1] + same);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[left.length()][right.length()];
  }
}

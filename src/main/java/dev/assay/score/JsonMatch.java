package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The answer is the expected document: numbers by value, fields in any order, lists in theirs.
 *
 * <p>The score is the share of the top-level fields of both that are equal, so that a nearly right
 * document counts for more than a wrong one; only an equal one passes.
 */
final class JsonMatch implements Scorer {
  private static final int DIFFERENCES_TOLD = 5;

  static Scorer of(Options options) {
    return new JsonMatch();
  }

  @Override
  public Criterion expecting(JsonNode value) throws Unusable {
    JsonNode expected = document(value);
    return new Criterion() {
      @Override
      public Score judge(String answer) {
        try {
          return compared(expected, JsonAnswer.parse(answer));
        } catch (JsonAnswer.NotJson notJson) {
          return Score.Scored.fail(notJson.getMessage());
        }
      }

      @Override
      public List<String> examples() {
        return List.of(JsonAnswer.write(expected));
      }

      @Override
      public List<String> slips() {
        String whole = JsonAnswer.write(expected);
        return List.of(whole.substring(0, whole.length() * 2 / 3));
      }
    };
  }

  /** A cell of a CSV file can hold a document only as text. */
  private static JsonNode document(JsonNode value) throws Unusable {
    boolean isText = value.isTextual() && value.textValue().strip().matches("(?s)[\\[{].*");
    try {
      return isText ? JsonAnswer.parse(value.textValue()) : value;
    } catch (JsonAnswer.NotJson notJson) {
      throw new Unusable("expects a document, got " + notJson.getMessage(), "");
    }
  }

  private static Score compared(JsonNode expected, JsonNode found) {
    List<String> differences = new ArrayList<>();
    compare("", expected, found, differences);
    if (differences.isEmpty()) {
      return Score.Scored.pass();
    }
    int untold = differences.size() - DIFFERENCES_TOLD;
    String detail =
        String.join("; ", differences.subList(0, Math.min(DIFFERENCES_TOLD, differences.size())))
            + (untold > 0 ? "; and %d more".formatted(untold) : "");
    return new Score.Scored(shareOfEqualFields(expected, found), false, detail);
  }

  private static double shareOfEqualFields(JsonNode expected, JsonNode found) {
    NavigableSet<String> names = names(expected, found);
    long equal =
        names.stream()
            .filter(
                name -> {
                  List<String> differences = new ArrayList<>();
                  compare("", expected.path(name), found.path(name), differences);
                  return differences.isEmpty();
                })
            .count();
    return names.isEmpty() ? 0 : (double) equal / names.size();
  }

  private static NavigableSet<String> names(JsonNode left, JsonNode right) {
    NavigableSet<String> names = new TreeSet<>();
    left.fieldNames().forEachRemaining(names::add);
    right.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Adds the path of each difference as a JSON pointer. */
  private static void compare(
      String path, JsonNode expected, JsonNode found, List<String> differences) {
    if (expected.isObject() && found.isObject()) {
      names(expected, found)
          .forEach(
              name ->
                  compare(
                      path + "/" + name.replace("~", "~0").replace("/", "~1"),
                      expected.path(name),
                      found.path(name),
                      differences));
    } else if (expected.isArray() && found.isArray()) {
      for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
        compare(path + "/" + i, expected.path(i), found.path(i), differences);
      }
    } else if (!sameScalar(expected, found)) {
      differences.add(
          "%s: expected %s, got %s"
              .formatted(path.isEmpty() ? "the document" : path, told(expected), told(found)));
    }
  }

  private static boolean sameScalar(JsonNode expected, JsonNode found) {
    if (expected.isNumber() && found.isNumber()) {
      return expected.decimalValue().compareTo(found.decimalValue()) == 0;
    }
    return expected.equals(found);
  }

  private static String told(JsonNode value) {
    return value instanceof MissingNode ? "nothing" : Told.of(value);
  }
}

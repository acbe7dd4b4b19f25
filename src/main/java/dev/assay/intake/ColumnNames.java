package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Our names of the columns of a kind of file, and what a user says they are called there. */
final class ColumnNames {
  static final List<String> OUTCOMES =
      List.of(
          "item_id",
          "arm",
          "suite",
          "score",
          "passed",
          "failed",
          "error",
          "cost_usd",
          "currency",
          "latency_ms",
          "ttft_ms",
          "prompt_tokens",
          "completion_tokens",
          "cluster",
          "model",
          "provider",
          "policy",
          "repeat",
          "started_at",
          "output");

  static final List<String> PREFERENCES =
      List.of(
          "item_id",
          "model_a",
          "model_b",
          "preference",
          "judge",
          "suite",
          "cluster",
          "repeat",
          "length_a",
          "length_b",
          "output_a",
          "output_b");

  private final List<String> ours;
  private final Map<String, String> renamed;

  private ColumnNames(List<String> ours, Map<String, String> renamed) {
    this.ours = ours;
    this.renamed = renamed;
  }

  /** Refuses a renaming of a column that we do not know. */
  static ColumnNames of(FileKind kind, Map<String, String> renamed) {
    List<String> ours = kind == FileKind.PREFERENCES ? PREFERENCES : OUTCOMES;
    Problems problems = new Problems();
    boolean hasColumns = kind == FileKind.PREFERENCES || kind == FileKind.OUTCOMES;
    renamed.forEach(
        (our, their) -> {
          if (!hasColumns) {
            problems.add(
                Place.setting("--map"),
                "%s has no columns that could be called otherwise".formatted(kind.told()),
                "Leave '--map %s=%s' out.".formatted(our, their));
          } else if (!ours.contains(our)) {
            problems.add(
                Place.setting("--map"),
                "'%s' is no column of ours".formatted(our),
                Closest.hint(our, "columns", ours));
          }
        });
    problems.throwIfAny();
    return new ColumnNames(ours, renamed);
  }

  List<String> all() {
    return ours;
  }

  String theirs(String our) {
    return renamed.getOrDefault(our, our);
  }

  /** Those of our columns that a file with these columns of theirs has. */
  List<String> among(Collection<String> theirs) {
    return ours.stream().filter(our -> theirs.contains(theirs(our))).toList();
  }

  /** Those of their columns that are none of ours. */
  List<String> unused(Collection<String> theirs) {
    List<String> used = ours.stream().map(this::theirs).toList();
    return theirs.stream().filter(each -> !used.contains(each)).sorted().toList();
  }

  /** Faults of a renaming or of a column that must be there. */
  void check(Path file, Collection<String> theirs, List<String> needed, Problems problems) {
    renamed.forEach(
        (our, their) -> {
          if (!theirs.contains(their)) {
            problems.add(
                Place.of(file, 1),
                "there is no column '%s', which --map names for '%s'".formatted(their, our),
                Closest.hint(their, "columns of the file", theirs));
          }
        });
    for (String our : needed) {
      if (!theirs.contains(theirs(our)) && !renamed.containsKey(our)) {
        problems.add(
            Place.of(file, 1),
            "there is no column '%s'".formatted(our),
            "Say which one it is: --map %s=NAME. The file has %s."
                .formatted(our, String.join(", ", theirs.stream().sorted().toList())));
      }
    }
  }
}

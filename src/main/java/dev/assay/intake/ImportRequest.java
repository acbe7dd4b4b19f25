package dev.assay.intake;

import dev.assay.usage.ImportOrigin;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a user wants imported, and what the files themselves do not say. Null is not said.
 *
 * @param form in place of what the ending of a file's name says
 * @param kind in place of what a file's content says
 * @param columns our name of a column to theirs
 * @param suite the suite of rows that name none
 * @param arm the arm of rows that name none
 * @param score which of several scores of a row is the score
 * @param worst the score that means 0
 * @param best the score that means 1
 * @param passAt the score, from 0 to 1, from which an answer counts as a success
 * @param controls the models that are no model but a constant answer, there to try the judge
 */
public record ImportRequest(
    List<Path> files,
    Form form,
    FileKind kind,
    Map<String, String> columns,
    String suite,
    String arm,
    String score,
    BigDecimal worst,
    BigDecimal best,
    BigDecimal passAt,
    List<String> controls) {
  public ImportRequest {
    files = List.copyOf(files);
    columns = Map.copyOf(columns);
    controls = List.copyOf(controls);
  }

  /** Files that say everything themselves, with scores from 0 to 1. */
  public static ImportRequest of(Path... files) {
    return new ImportRequest(
        List.of(files),
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        BigDecimal.ZERO,
        BigDecimal.ONE,
        BigDecimal.ONE,
        List.of());
  }

  /** What was said, by the flag that says it: part of what a run was made of. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    columns.forEach((ours, theirs) -> settings.put("--map " + ours, theirs));
    put(settings, "--format", form == null ? null : form.word());
    put(settings, "--as", kind == null ? null : kind.word());
    put(settings, "--suite", suite);
    put(settings, "--arm", arm);
    put(settings, "--score", score);
    if (worst.signum() != 0 || best.compareTo(BigDecimal.ONE) != 0) {
      settings.put("--score-range", worst.toPlainString() + ".." + best.toPlainString());
    }
    if (passAt.compareTo(BigDecimal.ONE) != 0) {
      settings.put("--pass-at", passAt.toPlainString());
    }
    controls.forEach(control -> settings.put(ImportOrigin.CONTROL + " " + control, "control"));
    return settings;
  }

  private static void put(Map<String, String> settings, String flag, String value) {
    if (value != null) {
      settings.put(flag, value);
    }
  }
}

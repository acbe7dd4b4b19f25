package dev.assay.intake;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the choices of some files as the preferences of a run; its arms are their models. */
final class PreferenceLoad {
  private static final String KEY = "suite, item_id, judge, repeat, model_a, model_b";
  private static final String VALUES = "preference, abstain_reason, cluster_id, length_a, length_b";
  private static final String CONTRADICTION =
      "concat('the choice of ''', left(judge, 40), ''' on item ''', left(item_id, 40), ''' between ''', left(model_a, 40),"
          + " ''' and ''', left(model_b, 40), ''' stands here ', times, ' times, each time another. Number its"
          + " repeats in a column repeat, or remove all but one')";

  private final Workbench workbench;
  private final RawRows raw;
  private final PreferenceSql sql;
  private final RunFolder run;
  private final List<String> controls;

  /**
   * @param controls the models that are a constant answer; each must be one of the files'
   */
  PreferenceLoad(
      Workbench workbench, RawRows raw, PreferenceSql sql, RunFolder run, List<String> controls) {
    this.workbench = workbench;
    this.raw = raw;
    this.sql = sql;
    this.run = run;
    this.controls = List.copyOf(controls);
  }

  Loaded load(LeftOut leftOut) throws SQLException, IOException {
    String numbered = sql.typed(raw.numbered());
    long read = count("(%s)".formatted(numbered));
    if (read == 0) {
      throw new InvalidInput(
          Place.of(raw.paths().get(0), 0), "there are no rows", "Name a file that has some.");
    }
    leftOut.find(numbered, KEY, VALUES, CONTRADICTION);
    Parquet.write(
        workbench,
        sql.published(leftOut.keptOf(numbered), run.runId()),
        Files.createDirectories(run.preferences()));
    String sides =
        """
        (select suite, item_id as case_id, model_a as arm from %1$s
        union all select suite, item_id, model_b from %1$s)"""
            .formatted(Parquet.in(run.preferences()));
    List<String> models =
        workbench
            .query("select distinct arm from %s order by arm".formatted(sides))
            .values()
            .stream()
            .map(row -> (String) row.get(0))
            .toList();
    for (String control : controls) {
      if (!models.isEmpty() && !models.contains(control)) {
        throw new InvalidInput(
            Place.setting(ImportOrigin.CONTROL),
            "no choice is about a model '%s'".formatted(control),
            Closest.hint(control, "models", models));
      }
    }
    Map<String, String> suites =
        models.isEmpty() ? Map.of() : Overlap.of(sides, models, workbench).suiteHashes();
    return new Loaded(
        read,
        leftOut.rejected(),
        leftOut.duplicates(),
        models,
        suites,
        null,
        new RunManifest.Parts(0, 0, 0, 0, 0, 0),
        null,
        null,
        new ArrayList<>(raw.notes()));
  }

  private long count(String rows) throws SQLException {
    return (Long) workbench.query("select count(*) from " + rows).values().get(0).get(0);
  }
}

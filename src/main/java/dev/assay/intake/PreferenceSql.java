package dev.assay.intake;

import dev.assay.warehouse.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How a row of text becomes a judge's choice between two answers. */
final class PreferenceSql {
  private static final String ABSTAINED =
      "('abstain', 'abstained', 'invalid', 'neither', 'none', 'null', 'both bad')";

  private final Set<String> columns;
  private final String suite;

  PreferenceSql(RawRows rows, String suite) {
    this.columns = rows.columns();
    this.suite = suite;
  }

  /** Every row with its values and what is wrong with it, null where nothing. */
  String typed(String rows) {
    return """
        select _file, _row, coalesce(%s, %s) as suite, item_id, %s as cluster_id,
          coalesce(%s, 'unknown') as judge, %s as repeat, model_a, model_b,
          %s as preference,
          if(preference is null or lower(trim(preference)) in %s, coalesce(preference, 'no choice'), null)
            as abstain_reason,
          %s as length_a, %s as length_b, %s as fault
        from (%s) as raw"""
        .formatted(
            raw("suite"),
            Workbench.text(suite),
            columns.contains("cluster") ? "coalesce(cluster, item_id)" : "item_id",
            raw("judge"),
            columns.contains("repeat") ? "coalesce(try_cast(raw.repeat as INTEGER), 1)" : "1",
            preference(),
            ABSTAINED,
            length("a"),
            length("b"),
            fault(),
            rows);
  }

  private String raw(String column) {
    return columns.contains(column) ? "raw." + column : "cast(null as VARCHAR)";
  }

  private String length(String side) {
    String told = "try_cast(%s as BIGINT)".formatted(raw("length_" + side));
    return "coalesce(%s, length(%s))".formatted(told, raw("output_" + side));
  }

  /** A name, a letter, or a number: up to 1 the share of the first, above it the form 1 to 2. */
  private static String preference() {
    String number = "try_cast(raw.preference as DOUBLE)";
    return """
        case
          when raw.preference = raw.model_a or lower(trim(raw.preference)) in ('a', 'model_a') then 1.0
          when raw.preference = raw.model_b or lower(trim(raw.preference)) in ('b', 'model_b') then 0.0
          when lower(trim(raw.preference)) in ('tie', 'both', 'equal') then 0.5
          when %1$s between 0 and 1 then %1$s
          when %1$s > 1 and %1$s <= 2 then 2 - %1$s
        end"""
        .formatted(number);
  }

  private String fault() {
    List<String> cases = new ArrayList<>();
    cases.add("when raw.item_id is null then 'item_id is empty. Every row needs one'");
    for (String model : List.of("model_a", "model_b")) {
      cases.add(
          "when raw.%1$s is null then '%1$s is empty. Every row needs both'".formatted(model));
    }
    cases.add(
        "when raw.model_a = raw.model_b then concat('model_a and model_b are both ''', left(raw.model_a, 40), '''. A choice is between two')");
    cases.add(
        """
        when raw.preference is not null and lower(trim(raw.preference)) not in %s and %s is null
        then concat('preference is ''', left(raw.preference, 40),
          ''', which is no choice. Write a, b, tie, the name of a model, a number from 0 to 1, or nothing')"""
            .formatted(ABSTAINED, preference()));
    if (columns.contains("repeat")) {
      cases.add(
          "when raw.repeat is not null and coalesce(try_cast(raw.repeat as INTEGER), 0) < 1 then concat('repeat is ''', left(raw.repeat, 40), ''', which is no whole number from 1')");
    }
    return "case %s end".formatted(String.join("\n", cases));
  }

  /** The published rows of typed ones. */
  String published(String rows, String runId) {
    return """
        select %s as run_id, suite, item_id, cluster_id, judge, repeat, model_a, model_b, preference,
          abstain_reason, length_a, length_b
        from %s"""
        .formatted(Workbench.text(runId), rows);
  }
}

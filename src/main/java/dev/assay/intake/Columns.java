package dev.assay.intake;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The columns of a table of ours as a mapping makes them. Those that are made are SQL over the
 * names of the fields and over what is known of every row: {@code book_source}, {@code
 * book_system}, {@code book_simulated}, {@code file_name}, {@code file_hash}, {@code file_line} and
 * what the user said, e.g. {@code said_workspace}. Those that are derived are SQL over our columns.
 */
final class Columns {
  private final Map<String, String> made = new LinkedHashMap<>();
  private final Map<String, String> derived = new LinkedHashMap<>();
  private final Set<String> always = new HashSet<>();
  private final Set<String> hidden = new HashSet<>();

  private Columns() {
    always("source", "book_source")
        .always("simulated", "book_simulated")
        .always("origin_file", "file_name")
        .always("origin_row", "file_line");
  }

  /**
   * Of attempts in production: nobody but their author knows what was asked, so each is a case of
   * its own.
   *
   * @param callId SQL of what tells one attempt from all others of the run
   */
  static Columns ofUsage(String callId) {
    return new Columns()
        .always("call_id", callId)
        .always("attempt", "cast(1 as INTEGER)")
        .always("purpose", "'production'")
        .always("suite", "'production'")
        .always("repeat", "cast(1 as INTEGER)")
        .always("tags", "cast([] as VARCHAR[])")
        .always("transport", "book_system")
        .always("outcome", "'answered'")
        .always("cancelled", "false")
        .derived("case_id", "call_id")
        .derived("cluster_id", "call_id")
        .derived("arm", "coalesce(served_model, 'unknown')")
        .derived("cost_source", "if(billed_usd is null, 'unknown', 'import')");
  }

  /**
   * Of sums that a system states.
   *
   * @param dimensions SQL over our columns of what a sum is of, besides the system and its time
   */
  static Columns ofStatements(String... dimensions) {
    return new Columns()
        .always("system", "book_system")
        .derived("statement_key", key("epoch_us(period_start), epoch_us(period_end)", dimensions));
  }

  /**
   * Of movements of money.
   *
   * @param reference SQL over our columns of what names a movement by itself; null where none does
   * @param dimensions SQL over our columns of what else it is of
   */
  static Columns ofCharges(String reference, String... dimensions) {
    String line = String.join(", ", dimensions);
    // lines that are alike are numbered by their amount, so that another order changes nothing
    String among =
        "row_number() over (partition by _file, fault is null, kind, %s order by amount_usd, _row)"
            .formatted(line);
    return new Columns()
        .always("system", "book_system")
        .derived(
            "charge_key",
            "if((%s) is null, %s, %s)"
                .formatted(
                    reference,
                    key("kind, " + among, dimensions),
                    key("kind, coalesce(%s, '')".formatted(reference))));
  }

  /** Of keys as they are listed. */
  static Columns ofKeyCards() {
    return new Columns().always("system", "book_system");
  }

  /** Tells a row by its source and by some more, of which any may be null. */
  static String key(String always, String... more) {
    return "md5(concat_ws(chr(31), source, simulated, system, %s%s))"
        .formatted(
            always,
            Arrays.stream(more)
                .map(", coalesce(cast(%s as VARCHAR), '')"::formatted)
                .collect(Collectors.joining()));
  }

  /** A column that no row is without, whatever a file lacks. */
  Columns always(String ours, String sql) {
    always.add(ours);
    return with(ours, sql);
  }

  /** What tells rows apart and is no column of ours. */
  Columns hidden(String name, String sql) {
    hidden.add(name);
    return with(name, sql);
  }

  boolean isHidden(String name) {
    return hidden.contains(name);
  }

  boolean isAlways(String ours) {
    return always.contains(ours);
  }

  /** A column of ours, in place of what it was. */
  Columns with(String ours, String sql) {
    made.put(ours, sql);
    return this;
  }

  /** A column that the file calls and means as we do. */
  Columns asIs(String... ours) {
    for (String each : ours) {
      with(each, each);
    }
    return this;
  }

  Columns derived(String ours, String sql) {
    derived.put(ours, sql);
    return this;
  }

  boolean has(String ours) {
    return made.containsKey(ours) || derived.containsKey(ours);
  }

  Map<String, String> made() {
    return Collections.unmodifiableMap(made);
  }

  Map<String, String> derived() {
    return Collections.unmodifiableMap(derived);
  }
}

package dev.assay.warehouse;

import dev.assay.usage.AdjustmentRow;
import dev.assay.usage.ChargeRow;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.KeyCardRow;
import dev.assay.usage.RowFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.StatementRow;
import dev.assay.usage.UsageEvent;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lays down a committed import of other traffic and of books: what a row does not say has a plain
 * value where the schema wants one, and is unknown elsewhere. Values are named as the columns are,
 * in camel case; text stands for money and time as well.
 */
public final class TinyBooks {
  private static final Map<String, Object> PLAIN =
      Map.ofEntries(
          Map.entry("attempt", 1),
          Map.entry("purpose", "production"),
          Map.entry("source", "import:test"),
          Map.entry("simulated", false),
          Map.entry("suite", "production"),
          Map.entry("repeat", 1),
          Map.entry("tags", List.of()),
          Map.entry("transport", "openrouter"),
          Map.entry("system", "openrouter"),
          Map.entry("outcome", UsageEvent.ANSWERED),
          Map.entry("cancelled", false),
          Map.entry("disabled", false),
          Map.entry("originFile", "test.csv"));

  private final Path folder;
  private final String runId;
  private final Map<Class<? extends Record>, List<Map<String, Object>>> rows =
      new LinkedHashMap<>();
  private Instant importedAt = Instant.parse("2026-11-20T08:00:00Z");
  private boolean simulated;

  private TinyBooks(Path folder, String runId) {
    this.folder = folder;
    this.runId = runId;
  }

  public static TinyBooks of(Path folder, String runId) {
    return new TinyBooks(folder, runId);
  }

  public TinyBooks importedAt(String time) {
    this.importedAt = Instant.parse(time);
    return this;
  }

  public TinyBooks simulated() {
    this.simulated = true;
    return this;
  }

  /** One request of other traffic; its generation id is its case and its call. */
  public TinyBooks event(Object... namesAndValues) {
    Map<String, Object> values = named(namesAndValues);
    Object id = values.getOrDefault("generationId", "gen-" + count(UsageEvent.class));
    for (String same : List.of("generationId", "callId", "caseId", "clusterId")) {
      values.putIfAbsent(same, id);
    }
    values.putIfAbsent("arm", values.getOrDefault("servedModel", "unknown"));
    values.putIfAbsent("costSource", values.containsKey("billedUsd") ? "import" : "unknown");
    return add(UsageEvent.class, values);
  }

  /** One sum; it is of a day unless its end is named, and its key is its position. */
  public TinyBooks statement(Object... namesAndValues) {
    Map<String, Object> values = named(namesAndValues);
    values.putIfAbsent("statementKey", "statement-" + count(StatementRow.class));
    values.putIfAbsent(
        "periodEnd",
        Instant.parse((String) values.get("periodStart")).plusSeconds(24 * 3600).toString());
    return add(StatementRow.class, values);
  }

  public TinyBooks charge(Object... namesAndValues) {
    Map<String, Object> values = named(namesAndValues);
    values.putIfAbsent("chargeKey", runId + "-charge-" + count(ChargeRow.class));
    return add(ChargeRow.class, values);
  }

  public TinyBooks keyCard(Object... namesAndValues) {
    Map<String, Object> values = named(namesAndValues);
    values.putIfAbsent("asOf", importedAt.toString());
    values.putIfAbsent("apiKeyHash", "hash of " + values.get("apiKeyName"));
    return add(KeyCardRow.class, values);
  }

  /** A cost that became known after the commit. */
  public TinyBooks adjustment(Object... namesAndValues) {
    Map<String, Object> values = named(namesAndValues);
    values.putIfAbsent("attempt", 1);
    values.putIfAbsent("reason", "lookup");
    rows.computeIfAbsent(AdjustmentRow.class, key -> new ArrayList<>()).add(values);
    return this;
  }

  private TinyBooks add(Class<? extends Record> type, Map<String, Object> values) {
    values.put("originRow", (long) count(type) + 2);
    rows.computeIfAbsent(type, key -> new ArrayList<>()).add(values);
    return this;
  }

  private int count(Class<? extends Record> type) {
    return rows.getOrDefault(type, List.of()).size();
  }

  private static Map<String, Object> named(Object... namesAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return values;
  }

  public void commit() throws IOException {
    RunFolder run = RunFolder.of(folder, runId);
    write(run.events(), UsageEvent.class);
    write(run.statements(), StatementRow.class);
    write(run.charges(), ChargeRow.class);
    write(run.keyCards(), KeyCardRow.class);
    write(run.adjustments(), AdjustmentRow.class);
    long events = count(UsageEvent.class);
    run.commit(
        new RunManifest(
            runId,
            1,
            "test",
            "test",
            importedAt,
            importedAt,
            "complete",
            simulated,
            "import",
            null,
            null,
            null,
            Map.of(),
            Map.of(),
            List.of(),
            null,
            new RunManifest.Parts(events, events, 0, 0, events, 0),
            null,
            null,
            1,
            0,
            new ImportOrigin("test", List.of(), Map.of(), events, events, 0, 0, null, null),
            null));
  }

  private <R extends Record> void write(Path table, Class<R> type) throws IOException {
    if (count(type) == 0) {
      return;
    }
    try (RowFile<R> file = RowFile.create(table.resolve("part-0.parquet"), type)) {
      for (Map<String, Object> values : rows.get(type)) {
        file.write(row(type, values));
      }
    }
  }

  private <R extends Record> R row(Class<R> type, Map<String, Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (!names.containsAll(values.keySet())) {
      throw new IllegalArgumentException("%s has not all of %s".formatted(type, values.keySet()));
    }
    Object[] arguments =
        Arrays.stream(components).map(component -> value(component, values)).toArray();
    try {
      Constructor<R> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException odd) {
      throw new IllegalStateException("Cannot make a " + type, odd);
    }
  }

  private Object value(RecordComponent component, Map<String, Object> values) {
    String name = component.getName();
    if (name.equals("runId")) {
      return runId;
    }
    if (name.equals("simulated")) {
      return simulated;
    }
    Object value = values.containsKey(name) ? values.get(name) : PLAIN.get(name);
    if (value instanceof String text && component.getType() == BigDecimal.class) {
      return new BigDecimal(text);
    }
    if (value instanceof String text && component.getType() == Instant.class) {
      return Instant.parse(text);
    }
    return value instanceof Integer number && component.getType() == Long.class
        ? (Object) number.longValue()
        : value;
  }
}

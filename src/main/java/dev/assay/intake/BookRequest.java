package dev.assay.intake;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose books a user wants imported, and what the files themselves do not say.
 *
 * @param form in place of what the ending of a file's name says; null is not said
 * @param columns the name of a field to what it is called in the files
 */
public record BookRequest(
    BookSource source,
    List<Path> files,
    Form form,
    Map<String, String> columns,
    Map<Said, String> said) {
  public BookRequest {
    requireNonNull(source, "source");
    files = List.copyOf(files);
    columns = Map.copyOf(columns);
    said.forEach(Said::check);
    said = Map.copyOf(said);
  }

  /** Files that say everything themselves. */
  public static BookRequest of(BookSource source, Path... files) {
    return new BookRequest(source, List.of(files), null, Map.of(), Map.of());
  }

  /** The same with something said of them. */
  public BookRequest saying(Said what, String value) {
    Map<Said, String> more = new EnumMap<>(Said.class);
    more.putAll(said);
    more.put(what, value);
    return new BookRequest(source, files, form, columns, more);
  }

  /** Where the clocks of times without an offset stood. */
  ZoneId zone() {
    return said.containsKey(Said.TIME_ZONE) ? ZoneId.of(said.get(Said.TIME_ZONE)) : ZoneOffset.UTC;
  }

  boolean isSimulated() {
    return said.containsKey(Said.SIMULATED);
  }

  String system() {
    return said.getOrDefault(Said.SYSTEM, source.system());
  }

  List<Layout> layouts() {
    return source.layouts(said);
  }

  /** What was said, by the flag that says it: part of what a run was made of. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    columns.forEach((field, theirs) -> settings.put("--map " + field, theirs));
    said.forEach((what, value) -> settings.put(what.flag(), value));
    if (form != null) {
      settings.put("--format", form.word());
    }
    return settings;
  }
}

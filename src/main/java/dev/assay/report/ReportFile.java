package dev.assay.report;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One SQL file that asks one question, with what its header says about it.
 *
 * @param name folder and file, e.g. {@code comparison/leaderboard}
 * @param asks the question, for readers
 * @param grain what one row is
 * @param kept whether it is a layer that is computed once, however many steps read it
 * @param chart how the answer is best drawn; null where nothing is
 * @param page where it stands in its pack, from 1; those without follow by name
 * @param text the whole file, header included, so that a line of the SQL is a line of the file
 */
public record ReportFile(
    String name,
    Path path,
    String asks,
    String grain,
    List<Input> inputs,
    List<Column> columns,
    List<Parameter> parameters,
    boolean kept,
    List<Hold> holds,
    Chart chart,
    int page,
    String text) {
  /** The page of a report that asks for none. */
  static final int NO_PAGE = Integer.MAX_VALUE;

  /** A table or view that the SQL reads. */
  public record Input(String name, Place place) {}

  /**
   * A column of the answer and what it means.
   *
   * @param name of the column, or {@code $parameter} for the columns that a reader chooses
   */
  public record Column(String name, String meaning, Unit unit, Place place) {}

  /**
   * What a reader may set; {@code $name} in the SQL.
   *
   * @param fallback its value where nobody sets it, as text; {@code required} where somebody must,
   *     {@code none} where it is null then
   */
  public record Parameter(
      String name, ParameterType type, String fallback, String meaning, Place place) {
    static final String REQUIRED = "required";
    static final String NONE = "none";

    public boolean isRequired() {
      return fallback.equals(REQUIRED);
    }

    boolean isNullUnlessSet() {
      return fallback.equals(NONE) && !type.kind().isName();
    }
  }

  /**
   * An invariant, checked each time the report runs.
   *
   * @param promise in words
   * @param condition SQL that is true where the promise is kept; {@code result} is the answer
   */
  public record Hold(String promise, String condition, Place place) {}

  public ReportFile {
    requireNonNull(name, "name");
    requireNonNull(path, "path");
    requireNonNull(asks, "asks");
    requireNonNull(grain, "grain");
    inputs = List.copyOf(inputs);
    columns = List.copyOf(columns);
    parameters = List.copyOf(parameters);
    holds = List.copyOf(holds);
    requireNonNull(text, "text");
  }

  /** Reads a file of a folder of reports; its faults go to the problems. */
  static Optional<ReportFile> read(Path folder, Path file, Problems problems) throws IOException {
    try {
      return new HeaderReader(nameOf(folder, file), file, Files.readString(file), problems).read();
    } catch (CharacterCodingException garbled) {
      problems.add(Place.of(file, 0), "this report is no text in UTF-8", "Save it as UTF-8.");
      return Optional.empty();
    }
  }

  static String nameOf(Path folder, Path file) {
    String relative =
        folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    return relative.substring(0, relative.length() - ".sql".length());
  }

  /** Its name without the folder: what other reports call a staging or intermediate view. */
  public String shortName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** The folder it lies in, e.g. {@code comparison}. */
  public String pack() {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /** Whether other reports build on it, rather than readers read it. */
  public boolean isLayer() {
    return pack().equals("staging") || isIntermediate();
  }

  private boolean isIntermediate() {
    return isIntermediate(name);
  }

  static boolean isIntermediate(String name) {
    return name.startsWith("intermediate/");
  }
}

package dev.assay.problem;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.nio.file.Path;

/** Where something was written: a file and a line of it, or a setting of the command line. */
public record Place(String name, int line) implements Serializable {
  private static final int NOT_A_FILE = -1;

  public Place {
    requireNonNull(name, "name");
  }

  /** A line of a file, counted from 1; line 0 is the file as a whole. */
  public static Place of(Path file, int line) {
    return new Place(file.toString(), line);
  }

  /** A flag or an environment variable, named as the user typed it. */
  public static Place setting(String name) {
    return new Place(name, NOT_A_FILE);
  }

  public boolean isFile() {
    return line != NOT_A_FILE;
  }

  /** The same without the folder, for those who know which file is meant. */
  public String brief() {
    return new Place(name.substring(name.lastIndexOf('/') + 1), line).toString();
  }

  @Override
  public String toString() {
    return line > 0 ? name + ":" + line : name;
  }
}

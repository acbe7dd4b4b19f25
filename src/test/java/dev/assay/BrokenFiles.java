package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Fixtures with one fault each, named for it, and beside each the report it must bring. */
public final class BrokenFiles {
  private static final String EXTENSION = ".yaml";

  private BrokenFiles() {}

  /** The broken files of a room, under {@code src/test/resources/<room>/broken/}. */
  public static List<Path> of(String room) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources", room, "broken"))) {
      return files.filter(file -> file.toString().endsWith(EXTENSION)).sorted().toList();
    }
  }

  /** Holds that reading a file brings nothing but the report beside it, word for word. */
  public static void assertRefused(Path file, BiFunction<Path, Problems, Optional<?>> reader)
      throws IOException {
    Problems problems = new Problems();
    assertThat(reader.apply(file, problems)).isEmpty();
    String report = new InvalidInput(problems.all()).report();
    assertThat(report.replace(file.getParent() + "/", "")).isEqualTo(expected(file));
  }

  private static String expected(Path file) throws IOException {
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - EXTENSION.length());
    return Files.readString(file.resolveSibling(stem + ".expected.txt")).strip();
  }
}

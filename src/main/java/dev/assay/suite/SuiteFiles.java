package dev.assay.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one suite's folder, and no others. */
final class SuiteFiles {
  private final Path folder;
  private final Problems problems;

  SuiteFiles(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /** The file a key names; a suite travels as one folder, so it may not reach out of it. */
  Optional<Path> named(Section section, String key) {
    Optional<String> name = section.text(key);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(name.get()).normalize();
      if (!liesInside(file)) {
        section.problem(
            key,
            "'%s' is '%s', which lies outside the suite's folder".formatted(key, name.get()),
            "Put the file into the folder.");
        return Optional.empty();
      }
      if (!Files.isRegularFile(file)) {
        section.problem(
            key,
            "'%s' is '%s', and there is no such file in the folder".formatted(key, name.get()),
            Closest.to(name.get(), fileNames()).map("Did you mean '%s'?"::formatted).orElse(""));
        return Optional.empty();
      }
      return Optional.of(file);
    } catch (InvalidPathException noFileName) {
      section.problem(key, "'%s' is no file name".formatted(key), "");
      return Optional.empty();
    }
  }

  private boolean liesInside(Path file) {
    try {
      return file.startsWith(folder.normalize())
          && (!Files.exists(file) || file.toRealPath().startsWith(folder.toRealPath()));
    } catch (IOException unreachable) {
      return false;
    }
  }

  private List<String> fileNames() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (CharacterCodingException notUtf8) {
      problems.add(Place.of(file, 0), "the file is not UTF-8 text", "Save it as UTF-8.");
    } catch (IOException unreadable) {
      problems.add(Place.of(file, 0), "Cannot read the file: " + unreadable.getMessage(), "");
    }
    return Optional.empty();
  }

  Optional<JsonNode> json(Path file) {
    Optional<String> text = text(file);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(ExactJson.read(text.get()));
    } catch (JsonProcessingException malformed) {
      int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr();
      problems.add(
          Place.of(file, line), "Cannot read this as JSON: " + malformed.getOriginalMessage(), "");
      return Optional.empty();
    }
  }
}

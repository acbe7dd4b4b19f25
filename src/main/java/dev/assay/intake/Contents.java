package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.ImportOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What a file holds, whatever it is called.
 *
 * @param lines how many lines of text its bytes are
 */
record Contents(Path file, String sha256, long lines) {

  /** The files in their order; the same one twice is a mistake. */
  static List<Contents> of(List<Path> files) throws IOException {
    List<Contents> contents = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInput(Place.of(file, 0), "there is no such file", "Check the path.");
      }
      Contents each = read(file);
      if (!seen.add(each.sha256())) {
        throw new InvalidInput(Place.of(file, 0), "this file is given twice", "Give it once.");
      }
      contents.add(each);
    }
    return contents;
  }

  static List<ImportOrigin.SourceFile> origins(List<Contents> contents) {
    return contents.stream()
        .map(
            each ->
                new ImportOrigin.SourceFile(each.file().getFileName().toString(), each.sha256()))
        .toList();
  }

  private static Contents read(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
    long lines = 0;
    byte last = '\n';
    byte[] buffer = new byte[1 << 20];
    try (InputStream bytes = Files.newInputStream(file)) {
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        digest.update(buffer, 0, read);
        lines += ends(buffer, read);
        last = read > 0 ? buffer[read - 1] : last;
      }
    }
    return new Contents(
        file, HexFormat.of().formatHex(digest.digest()), last == '\n' ? lines : lines + 1);
  }

  // apart from the reading, for only so is it compiled well: three times as fast
  private static int ends(byte[] bytes, int length) {
    int ends = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        ends++;
      }
    }
    return ends;
  }
}

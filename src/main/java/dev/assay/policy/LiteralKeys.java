package dev.assay.policy;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds keys that stand in a file themselves, where a reference belongs. */
public final class LiteralKeys {
  private static final long LONGEST_FILE = 16 << 20;

  /** As providers form them; long enough behind the mark that no word of a prompt is one. */
  private static final Pattern KEY =
      Pattern.compile(
          "(?<![A-Za-z0-9])("
              + String.join(
                  "|",
                  "sk-[A-Za-z0-9_-]{20,}",
                  "gsk_[A-Za-z0-9]{20,}",
                  "xai-[A-Za-z0-9]{20,}",
                  "hf_[A-Za-z0-9]{20,}",
                  "AIza[A-Za-z0-9_-]{30,}",
                  "AKIA[A-Z0-9]{16}",
                  "Bearer +[A-Za-z0-9._-]{20,}",
                  "-----BEGIN [A-Z ]*PRIVATE KEY-----")
              + ")");

  private LiteralKeys() {}

  /** Reports each line of a file, or of any file in a folder, that holds one; never the key. */
  public static void check(Path fileOrFolder, Problems problems) {
    try (Stream<Path> files = Files.walk(fileOrFolder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        checkFile(file, problems);
      }
    } catch (IOException | UncheckedIOException unreadable) {
      problems.add(
          Place.of(fileOrFolder, 0),
          "Cannot look for keys in it: " + unreadable.getMessage(),
          "Make it readable.");
    }
  }

  private static void checkFile(Path file, Problems problems) throws IOException {
    if (Files.size(file) > LONGEST_FILE) {
      return;
    }
    List<String> lines = text(Files.readAllBytes(file)).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (KEY.matcher(lines.get(i)).find()) {
        problems.add(
            Place.of(file, i + 1),
            "a key stands here itself",
            "Disable it at the gateway, since it is known now; write 'env:NAME' or 'file:PATH' instead.");
      }
    }
  }

  /** Empty where it is no text. */
  private static String text(byte[] content) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException notText) {
      return "";
    }
  }
}

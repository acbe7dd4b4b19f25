package dev.assay.settings;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a secret lies: {@code env:NAME} or {@code file:PATH}. The reference may be stored and
 * shown, the secret not.
 *
 * @param place where the reference is written, for the message when it leads nowhere
 */
public record SecretReference(String text, Place place) implements Serializable {
  private static final String ENVIRONMENT = "env:";
  private static final String FILE = "file:";

  /** Strict, so that a key pasted behind the prefix is not taken for a name and repeated. */
  private static final Pattern VARIABLE = Pattern.compile(ENVIRONMENT + "[A-Za-z_][A-Za-z0-9_]*");

  public SecretReference {
    requireNonNull(text, "text");
    requireNonNull(place, "place");
  }

  /** The reference under a key. */
  public static Optional<SecretReference> read(Section section, String key, Problems problems) {
    return section.text(key).flatMap(text -> of(key, text, section.placeOf(key), problems));
  }

  /**
   * A reference that was given for a setting; a text that is neither form may be a key itself, so
   * the message does not repeat it.
   */
  public static Optional<SecretReference> of(
      String setting, String text, Place place, Problems problems) {
    if (!isReference(text)) {
      problems.add(
          place,
          "'%s' is not a reference to a secret".formatted(setting),
          "Write 'env:NAME' or 'file:PATH'; a secret itself never stands in a file.");
      return Optional.empty();
    }
    return Optional.of(new SecretReference(text, place));
  }

  private static boolean isReference(String text) {
    return text.startsWith(FILE)
        ? isPath(text.substring(FILE.length()))
        : VARIABLE.matcher(text).matches();
  }

  private static boolean isPath(String text) {
    try {
      return !Path.of(text).toString().isEmpty();
    } catch (InvalidPathException noPath) {
      return false;
    }
  }

  /** The secret, or nothing and a problem that says what is missing. */
  public Optional<Secret> resolve(Map<String, String> environment, Problems problems) {
    if (text.startsWith(ENVIRONMENT)) {
      String name = text.substring(ENVIRONMENT.length());
      String value = environment.getOrDefault(name, "");
      if (value.isBlank()) {
        problems.add(
            place,
            "the environment variable %s is not set".formatted(name),
            "Set it to the key: export %s=...".formatted(name));
        return Optional.empty();
      }
      return Optional.of(new Secret(value.strip()));
    }
    return fromFile(Path.of(text.substring(FILE.length())), problems);
  }

  private Optional<Secret> fromFile(Path file, Problems problems) {
    try {
      if (othersMayRead(file)) {
        problems.add(
            place,
            "the secret file %s can be read by others".formatted(file),
            "Run: chmod 600 " + file);
        return Optional.empty();
      }
      String value = Files.readString(file).strip();
      if (value.isEmpty()) {
        problems.add(place, "the secret file %s is empty".formatted(file), "");
        return Optional.empty();
      }
      return Optional.of(new Secret(value));
    } catch (IOException unreadable) {
      problems.add(
          place,
          "Cannot read the secret file %s".formatted(file),
          "Check that it exists and is yours.");
      return Optional.empty();
    }
  }

  private static boolean othersMayRead(Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return false;
    }
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
    return granted.contains(PosixFilePermission.GROUP_READ)
        || granted.contains(PosixFilePermission.OTHERS_READ);
  }

  @Override
  public String toString() {
    return text;
  }
}

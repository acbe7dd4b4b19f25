package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Keys that someone wrote down where only their names belong. */
final class Secrets {
  /** What a key begins with, which is looked for in a fraction of the time. */
  static final String BEGINNING = "sk-";

  /** A key in full; what is shown of one in lists has dots in its middle. */
  static final String KEY = BEGINNING + "[A-Za-z0-9_-]{20,}";

  private static final Pattern LITERAL = Pattern.compile(KEY);

  private Secrets() {}

  /** Refuses files with a key anywhere in them, without showing it. */
  static void refuse(List<BookFile> files) throws IOException {
    for (BookFile file : files) {
      if (file.form() == Form.PARQUET) {
        continue;
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(JsonFile.open(file.path()), StandardCharsets.UTF_8))) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (LITERAL.matcher(line).find()) {
            throw new InvalidInput(
                Place.of(file.told(), number),
                "here stands an API key itself (sk-...)",
                "Remove it, and revoke it: who has the file can spend with it.");
          }
        }
      }
    }
  }
}

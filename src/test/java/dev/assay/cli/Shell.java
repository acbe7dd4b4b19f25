package dev.assay.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs command lines within the test's own process and keeps what they print. */
final class Shell {
  /** What one command line printed, and the code it ended with. */
  record Result(int code, String out, String err) {}

  private Shell() {}

  static Result assay(String... args) {
    return assay(Map.of(), args);
  }

  static Result assay(Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Assay.run(args, Console.plain(out, err), environment);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}

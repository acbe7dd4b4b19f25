package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user may get wrong, one folder a fault: its files, the {@code arguments.txt} of the
 * command line where it is not {@code run job.yaml}, and all that is said about it in {@code
 * expected.txt}. HERE stands for the folder, PORT for a port in use and URL for a server that keeps
 * every request.
 */
class BadInputTest {
  private static final Path FAULTS = Path.of("src/test/resources/cli/broken");
  private static final Path SOUND = FAULTS.resolve("job-nearly-named/nightly.yaml");
  private static final String NOTHING_SPENT = "Nothing was sent and nothing was spent.\n";

  @TempDir Path folder;

  static List<Path> faults() throws IOException {
    try (Stream<Path> folders = Files.list(FAULTS)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsToldWithItsPlaceAndItsMendAndNothingIsSentOrLeftBehind(Path fault)
      throws IOException {
    try (RecordingServer server = RecordingServer.answering("hello");
        ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(busy.getLocalPort());

      Result refused = assay(arguments(fault, port, server.baseUrl()));

      assertThat(refused.err())
          .isEqualTo(
              withoutThePlan(refused.err())
                  + Files.readString(fault.resolve("expected.txt")).replace("PORT", port))
          .endsWith(NOTHING_SPENT);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(server.received()).isEmpty();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void theJobOfEveryFaultIsSoundButForIt() {
    assertThat(assay(List.of("run", SOUND.toString())).code()).isZero();
  }

  @Test
  void aPlanAndADryRunAskForNeitherAKeyNorLeaveToSpend() throws IOException {
    try (RecordingServer server = RecordingServer.answering("hello")) {
      for (List<String> harmless :
          List.of(
              List.of("plan", SOUND.toString()), List.of("run", SOUND.toString(), "--dry-run"))) {
        List<String> asked = new ArrayList<>(harmless);
        asked.addAll(List.of("--gateway", server.baseUrl()));

        Result planned = Shell.assay(asked.toArray(String[]::new));

        assertThat(planned.code()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("Plan of job 'greetings': 2 calls");
      }
      assertThat(server.received()).isEmpty();
    }
  }

  private Result assay(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    if (arguments.get(0).equals("run")) {
      all.add("--warehouse=" + folder.resolve("warehouse"));
    }
    return Shell.assay(all.toArray(String[]::new));
  }

  private static List<String> arguments(Path fault, String port, String url) throws IOException {
    Path file = fault.resolve("arguments.txt");
    String line = Files.exists(file) ? Files.readString(file).strip() : "run HERE/job.yaml";
    return List.of(
        line.replace("HERE", fault.toString())
            .replace("PORT", port)
            .replace("URL", url)
            .split(" "));
  }

  /** A run whose job is sound shows what it would cost before it asks for leave or a key. */
  private static String withoutThePlan(String err) {
    int end = err.startsWith("Plan of job") ? err.indexOf("\n\n", err.indexOf("Budget:")) + 2 : 0;
    return err.substring(0, end);
  }
}

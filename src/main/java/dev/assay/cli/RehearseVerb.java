package dev.assay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does unseen what users do most, so that the launcher can keep the classes that it takes in an
 * archive.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description =
        "Does unseen what users do most; the launcher archives the classes that it takes.")
final class RehearseVerb implements Verb {
  private final Surroundings surroundings;

  RehearseVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    Console nobody =
        Console.plain(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    Path warehouse = Files.createTempDirectory("assay-rehearsal");
    try {
      for (List<String> scene : scenes(warehouse)) {
        Assay.run(scene.toArray(String[]::new), nobody, surroundings.environment());
      }
    } finally {
      remove(warehouse);
    }
    return ExitCode.DONE;
  }

  private List<List<String>> scenes(Path warehouse) {
    String job = surroundings.home().resolve("bench/one-call.yaml").toString();
    String runs = "--warehouse=" + warehouse;
    return List.of(
        List.of("help"),
        List.of("not-a-verb"),
        List.of("run", job, runs),
        List.of("runs", runs),
        List.of("sql", runs, "select count(*) from usage_events"),
        List.of("report", "run", "finops/spend", runs, "-f", "csv"));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}

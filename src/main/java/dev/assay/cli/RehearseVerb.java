package dev.assay.cli;

import java.io.OutputStream;
import java.util.List;
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
  private static final List<List<String>> SCENES =
      List.of(List.of("help"), List.of("help", "exit-codes"), List.of("not-a-verb"));

  private final Surroundings surroundings;

  RehearseVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() {
    Console nobody =
        Console.plain(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    for (List<String> scene : SCENES) {
      Assay.run(scene.toArray(String[]::new), nobody, surroundings.environment());
    }
    return ExitCode.DONE;
  }
}

package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunId;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where the one import that is going on writes its run aside, before it moves into its place in one
 * step. Nothing of it is left when it is closed.
 */
final class Landing implements AutoCloseable {
  private static final String ASIDE = "importing";

  private final Path warehouse;
  private final RunInUse hold;

  private Landing(Path warehouse, RunInUse hold) {
    this.warehouse = warehouse;
    this.hold = hold;
  }

  static Landing in(Path warehouse) throws IOException {
    RunInUse hold =
        RunInUse.hold(new RunFolder(warehouse.resolve(ASIDE)))
            .orElseThrow(
                () ->
                    new InvalidInput(
                        Place.of(warehouse, 0),
                        "another import into it is going on",
                        "Wait for its end."));
    Landing landing = new Landing(warehouse, hold);
    landing.clear();
    return landing;
  }

  Path warehouse() {
    return warehouse;
  }

  /** A folder for files that are needed only until the end. */
  Path folder() {
    return warehouse.resolve(ASIDE);
  }

  RunFolder draft(Instant now) {
    return new RunFolder(folder().resolve(RunId.startedAt(now)));
  }

  /** All or nothing: a reader finds the whole run or none. */
  RunFolder commit(RunFolder draft, RunManifest manifest) throws IOException {
    try (Stream<Path> inside = Files.walk(draft.path())) {
      for (Path file : inside.filter(Files::isRegularFile).toList()) {
        // else a loss of power could leave a manifest whose rows are gone
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
    draft.commit(manifest);
    RunFolder run = RunFolder.of(warehouse, draft.runId());
    Files.createDirectories(run.path().getParent());
    Files.move(draft.path(), run.path(), StandardCopyOption.ATOMIC_MOVE);
    return run;
  }

  /** What an import left behind that came to its end, or was cut off. */
  private void clear() throws IOException {
    Path aside = folder();
    try (Stream<Path> inside = Files.walk(aside)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        boolean isLock = path.getParent().equals(aside) && path.endsWith("lock");
        if (!path.equals(aside) && !isLock) {
          Files.delete(path);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      clear();
    } finally {
      hold.close();
    }
  }
}

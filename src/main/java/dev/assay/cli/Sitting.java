package dev.assay.cli;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunId;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunStart;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One go at a run: its first, or one that continues what an earlier one left unfinished. No other
 * process works on the run meanwhile.
 *
 * @param began what the run was when it began; empty for the first sitting
 */
record Sitting(RunFolder folder, Optional<RunStart> began, RunInUse hold) implements Closeable {
  private static final Place RESUME = Place.setting("--resume");

  /** The first sitting of a new run. */
  static Sitting first(Path warehouse, Instant start) {
    RunFolder folder = RunFolder.of(warehouse, RunId.startedAt(start));
    try {
      return new Sitting(folder, Optional.empty(), RunInUse.hold(folder).orElseThrow());
    } catch (IOException unwritable) {
      throw cannotWrite(warehouse, unwritable);
    }
  }

  static InvalidInput cannotWrite(Path warehouse, IOException cause) {
    return new InvalidInput(
        Place.of(warehouse, 0),
        "the run cannot be written here: %s %s"
            .formatted(cause.getClass().getSimpleName(), cause.getMessage()),
        "Make room, make the folder writable, or choose another one with --warehouse.");
  }

  /** The next sitting of the newest run of a job that is not finished, if there is one. */
  static Optional<Sitting> next(Path warehouse, String job) throws IOException {
    List<RunFolder> newestFirst = new ArrayList<>(RunFolder.all(warehouse));
    Collections.reverse(newestFirst);
    for (RunFolder folder : newestFirst) {
      Optional<RunStart> began = folder.start();
      if (began.filter(start -> start.job().equals(job)).isPresent() && !isComplete(folder)) {
        Optional<RunInUse> hold = RunInUse.hold(folder);
        if (hold.isPresent()) {
          return Optional.of(new Sitting(folder, began, hold.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The next sitting of a run that the user names. */
  static Sitting next(Path warehouse, String job, String runId) throws IOException {
    List<String> known = RunFolder.all(warehouse).stream().map(RunFolder::runId).toList();
    RunFolder folder = RunFolder.of(warehouse, runId);
    if (!known.contains(runId)) {
      throw new InvalidInput(
          RESUME,
          "there is no run '%s' in %s".formatted(runId, warehouse),
          Closest.hint(runId, "runs", known));
    }
    Optional<RunStart> began = folder.start();
    if (began.isEmpty()) {
      throw new InvalidInput(
          RESUME,
          "run '%s' does not say what it was made of, so it cannot be continued".formatted(runId),
          "Its start.json is missing. Start the job afresh.");
    }
    if (!began.get().job().equals(job)) {
      throw new InvalidInput(
          RESUME,
          "run '%s' is one of job '%s', not of '%s'".formatted(runId, began.get().job(), job),
          "Name that job's file.");
    }
    if (isComplete(folder)) {
      throw new InvalidInput(
          RESUME,
          "run '%s' is complete; there is nothing to continue".formatted(runId),
          "Leave out --resume to start the job afresh.");
    }
    return new Sitting(
        folder,
        began,
        RunInUse.hold(folder)
            .orElseThrow(
                () ->
                    new InvalidInput(
                        RESUME,
                        "run '%s' is going on in another process".formatted(runId),
                        "Wait for its end.")));
  }

  private static boolean isComplete(RunFolder folder) throws IOException {
    return folder.isCommitted() && folder.manifest().isComplete();
  }

  String runId() {
    return folder.runId();
  }

  /** 1 for the first. */
  int number() throws IOException {
    return began.isEmpty() ? 1 : folder.nextSitting();
  }

  @Override
  public void close() throws IOException {
    hold.close();
  }
}

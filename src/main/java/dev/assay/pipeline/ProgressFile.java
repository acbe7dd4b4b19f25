package dev.assay.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How far a run is, for other programs: a file that is written anew every second until it is
 * closed, and whole whenever it is read.
 */
final class ProgressFile implements Closeable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final Supplier<Progress> progress;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress-file");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> writing;

  ProgressFile(Path file, Supplier<Progress> progress) {
    this.file = file;
    this.progress = progress;
    this.writing = clock.scheduleAtFixedRate(this::write, 1, 1, TimeUnit.SECONDS);
  }

  private synchronized void write() {
    try {
      write(progress.get(), Instant.now());
    } catch (IOException full) {
      // whoever cannot write this cannot write the journal either, which says so and stops the run
    }
  }

  /** Leaves the last state behind. */
  @Override
  public void close() {
    writing.cancel(false);
    clock.shutdown();
    write();
  }

  private void write(Progress state, Instant now) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".part");
    Files.write(aside, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(state, now)));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ObjectNode json(Progress progress, Instant now) {
    ObjectNode root = JSON.createObjectNode();
    root.put("at", now.toString())
        .put("started_at", progress.startedAt().toString())
        .put("planned", progress.planned())
        .put("answered", progress.answered())
        .put("failed", progress.failed())
        .put("not_sent", progress.notSent())
        .put("in_flight", progress.inFlight())
        .put("billed_usd", progress.billed().amount())
        .put("spent_usd", progress.spent().amount())
        .put("budget_usd", progress.budget().amount())
        .put("output_tokens_per_s", progress.tokensPerSecond(now))
        .put("seconds_left", progress.timeLeft(now).map(Duration::toSeconds).orElse(null));
    ArrayNode arms = root.putArray("arms");
    for (Progress.Arm arm : progress.arms()) {
      arms.addObject()
          .put("arm", arm.name())
          .put("answered", arm.answered())
          .put("failed", arm.failed())
          .put("not_sent", arm.notSent())
          .put("in_flight", arm.inFlight())
          .put("billed_usd", arm.billed().amount())
          .put("output_tokens", arm.outputTokens());
    }
    return root;
  }
}

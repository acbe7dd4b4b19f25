package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run on disk: {@code warehouse/runs/<run-id>/}. A run without a manifest is unfinished, and no
 * reader sees it.
 */
public record RunFolder(Path path) {
  private static final String MANIFEST = "run.json";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  public RunFolder {
    requireNonNull(path, "path");
  }

  public static RunFolder of(Path warehouse, String runId) {
    return new RunFolder(warehouse.resolve("runs").resolve(runId));
  }

  /** The committed runs of a warehouse, oldest id first. */
  public static List<RunFolder> committed(Path warehouse) throws IOException {
    return all(warehouse).stream().filter(RunFolder::isCommitted).toList();
  }

  /** Every run of a warehouse, unfinished ones included, oldest id first. */
  public static List<RunFolder> all(Path warehouse) throws IOException {
    Path runs = warehouse.resolve("runs");
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.filter(Files::isDirectory).sorted().map(RunFolder::new).toList();
    }
  }

  public String runId() {
    return path.getFileName().toString();
  }

  public Path events() {
    return path.resolve("events");
  }

  public Path answers() {
    return path.resolve("answers");
  }

  /** One folder a scoring, named by the hash of the scorers that made it. */
  public Path scores(String scoring) {
    return path.resolve("scores").resolve(scoring);
  }

  public Path journal() {
    return path.resolve("journal");
  }

  public Path adjustments() {
    return path.resolve("adjustments");
  }

  /** What the run had to warn of, a JSON object a line; missing where there was nothing. */
  public Path alerts() {
    return path.resolve("alerts.jsonl");
  }

  public boolean isCommitted() {
    return Files.isRegularFile(path.resolve(MANIFEST));
  }

  public RunManifest manifest() throws IOException {
    return JSON.readValue(path.resolve(MANIFEST).toFile(), RunManifest.class);
  }

  /** Makes the run visible in one step: a reader finds the whole manifest or none. */
  public void commit(RunManifest manifest) throws IOException {
    Path aside = path.resolve(MANIFEST + ".part");
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(manifest));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(aside, path.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
  }
}

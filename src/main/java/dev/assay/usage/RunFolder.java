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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run on disk: {@code warehouse/runs/<run-id>/}. A run without a manifest is unfinished, and no
 * reader sees it.
 */
public record RunFolder(Path path) {
  private static final String MANIFEST = "run.json";
  private static final String START = "start.json";
  private static final String PARQUET = ".parquet";
  private static final Pattern SITTING = Pattern.compile("\\.sitting-([0-9]{1,6})\\.parquet$");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
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

  /** Pairwise choices of judges; only an import has them. */
  public Path preferences() {
    return path.resolve("preferences");
  }

  /** Sums that others state; only an import has them, likewise charges and key cards. */
  public Path statements() {
    return path.resolve("statements");
  }

  public Path charges() {
    return path.resolve("charges");
  }

  public Path keyCards() {
    return path.resolve("key_cards");
  }

  /** The rows that an import left out, each with its line and the reason. */
  public Path rejected() {
    return path.resolve("rejected.csv");
  }

  public Path journal() {
    return path.resolve("journal");
  }

  /** What went over the wire, where the run was asked to keep it. */
  public Path recordings() {
    return path.resolve("recordings");
  }

  public Path adjustments() {
    return path.resolve("adjustments");
  }

  /** How far the run is, or was when it ended, for other programs. */
  public Path progress() {
    return path.resolve("progress.json");
  }

  /** What the run had to warn of, a JSON object a line; missing where there was nothing. */
  public Path alerts() {
    return path.resolve("alerts.jsonl");
  }

  public boolean isCommitted() {
    return Files.isRegularFile(path.resolve(MANIFEST));
  }

  /** The warehouse it lies in. */
  public Path warehouse() {
    return path.resolve("../..").normalize();
  }

  public RunManifest manifest() throws IOException {
    return JSON.readValue(path.resolve(MANIFEST).toFile(), RunManifest.class);
  }

  /** Makes the run visible in one step: a reader finds the whole manifest or none. */
  public void commit(RunManifest manifest) throws IOException {
    replace(MANIFEST, manifest);
  }

  /** Says durably what the run is made of, before its first call. */
  public void begin(RunStart start) throws IOException {
    Files.createDirectories(path);
    replace(START, start);
  }

  /** What the run was when it began; nothing for a run that was not made here. */
  public Optional<RunStart> start() throws IOException {
    Path file = path.resolve(START);
    return Files.isRegularFile(file)
        ? Optional.of(JSON.readValue(file.toFile(), RunStart.class))
        : Optional.empty();
  }

  /** In one step, and on disk when it returns. */
  private void replace(String name, Object content) throws IOException {
    Path aside = path.resolve(name + ".part");
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(content));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(aside, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The Parquet files that one sitting wrote into a folder of this run, in the order of names. */
  public static List<Path> parquet(Path table, int sitting) throws IOException {
    if (!Files.isDirectory(table)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(table)) {
      return inside
          .filter(file -> file.toString().endsWith(PARQUET) && sittingOf(file) == sitting)
          .sorted()
          .toList();
    }
  }

  /** The name of a file of rows; the first sitting's are not marked. */
  public static String parquetName(String part, int sitting) {
    return part + (sitting == 1 ? "" : ".sitting-" + sitting) + PARQUET;
  }

  private static int sittingOf(Path file) {
    Matcher marked = SITTING.matcher(file.getFileName().toString());
    return marked.find() ? Integer.parseInt(marked.group(1)) : 1;
  }

  /** A number no earlier sitting has, that of one which was cut off while it committed included. */
  public int nextSitting() throws IOException {
    int last = isCommitted() ? manifest().sitting() : 0;
    for (Path file : rowFiles()) {
      last = Math.max(last, sittingOf(file));
    }
    return last + 1;
  }

  /** Removes what other sittings than the committed one left; no reader sees those files. */
  public void removeOtherSittings() throws IOException {
    int committed = manifest().sitting();
    for (Path file : rowFiles()) {
      if (sittingOf(file) != committed) {
        Files.delete(file);
      }
    }
  }

  private List<Path> rowFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String table : List.of("events", "scores", "answers", "preferences")) {
      Path folder = path.resolve(table);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> inside = Files.walk(folder)) {
          inside.filter(file -> file.toString().endsWith(PARQUET)).forEach(files::add);
        }
      }
    }
    return files;
  }
}

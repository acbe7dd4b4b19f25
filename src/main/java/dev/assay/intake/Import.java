package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunId;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageSchema;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes one committed run of the files of a request. The run is written aside as a whole and moved
 * into its place in one step; the same files again change nothing.
 */
public final class Import {
  private static final String ASIDE = "importing";
  private static final String PARTIAL = "partial";
  private static final String COMPLETE = "complete";

  private final Path warehouse;
  private final String toolVersion;

  private Import(Path warehouse, String toolVersion) {
    this.warehouse = warehouse;
    this.toolVersion = toolVersion;
  }

  public static Import into(Path warehouse, String toolVersion) {
    return new Import(warehouse, toolVersion);
  }

  /** Imports the files as the run of this moment, or finds the run that they already are. */
  public Imported of(ImportRequest request, Instant now) throws IOException {
    Path aside = warehouse.resolve(ASIDE);
    Optional<RunInUse> hold = RunInUse.hold(new RunFolder(aside));
    if (hold.isEmpty()) {
      throw new InvalidInput(
          Place.of(warehouse, 0), "another import into it is going on", "Wait for its end.");
    }
    RunInUse alone = hold.get();
    try (alone;
        Workbench workbench = Workbench.open()) {
      clear(aside);
      List<SourceFile> files = SourceFile.of(request, workbench);
      List<ImportOrigin.SourceFile> contents = contents(files);
      Optional<Imported> earlier = earlier(contents, request);
      try {
        return earlier.isPresent()
            ? earlier.get()
            : load(files, contents, request, now.truncatedTo(ChronoUnit.MICROS), workbench);
      } finally {
        clear(aside);
      }
    }
  }

  private Imported load(
      List<SourceFile> files,
      List<ImportOrigin.SourceFile> contents,
      ImportRequest request,
      Instant now,
      Workbench workbench)
      throws IOException {
    Path aside = warehouse.resolve(ASIDE);
    RawRows raw = RawRows.of(files, request, workbench, aside);
    RunFolder draft = new RunFolder(aside.resolve(RunId.startedAt(now)));
    FileKind kind = files.get(0).kind();
    if (kind != FileKind.PREFERENCES && !request.controls().isEmpty()) {
      throw new InvalidInput(
          Place.setting(ImportOrigin.CONTROL),
          "a control tries the judge of pairwise preferences, and these files are %s"
              .formatted(kind.told()),
          "Leave it out.");
    }
    String suite = request.suite() == null ? stemOf(files.get(0).path()) : request.suite();
    try {
      LeftOut leftOut = LeftOut.nothing(workbench, raw);
      Loaded loaded =
          kind == FileKind.PREFERENCES
              ? new PreferenceLoad(
                      workbench, raw, new PreferenceSql(raw, suite), draft, request.controls())
                  .load(leftOut)
              : new OutcomeLoad(workbench, raw, new OutcomeSql(raw, request, kind, suite), draft)
                  .load(leftOut);
      List<Problem> rejected = leftOut.firstRejected();
      long kept = loaded.read() - loaded.rejected() - loaded.duplicates();
      if (kept == 0) {
        throw new InvalidInput(rejected);
      }
      if (loaded.rejected() > 0) {
        leftOut.writeRejected(draft.rejected());
      }
      ImportOrigin origin =
          new ImportOrigin(
              kind.word(),
              contents,
              request.settings(),
              loaded.read(),
              kept,
              loaded.rejected(),
              loaded.duplicates(),
              loaded.filesUsd());
      boolean whole = loaded.rejected() == 0 && raw.isWhole();
      RunManifest manifest =
          manifest(draft.runId(), files, loaded, origin, whole ? COMPLETE : PARTIAL, now);
      return new Imported(commit(draft, manifest), manifest, true, rejected, loaded.notes());
    } catch (SQLException failure) {
      throw ReadFault.of(failure, raw);
    }
  }

  private static String stemOf(Path file) {
    return file.getFileName().toString().replaceAll("(\\.[A-Za-z]+){1,2}$", "");
  }

  private RunManifest manifest(
      String runId,
      List<SourceFile> files,
      Loaded loaded,
      ImportOrigin origin,
      String ended,
      Instant now) {
    String first = files.get(0).path().getFileName().toString();
    return new RunManifest(
        runId,
        UsageSchema.VERSION,
        toolVersion,
        files.size() == 1
            ? "import of " + first
            : "import of %s and %d more".formatted(first, files.size() - 1),
        now,
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        ended,
        false,
        null,
        null,
        null,
        null,
        loaded.suiteHashes(),
        Map.of(),
        loaded.arms(),
        loaded.scoring(),
        loaded.parts(),
        loaded.keptUsd(),
        null,
        1,
        0,
        origin,
        null);
  }

  /** All or nothing: a reader finds the whole run or none. */
  private RunFolder commit(RunFolder draft, RunManifest manifest) throws IOException {
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

  /** What an import that was cut off left behind. */
  private static void clear(Path aside) throws IOException {
    try (Stream<Path> inside = Files.walk(aside)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        boolean isLock = path.getParent().equals(aside) && path.endsWith("lock");
        if (!path.equals(aside) && !isLock) {
          Files.delete(path);
        }
      }
    }
  }

  private static List<ImportOrigin.SourceFile> contents(List<SourceFile> files) throws IOException {
    List<ImportOrigin.SourceFile> contents = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SourceFile file : files) {
      String hash = sha256(file.path());
      if (!seen.add(hash)) {
        throw new InvalidInput(
            Place.of(file.path(), 0), "this file is given twice", "Give it once.");
      }
      contents.add(new ImportOrigin.SourceFile(file.path().getFileName().toString(), hash));
    }
    return contents;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream bytes =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[1 << 20];
      while (bytes.read(buffer) >= 0) {
        // the digest reads along
      }
      return HexFormat.of().formatHex(((DigestInputStream) bytes).getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }

  /** The run that these very files already are; part of them in another run would count twice. */
  private Optional<Imported> earlier(List<ImportOrigin.SourceFile> contents, ImportRequest request)
      throws IOException {
    for (RunFolder run : RunFolder.committed(warehouse)) {
      RunManifest manifest = run.manifest();
      ImportOrigin origin = manifest.imported();
      if (origin == null) {
        continue;
      }
      Set<String> wanted =
          new HashSet<>(contents.stream().map(ImportOrigin.SourceFile::sha256).toList());
      if (origin.contents().equals(wanted) && origin.settings().equals(request.settings())) {
        return Optional.of(new Imported(run, manifest, false, List.of(), List.of()));
      }
      wanted.retainAll(origin.contents());
      for (int i = 0; i < contents.size(); i++) {
        if (wanted.contains(contents.get(i).sha256())) {
          throw new InvalidInput(
              Place.of(request.files().get(i), 0),
              "run %s already holds this file, imported %s"
                  .formatted(
                      run.runId(),
                      origin.contents().size() == contents.size()
                          ? "with other settings"
                          : "together with other files"),
              "Counted twice it would be wrong; move %s away to import it anew."
                  .formatted(run.path()));
        }
      }
    }
    return Optional.empty();
  }
}

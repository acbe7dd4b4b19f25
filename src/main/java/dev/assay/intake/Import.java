package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.usage.ImportOrigin;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageSchema;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one committed run of the files of a request. The run is written aside as a whole and moved
 * into its place in one step; the same files again change nothing.
 */
public final class Import {
  static final String PARTIAL = "partial";
  static final String COMPLETE = "complete";

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
    try (Landing landing = Landing.in(warehouse);
        Workbench workbench = Workbench.open()) {
      List<SourceFile> files = SourceFile.of(request, workbench);
      List<ImportOrigin.SourceFile> contents = Contents.origins(Contents.of(request.files()));
      Optional<Imported> earlier = earlier(contents, request);
      return earlier.isPresent()
          ? earlier.get()
          : load(files, contents, request, now.truncatedTo(ChronoUnit.MICROS), landing, workbench);
    }
  }

  private Imported load(
      List<SourceFile> files,
      List<ImportOrigin.SourceFile> contents,
      ImportRequest request,
      Instant now,
      Landing landing,
      Workbench workbench)
      throws IOException {
    RawRows raw = RawRows.of(files, request, workbench, landing.folder());
    RunFolder draft = landing.draft(now);
    FileKind kind = files.get(0).kind();
    String suite = request.suite() == null ? stemOf(files.get(0).path()) : request.suite();
    try {
      LeftOut leftOut = LeftOut.nothing(workbench, raw);
      Loaded loaded =
          kind == FileKind.PREFERENCES
              ? new PreferenceLoad(workbench, raw, new PreferenceSql(raw, suite), draft)
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
              loaded.filesUsd(),
              null);
      boolean whole = loaded.rejected() == 0 && raw.isWhole();
      RunManifest manifest =
          manifest(draft.runId(), loaded, origin, whole ? COMPLETE : PARTIAL, now);
      return new Imported(
          landing.commit(draft, manifest), manifest, true, rejected, loaded.notes());
    } catch (SQLException failure) {
      throw ReadFault.of(failure, raw.csvFiles());
    }
  }

  private static String stemOf(Path file) {
    return file.getFileName().toString().replaceAll("(\\.[A-Za-z]+){1,2}$", "");
  }

  private RunManifest manifest(
      String runId, Loaded loaded, ImportOrigin origin, String ended, Instant now) {
    return new RunManifest(
        runId,
        UsageSchema.VERSION,
        toolVersion,
        origin.title(),
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

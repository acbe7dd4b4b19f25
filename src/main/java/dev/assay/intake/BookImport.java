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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes one committed run of somebody's books: usage, statements, charges or key cards. The same
 * files again change nothing, and of files that overlap each row is taken once.
 */
public final class BookImport {
  private final Path warehouse;
  private final String toolVersion;

  private BookImport(Path warehouse, String toolVersion) {
    this.warehouse = warehouse;
    this.toolVersion = toolVersion;
  }

  public static BookImport into(Path warehouse, String toolVersion) {
    return new BookImport(warehouse, toolVersion);
  }

  /** Imports the files as the run of this moment, or finds the run that they already are. */
  public Booked of(BookRequest request, Instant at) throws IOException {
    Instant now = at.truncatedTo(ChronoUnit.MICROS);
    try (Landing landing = Landing.in(warehouse);
        Workbench workbench = Workbench.open()) {
      List<Contents> contents = Contents.of(request.files());
      Optional<Booked> earlier = earlier(Contents.origins(contents), request);
      if (earlier.isPresent()) {
        return earlier.get();
      }
      List<BookFile> files = BookFile.of(request, contents, workbench, landing.folder());
      BookRows rows = new BookRows(request, files, workbench, landing.folder());
      if (rows.layout().table() == BookTable.KEY_CARDS) {
        Secrets.refuse(files);
      }
      if (!rows.isKeyed()) {
        refuseKnown(contents);
      }
      return book(request, contents, rows, landing, workbench, now);
    }
  }

  private Booked book(
      BookRequest request,
      List<Contents> contents,
      BookRows rows,
      Landing landing,
      Workbench workbench,
      Instant now)
      throws IOException {
    RunFolder draft = landing.draft(now);
    try {
      LeftOut leftOut = LeftOut.nothing(workbench, rows);
      BookLoad.Written written =
          new BookLoad(request, workbench, rows, leftOut).write(draft, warehouse, now);
      Tally tally = written.tally();
      List<Problem> rejected = leftOut.firstRejected();
      if (tally.kept() == 0 && tally.duplicates() == 0) {
        throw new InvalidInput(rejected);
      }
      if (tally.kept() == 0) {
        return new Booked(null, null, false, tally, rejected, written.notes());
      }
      if (tally.rejected() > 0) {
        leftOut.writeRejected(draft.rejected());
      }
      RunManifest manifest = manifest(draft.runId(), request, contents, rows, written, now);
      return new Booked(
          landing.commit(draft, manifest), manifest, true, tally, rejected, written.notes());
    } catch (SQLException failure) {
      throw new IllegalStateException("Cannot import: " + failure.getMessage(), failure);
    }
  }

  private RunManifest manifest(
      String runId,
      BookRequest request,
      List<Contents> contents,
      BookRows rows,
      BookLoad.Written written,
      Instant now) {
    Tally tally = written.tally();
    BookTable table = rows.layout().table();
    ImportOrigin origin =
        new ImportOrigin(
            request.source().name(),
            Contents.origins(contents),
            request.settings(),
            tally.read(),
            tally.kept(),
            tally.rejected(),
            tally.duplicates(),
            tally.filesUsd(),
            new ImportOrigin.Books(
                request.system(),
                table.tableName(),
                written.firstAt(),
                written.lastAt(),
                tally.keptUsd(),
                tally.duplicateUsd(),
                tally.rejectedUsd(),
                tally.otherCurrencies()));
    boolean isUsage = table == BookTable.USAGE_EVENTS;
    return new RunManifest(
        runId,
        UsageSchema.VERSION,
        toolVersion,
        origin.title(),
        now,
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        tally.rejected() == 0 ? Import.COMPLETE : Import.PARTIAL,
        request.isSimulated(),
        null,
        null,
        null,
        null,
        // no two imports of production were asked the same
        isUsage
            ? Map.of(
                "production",
                "import:"
                    + contents.stream().map(Contents::sha256).collect(Collectors.joining(",")))
            : Map.of(),
        Map.of(),
        written.arms(),
        null,
        written.parts(),
        isUsage ? tally.keptUsd() : null,
        null,
        1,
        0,
        origin,
        null);
  }

  /** The run that these very files already are. */
  private Optional<Booked> earlier(List<ImportOrigin.SourceFile> contents, BookRequest request)
      throws IOException {
    for (RunFolder run : RunFolder.committed(warehouse)) {
      RunManifest manifest = run.manifest();
      ImportOrigin origin = manifest.imported();
      if (origin != null
          && origin.kind().equals(request.source().name())
          && origin
              .contents()
              .equals(
                  contents.stream()
                      .map(ImportOrigin.SourceFile::sha256)
                      .collect(Collectors.toSet()))
          && origin.settings().equals(request.settings())) {
        return Optional.of(new Booked(run, manifest, false, null, List.of(), List.of()));
      }
    }
    return Optional.empty();
  }

  /** Rows that nothing tells apart would count twice. */
  private void refuseKnown(List<Contents> contents) throws IOException {
    for (RunFolder run : RunFolder.committed(warehouse)) {
      ImportOrigin origin = run.manifest().imported();
      for (Contents each : contents) {
        if (origin != null && origin.contents().contains(each.sha256())) {
          throw new InvalidInput(
              Place.of(each.file(), 0),
              "run %s already holds this file, and its rows have no generation_id to be known by"
                  .formatted(run.runId()),
              "Counted twice it would be wrong; move %s away to import it anew."
                  .formatted(run.path()));
        }
      }
    }
  }
}

package dev.assay.cli;

import dev.assay.catalog.CatalogDiff;
import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.Listing;
import dev.assay.catalog.SavedListing;
import dev.assay.catalog.SnapshotFile;
import dev.assay.catalog.Source;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what a source lists into a snapshot, for review. */
@Command(
    name = "sync",
    description = {
      "Writes what a source lists into a snapshot, a file to be reviewed and committed, and shows what",
      "changed. A price that is listed anew keeps the day from which it was first listed.",
      "",
      "  assay catalog sync https://openrouter.ai/api/v1 pipelines/catalog/openrouter.yaml",
      "  assay catalog sync model_prices.json litellm.yaml --as-of 2026-11-21",
      "  assay catalog sync http://localhost:8080/api/v1 twin.yaml --dry-run     # writes nothing",
      "",
      "Nothing else ever asks a gateway for its listing unless its address is given.",
      "",
    })
final class CatalogSync implements Verb {
  private static final String SAVED_MEND =
      "Add --as-of DAY, or put the day into the file's name: models_2026-11-21.json.";

  private final Surroundings surroundings;
  @Mixin private CatalogSources sources;
  @Mixin private OutputOptions output;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description =
          "The address of a gateway or of LiteLLM's price map (.json), or a saved listing.")
  private String origin;

  @Parameters(
      index = "1",
      paramLabel = "SNAPSHOT",
      description = "The file to write; the prices an older one there knows are kept.")
  private Path snapshot;

  @Option(
      names = "--as-of",
      paramLabel = "DAY",
      description = "The day on which a saved listing was saved. Default: the day in its name.")
  private LocalDate asOf;

  @Option(names = "--dry-run", description = "Show what would change, and write nothing.")
  private boolean dryRun;

  CatalogSync(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    output.check();
    Problems problems = new Problems();
    refuseWhatHasNoDay(problems);
    Optional<Listing> before = before(problems);
    Optional<Listing> listed =
        problems.none() ? sources.read(origin, asOf, problems) : Optional.empty();
    listed.ifPresent(each -> before.ifPresent(then -> refuseOlder(each, then, problems)));
    problems.throwIfAny();
    Listing now = before.map(listed.orElseThrow()::after).orElse(listed.orElseThrow());
    output.show(
        CatalogTables.changes(
            "From %s to %s"
                .formatted(before.map(Listing::version).orElse("nothing"), now.version()),
            CatalogDiff.between(before.orElseGet(() -> nothing(now)), now)),
        surroundings.console());
    if (!dryRun) {
      write(SnapshotFile.text(now, origin(), now.source().takenAt()));
    }
    tell(now);
    return ExitCode.DONE;
  }

  /** A file is told by its name: the folders of one machine are no news on another. */
  private String origin() {
    return CatalogSources.isAddress(origin)
        ? origin
        : String.valueOf(Path.of(origin).getFileName());
  }

  private void refuseWhatHasNoDay(Problems problems) {
    boolean saved = !CatalogSources.isAddress(origin);
    if (!saved && asOf != null) {
      problems.add(
          Place.setting("--as-of"),
          "it says when a listing was saved, and '%s' is asked now".formatted(origin),
          "Leave it out.");
    }
    if (saved && !SavedListing.isOne(Path.of(origin))) {
      problems.add(
          Place.setting("SOURCE"),
          "'%s' is neither the address of a gateway nor a saved listing".formatted(origin),
          "Listings are saved as .json or .csv files.");
    } else if (saved && asOf == null && SavedListing.dayInName(Path.of(origin)).isEmpty()) {
      problems.add(
          Place.setting("SOURCE"),
          "nobody says when '%s' was saved, and a price needs its day".formatted(origin),
          SAVED_MEND);
    }
  }

  private Optional<Listing> before(Problems problems) {
    if (Files.notExists(snapshot)) {
      Path folder = snapshot.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        problems.add(
            Place.setting("SNAPSHOT"),
            "Cannot write '%s': there is no folder '%s'".formatted(snapshot, folder),
            "");
      }
      return Optional.empty();
    }
    Optional<Listing> before = CatalogFile.listing(snapshot, problems);
    if (before.filter(each -> each.source().kind() != Source.Kind.SNAPSHOT).isPresent()) {
      problems.add(
          Place.of(snapshot, 1),
          "this is a curated file, which a sync never overwrites",
          "Name another file; a job lists both under 'catalog:'.");
    }
    return before;
  }

  private void refuseOlder(Listing now, Listing before, Problems problems) {
    if (now.source().takenAt().isBefore(before.source().takenAt())) {
      problems.add(
          Place.of(snapshot, 0),
          "the snapshot was taken at %s, after the listing of %s"
              .formatted(before.source().takenAt(), now.source().takenAt()),
          "Sync listings in the order in which they were taken.");
    }
  }

  private static Listing nothing(Listing now) {
    return new Listing(now.source(), "nothing", List.of());
  }

  /** Whole or not at all: a half-written file would be reviewed as a withdrawal of models. */
  private void write(String text) {
    Path aside = snapshot.toAbsolutePath().resolveSibling("." + snapshot.getFileName() + ".new");
    try {
      try {
        Files.writeString(aside, text);
        Files.move(
            aside,
            snapshot.toAbsolutePath(),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException refused) {
      throw new InvalidInput(
          Place.setting("SNAPSHOT"),
          "Cannot write '%s'".formatted(snapshot),
          "Name a file in a folder that exists and is yours.");
    }
  }

  private void tell(Listing now) {
    long endpoints = now.models().stream().mapToLong(each -> each.endpoints().size()).sum();
    surroundings
        .console()
        .err()
        .println(
            "%s: %s (%d models, %d endpoints)"
                .formatted(
                    dryRun ? "Not written" : "Written", snapshot, now.models().size(), endpoints));
  }
}

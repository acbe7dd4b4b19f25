package dev.assay.cli;

import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.Listing;
import dev.assay.catalog.MergedCatalog;
import dev.assay.catalog.SavedListing;
import dev.assay.catalog.Source;
import dev.assay.gateway.KeySource;
import dev.assay.gateway.ListingReader;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * Where catalogs are read from: catalog files, saved listings, and gateways where an address asks
 * for it.
 */
final class CatalogSources {
  @Option(
      names = "--key",
      paramLabel = "REF",
      description =
          "The key for a gateway's listing: env:NAME or file:PATH. Default: none, for most list without one.")
  private String key;

  /** What each source states, or every fault of all of them. */
  List<Listing> read(List<String> names, Surroundings surroundings) throws IOException {
    List<String> all = names.isEmpty() ? shipped(surroundings) : names;
    Problems problems = new Problems();
    List<Listing> listings = new ArrayList<>();
    for (String name : all) {
      read(name, null, problems).ifPresent(listings::add);
    }
    problems.throwIfAny();
    return listings;
  }

  MergedCatalog merged(List<String> names, Surroundings surroundings) throws IOException {
    return MergedCatalog.of(read(names, surroundings));
  }

  private static List<String> shipped(Surroundings surroundings) throws IOException {
    Path folder = surroundings.home().resolve("pipelines/catalog");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).filter(each -> each.endsWith(".yaml")).sorted().toList();
    }
  }

  /**
   * What one source states.
   *
   * @param asOf the day on which a saved listing was saved; null where its name has to tell
   */
  Optional<Listing> read(String name, LocalDate asOf, Problems problems) {
    if (isAddress(name)) {
      return Optional.ofNullable(fetched(name, problems));
    }
    Path path = Path.of(name);
    return SavedListing.isOne(path)
        ? SavedListing.read(
            path, asOf == null ? SavedListing.dayInName(path).orElse(null) : asOf, problems)
        : CatalogFile.listing(path, problems);
  }

  static boolean isAddress(String name) {
    return name.startsWith("http://") || name.startsWith("https://");
  }

  private Listing fetched(String address, Problems problems) {
    Instant now = Instant.now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (address.endsWith(".json")) {
      return SavedListing.ofPriceMap(
              ListingReader.document(address),
              new Source(Source.Kind.LIVE, address, now),
              "%s %s".formatted(address.substring(address.lastIndexOf('/') + 1), today),
              today,
              problems)
          .orElse(null);
    }
    Place place = Place.setting("--key");
    KeySource source =
        key == null
            ? KeySource.none()
            : SecretReference.of("--key", key, place, problems)
                .map(KeySource::at)
                .orElseGet(KeySource::none);
    problems.throwIfAny();
    try (ListingReader reader = ListingReader.at(address, source)) {
      return reader.listing(now);
    } catch (IllegalArgumentException noAddress) {
      problems.add(Place.setting(address), noAddress.getMessage(), "");
      return null;
    }
  }
}

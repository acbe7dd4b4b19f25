package dev.assay.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads a listing that somebody saved: pages of OpenRouter's as JSON, a folder of them, an extract
 * as CSV, or LiteLLM's price map; gzipped where the name ends in {@code .gz}.
 */
public final class SavedListing {
  private static final Pattern DAY =
      Pattern.compile("(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])");
  private static final int MAX_BYTES = 256 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Path path;
  private final LocalDate day;
  private final Problems problems;

  private SavedListing(Path path, LocalDate day, Problems problems) {
    this.path = path;
    this.day = day;
    this.problems = problems;
  }

  /** Whether a path names a saved listing, and no catalog file. */
  public static boolean isOne(Path path) {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    String bare = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return bare.endsWith(".json") || bare.endsWith(".csv") || Files.isDirectory(path);
  }

  /** The day in a file's name, which is how people say when they saved it. */
  public static Optional<LocalDate> dayInName(Path path) {
    Matcher day = DAY.matcher(String.valueOf(path.getFileName()));
    try {
      return day.find() ? Optional.of(LocalDate.parse(day.group())) : Optional.empty();
    } catch (DateTimeParseException noDay) {
      return Optional.empty();
    }
  }

  /**
   * The listing as of a day, or nothing and what is wrong with it.
   *
   * @param day null where nobody knows when it was saved; its prices then hold for every day
   */
  public static Optional<Listing> read(Path path, LocalDate day, Problems problems) {
    int before = problems.count();
    Listing listing = new SavedListing(path, day, problems).listing();
    if (problems.count() == before && listing.models().isEmpty()) {
      problems.add(Place.of(path, 0), "the listing has no models", "");
    }
    return problems.count() > before ? Optional.empty() : Optional.of(listing);
  }

  /** LiteLLM's price map as it was fetched. */
  public static Optional<Listing> ofPriceMap(
      String body, Source source, String version, LocalDate day, Problems problems) {
    Place place = Place.setting(source.name());
    Optional<JsonNode> map = json(body, place, problems);
    if (map.isPresent() && !LiteLlmPrices.isPriceMap(map.get())) {
      problems.add(place, "this is not LiteLLM's price map", "");
      return Optional.empty();
    }
    return map.map(each -> LiteLlmPrices.read(each, source, version, day, place));
  }

  private Source source() {
    return new Source(
        Source.Kind.LIVE,
        path.toString(),
        day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private LocalDate validFrom() {
    return day == null ? LocalDate.EPOCH : day;
  }

  private Listing listing() {
    Place place = Place.of(path, 0);
    String version = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    OpenRouterListing pages = new OpenRouterListing(validFrom(), place);
    for (Path file : files()) {
      String text = text(file);
      if (file.getFileName().toString().toLowerCase(Locale.ROOT).contains(".csv")) {
        ListingCsv.read(text, Place.of(file, 0), pages, problems);
        continue;
      }
      Optional<JsonNode> body = json(text, Place.of(file, 0), problems);
      if (body.isEmpty()) {
        continue;
      }
      if (LiteLlmPrices.isPriceMap(body.get()) && !OpenRouterListing.isPage(body.get())) {
        return LiteLlmPrices.read(body.get(), source(), version, validFrom(), place);
      }
      if (!OpenRouterListing.isPage(body.get())) {
        problems.add(
            Place.of(file, 0),
            "this is neither a page of a listing nor a price map",
            "Expected the body of /models, of /models/{author}/{slug}/endpoints, or LiteLLM's map.");
      }
      pages.add(body.get());
    }
    return pages.listing(source(), version);
  }

  private List<Path> files() {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> inside = Files.list(path)) {
      return inside.filter(each -> each.toString().endsWith(".json")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private String text(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (file.toString().endsWith(".gz")) {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          bytes = unpacked.readNBytes(MAX_BYTES);
        }
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      String why = Files.exists(file) ? unreadable.getMessage() : "there is no such file";
      problems.add(Place.of(file, 0), why, "");
      return "";
    }
  }

  private static Optional<JsonNode> json(String text, Place place, Problems problems) {
    if (text.isEmpty()) {
      if (problems.none()) {
        problems.add(place, "the file is empty", "");
      }
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(text));
    } catch (JsonProcessingException malformed) {
      int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr();
      problems.add(
          place.isFile() ? new Place(place.name(), Math.max(0, line)) : place,
          "Cannot read this as JSON: %s".formatted(malformed.getOriginalMessage()),
          "");
      return Optional.empty();
    }
  }
}

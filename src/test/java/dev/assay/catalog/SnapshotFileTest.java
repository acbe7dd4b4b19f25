package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Listing.ListedModel;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
  private static final Instant TAKEN = Instant.parse("2026-11-20T06:00:00.123Z");
  private static final Path RESOURCES = Path.of("src/test/resources/catalog");

  @TempDir Path folder;

  @Test
  void aSnapshotReadsAsAReviewerWouldWantIt() throws IOException {
    assertThat(SnapshotFile.text(listed(), "gateway", TAKEN))
        .isEqualTo(Files.readString(RESOURCES.resolve("snapshot-of-gateway.yaml")));
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() throws IOException {
    String text = SnapshotFile.text(listed(), "gateway", TAKEN);

    assertThat(SnapshotFile.text(readBack(text), "gateway", TAKEN)).isEqualTo(text);
    assertThat(CatalogDiff.between(listed(), readBack(text))).isEmpty();
  }

  @Test
  void theOrderOfTheOriginDoesNotShow() {
    List<ListedModel> reversed = new ArrayList<>(listed().models());
    Collections.reverse(reversed);
    Listing other = new Listing(listed().source(), listed().version(), reversed);

    assertThat(SnapshotFile.text(other, "gateway", TAKEN))
        .isEqualTo(SnapshotFile.text(listed(), "gateway", TAKEN));
  }

  @Test
  void hostileNamesStayText() throws IOException {
    String hostile = "a\" # : {x: 1}\n- \t\u001b[31m \u00e9 null";
    Listing listing =
        new Listing(
            new Source(Source.Kind.LIVE, "x", TAKEN),
            "null",
            List.of(
                new ListedModel(
                    "true",
                    new Facts.Builder()
                        .put(Fact.NAME, hostile)
                        .put(Fact.PARAMETERS, List.of("a, b", "null"))
                        .facts(),
                    PriceTimeline.NONE,
                    List.of(),
                    Place.setting("x"))));

    Listing back = readBack(SnapshotFile.text(listing, hostile, TAKEN));

    assertThat(back.version()).isEqualTo("null");
    assertThat(back.models().get(0).facts().text(Fact.NAME)).contains(hostile);
    assertThat(back.models().get(0).facts().words(Fact.PARAMETERS))
        .containsExactlyInAnyOrder("a, b", "null");
  }

  @Test
  void aPriceThatIsListedAnewKeepsItsDayAndANewOneFollowsIt() {
    Listing first = csv("2026-11-01", "0.000001");
    Listing same = csv("2026-11-08", "0.000001").after(first);
    Listing risen = csv("2026-11-15", "0.000003").after(same);
    Listing corrected = csv("2026-11-15", "0.000002").after(risen);

    assertThat(days(same)).containsExactly("2026-11-01");
    assertThat(days(risen)).containsExactly("2026-11-01", "2026-11-15");
    assertThat(days(corrected)).containsExactly("2026-11-01", "2026-11-15");
    assertThat(
            corrected
                .models()
                .get(0)
                .listPrices()
                .newest()
                .orElseThrow()
                .price()
                .input()
                .toString())
        .isEqualTo("2");
  }

  private static List<String> days(Listing listing) {
    return listing.models().get(0).listPrices().entries().stream()
        .map(each -> each.validFrom().toString())
        .toList();
  }

  private static Listing csv(String day, String prompt) {
    OpenRouterListing pages = new OpenRouterListing(LocalDate.parse(day), Place.setting("x"));
    ListingCsv.read(
        "id,prompt,completion\nacme/small-1,%s,0.000004\n".formatted(prompt),
        Place.setting("x"),
        pages,
        new Problems());
    return pages.listing(new Source(Source.Kind.LIVE, "x", TAKEN), day);
  }

  private Listing readBack(String text) throws IOException {
    Problems problems = new Problems();
    Path file = Files.writeString(folder.resolve("snapshot.yaml"), text);
    Listing listing = CatalogFile.listing(file, problems).orElse(null);
    assertThat(problems.all()).isEmpty();
    assertThat(listing.source().kind()).isEqualTo(Source.Kind.SNAPSHOT);
    return listing;
  }

  private static Listing listed() {
    return SavedListing.read(
            RESOURCES.resolve("listings/gateway"), LocalDate.of(2026, 11, 20), new Problems())
        .orElseThrow();
  }
}

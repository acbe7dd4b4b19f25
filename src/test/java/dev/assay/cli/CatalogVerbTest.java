package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.CatalogFile;
import dev.assay.cli.Shell.Result;
import dev.assay.problem.Problems;
import dev.assay.twin.AnswerKey;
import dev.assay.twin.Scenario;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog from the command line, against the twin and against saved listings. */
class CatalogVerbTest {
  private static final Path SHIPPED = Path.of("pipelines/catalog/keeptrusts-2026-08.yaml");
  private static final Path LISTINGS = Path.of("src/test/resources/catalog/listings");
  private static final Path GOLDEN = Path.of("src/test/resources/cli/catalog");
  private static final String TIERED =
      """
      version: tiered
      models:
        - id: acme/small-1
          context-tokens: 8192
          endpoints:
            - provider: acme
              tag: acme/fp8
              region: us
              quantization: fp8
              max-output-tokens: 1024
              capabilities: [tools, seed]
              data-policy: {may-train: false, zero-retention: true}
              pace: {first-token-millis: 300, tokens-per-second: 50}
              prices:
                - valid-from: 2026-01-01
                  usd-per-million: {input: 0.10, output: 0.40, cached-input: 0.025, cache-write-hour: 0.2, audio-input: 3}
                  usd-per-request: 0.0001
                  usd-per-image: 0.002
                  discount: 0.1
                  overrides:
                    - above-prompt-tokens: 4000
                      usd-per-million: {input: 0.20}
                    - from-utc: "22:30"
                      until-utc: "06:00"
                      usd-per-million: {output: 0.20}
      """;

  @TempDir Path folder;

  @Test
  void aSnapshotOfTheTwinHoldsEveryPriceTheTwinWasGiven() throws IOException {
    Path given = Files.writeString(folder.resolve("given.yaml"), TIERED);
    Path snapshot = folder.resolve("twin.yaml");
    try (Twin twin = twin(given)) {
      Result synced = assay("sync", twin.baseUrl().toString(), snapshot.toString(), "-f", "csv");

      assertThat(synced.code()).as(synced.err()).isZero();
      assertThat(synced.out())
          .isEqualTo(
              """
              change,model,endpoint,value,before,after,percent
              added,acme/small-1,,,,"input 0.1, output 0.4",
              added,openrouter/auto,,,,not priceable,
              """);
      assertThat(synced.err())
          .isEqualTo("Written: %s (2 models, 1 endpoints)\n".formatted(snapshot));
    }
    Result diff = assay("diff", given.toString(), snapshot.toString(), "-f", "csv");
    assertThat(diff.out())
        .as("the wire knows nothing of regions, training and pace; all else is the same")
        .isEqualTo(
            """
            change,model,endpoint,value,before,after,percent
            added,acme/small-1,,audio-input,,3,
            added,acme/small-1,,cache-write-hour,,0.2,
            added,acme/small-1,,cached-input,,0.025,
            added,acme/small-1,,discount,,0.1,
            added,acme/small-1,,image,,0.002,
            added,acme/small-1,,input,,0.1,
            added,acme/small-1,,input (above 4000),,0.2,
            added,acme/small-1,,input-modalities,,text,
            added,acme/small-1,,name,,acme/small-1,
            added,acme/small-1,,output,,0.4,
            added,acme/small-1,,output (22:30-06:00),,0.2,
            added,acme/small-1,,output-modalities,,text,
            added,acme/small-1,,parameters,,"frequency_penalty, max_completion_tokens, max_tokens, presence_penalty, seed, stop, temperature, tool_choice, tools, top_p",
            added,acme/small-1,,request,,0.0001,
            added,acme/small-1,acme/fp8,context-tokens,,8192,
            removed,acme/small-1,acme/fp8,first-token-millis,300,,
            removed,acme/small-1,acme/fp8,may-train,false,,
            removed,acme/small-1,acme/fp8,region,us,,
            removed,acme/small-1,acme/fp8,tokens-per-second,50,,
            added,openrouter/auto,,,,not priceable,
            """);
  }

  @Test
  void liveBeatsSnapshotBeatsCuratedWhereTheTwinIsTheLiveOne() throws IOException {
    Path given = Files.writeString(folder.resolve("given.yaml"), TIERED);
    Path cheaper =
        Files.writeString(
            folder.resolve("cheaper.yaml"),
            TIERED.replace("input: 0.10", "input: 0.07").replace("8192", "9000"));
    Path snapshot = folder.resolve("snapshot.yaml");
    Files.writeString(
        snapshot,
        """
        version: synced
        snapshot: {of: gateway, taken-at: "2026-11-01T00:00:00Z"}
        models:
          - id: acme/small-1
            name: Small synced
            expires: 2027-06-30
            context-tokens: 5000
            endpoints:
              - provider: acme
                tag: acme/fp8
                max-output-tokens: 999
                prices:
                  - {valid-from: 2026-11-01, usd-per-million: {input: 0.08, output: 0.40}}
        """);
    String curatedAndSnapshot = show(given, snapshot.toString());
    assertThat(curatedAndSnapshot)
        .contains("acme/fp8,input,0.08,snapshot")
        .contains("acme/fp8,max-output-tokens,999,snapshot")
        .contains(",context-tokens,5000,snapshot")
        .contains("acme/fp8,region,us,curated");
    try (Twin twin = twin(cheaper)) {
      assertThat(show(given, snapshot.toString(), twin.baseUrl().toString()))
          .contains("acme/fp8,input,0.07,live")
          .contains("acme/fp8,max-output-tokens,1024,live")
          .contains(",context-tokens,9000,live")
          .contains(",expires,2027-06-30,snapshot")
          .contains("acme/fp8,region,us,curated");
    }
  }

  private String show(Path curated, String... others) {
    String[] words = new String[6 + 2 * others.length];
    System.arraycopy(
        new String[] {"show", "acme/small-1", "-f", "csv", "-c", curated.toString()},
        0,
        words,
        0,
        6);
    for (int i = 0; i < others.length; i++) {
      words[6 + 2 * i] = "-c";
      words[7 + 2 * i] = others[i];
    }
    Result shown = assay(words);
    assertThat(shown.code()).as(shown.err()).isZero();
    return shown.out();
  }

  @Test
  void theDiffOfTwoListingsIsWhatAReviewerExpects() throws IOException {
    Result diff =
        assay(
            "diff",
            GOLDEN.resolve("models_2025-07-20.csv").toString(),
            GOLDEN.resolve("models_2025-07-29.csv").toString());

    assertThat(diff.code()).as(diff.err()).isZero();
    assertThat(diff.out()).isEqualTo(Files.readString(GOLDEN.resolve("diff.txt")));
  }

  @Test
  void syncingListingAfterListingKeepsTheHistoryOfPrices() throws IOException {
    Path snapshot = folder.resolve("history.yaml");
    for (String day : new String[] {"2025-07-20", "2025-07-29"}) {
      Result synced =
          assay(
              "sync",
              GOLDEN.resolve("models_%s.csv".formatted(day)).toString(),
              snapshot.toString());
      assertThat(synced.code()).as(synced.err()).isZero();
    }
    assertThat(snapshot).content().contains("taken-at: \"2025-07-29T00:00:00Z\"");
    assertThat(
            assay("price-history", "moonshotai/kimi-k2", "-c", snapshot.toString(), "-f", "csv")
                .out())
        .isEqualTo(
            """
            endpoint,valid_from,input,output,cached_input,cache_write,input_percent,output_percent,not_priceable,source
            ,2025-07-20,0.302,0.302,,,,,,snapshot
            ,2025-07-29,0.55,2.2,0.15,,82.1,628.5,,snapshot
            """);
    Result older =
        assay("sync", GOLDEN.resolve("models_2025-07-20.csv").toString(), snapshot.toString());
    assertThat(older.code()).isEqualTo(2);
    assertThat(older.err())
        .contains(
            "the snapshot was taken at 2025-07-29T00:00:00Z, after the listing of 2025-07-20");
  }

  @Test
  void aDryRunWritesNothing() {
    Path snapshot = folder.resolve("never.yaml");

    Result dry =
        assay(
            "sync",
            GOLDEN.resolve("models_2025-07-20.csv").toString(),
            snapshot.toString(),
            "--dry-run");

    assertThat(dry.code()).isZero();
    assertThat(dry.err()).startsWith("Not written: ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSyncNeverOverwritesWhatSomebodyWroteByHand() throws IOException {
    Path curated = Files.writeString(folder.resolve("mine.yaml"), TIERED);

    Result refused =
        assay("sync", GOLDEN.resolve("models_2025-07-20.csv").toString(), curated.toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            """
            %s:1: this is a curated file, which a sync never overwrites. Name another file; a job lists both under 'catalog:'.
            1 problem in 1 file. Nothing was sent and nothing was spent.
            """
                .formatted(curated));
    assertThat(curated).content().isEqualTo(TIERED);
  }

  @Test
  void aSavedListingNeedsItsDay() {
    Result refused =
        assay(
            "sync",
            LISTINGS.resolve("litellm.json").toString(),
            folder.resolve("litellm.yaml").toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("nobody says when")
        .contains("Add --as-of DAY, or put the day into the file's name: models_2026-11-21.json.");
  }

  @Test
  void theShippedCatalogIsListedWithItsTiersAndPrices() {
    Result listed = assay("list", SHIPPED.toString(), "--day", "2026-11-21", "-f", "csv");

    assertThat(listed.out())
        .startsWith(
            """
            model,tier,context_tokens,endpoints,input,output,not_priceable,expires
            openai/gpt-4o,certified,128000,3,2.5,10,0,
            openai/gpt-4o-mini,certified,128000,3,0.15,0.6,0,
            """);
  }

  @Test
  void aLintTellsEachFindingWithItsPlaceItsRuleAndItsMend() {
    Result sound = assay("lint", SHIPPED.toString(), "--day", "2026-08-31");
    assertThat(sound.code()).isZero();
    assertThat(sound.out()).isEqualTo("Nothing to mend as of 2026-08-31 in keeptrusts-2026-08.\n");

    Result stale = assay("lint", SHIPPED.toString(), "--day", "2026-11-21");
    assertThat(stale.code()).isEqualTo(2);
    assertThat(stale.err())
        .contains(
            "keeptrusts-2026-08.yaml:13: stale-price: the price of openai/gpt-4o at openai was last looked at on 2026-08-01, 112 days ago. Sync a listing that has it, or check it by hand and set the file's 'as-of:'.");
    assertThat(
            assay("lint", SHIPPED.toString(), "--day", "2026-11-21", "--stale-days", "112").code())
        .isZero();
  }

  @Test
  void aModelThatNobodyListsIsRefusedWithTheOneMeant() {
    Result refused = assay("show", "openai/gpt-4o-mni", "-c", SHIPPED.toString());

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "MODEL: no source lists the model 'openai/gpt-4o-mni'. Did you mean 'openai/gpt-4o-mini'?");
  }

  private static Result assay(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "catalog";
    System.arraycopy(words, 0, all, 1, words.length);
    return Shell.assay(all);
  }

  private static Twin twin(Path catalog) {
    return Twin.start(
        new TwinSettings(
            CatalogFile.read(catalog, new Problems()).orElseThrow(),
            Scenario.instant(1, 1),
            AnswerKey.none(),
            0));
  }
}

package dev.assay.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each format's small file and the rows that a reader of the file expects. */
class FormatsTest {
  private static final String ITEMS =
      """
      select suite, case_id, arm, repeat, outcome, score, passed, text
      from usage_events left join scores using (run_id, call_id) left join answers using (run_id, call_id)
      order by all""";

  @TempDir Path folder;
  private Intake intake;

  @BeforeEach
  void openTheWarehouse() {
    intake = new Intake(folder.resolve("warehouse"));
  }

  private static ImportRequest with(Path file, Map<String, String> columns, String score) {
    return new ImportRequest(
        List.of(file),
        null,
        null,
        columns,
        null,
        null,
        score,
        BigDecimal.ZERO,
        BigDecimal.ONE,
        BigDecimal.ONE,
        List.of());
  }

  @Test
  void aLongCsvFileSaysEverythingItHasColumnsFor() throws IOException {
    intake.of("outcomes.csv");
    assertThat(intake.rows(ITEMS))
        .containsExactly(
            "sums|q1|small|1|answered|1.0|true|4, \"I think\",\nor 5",
            "sums|q1|small|2|answered|0.5|false|five",
            "sums|q2|large|1|answered|1.0|true|=1+1",
            "sums|q2|small|1|failed|||");
    assertThat(
            intake.rows(
                """
                select billed_usd, cost_source, latency_ms, ttft_ms, prompt_tokens, completion_tokens,
                  cluster_id, requested_model, served_model, provider, route_policy, started_at, source, simulated
                from usage_events order by case_id, arm desc, repeat"""))
        .containsExactly(
            "0.000123456789012345|import|812.5|210.0|120|40|t1|acme/small-1||Acme|cheapest|2026-11-20T19:00:00.250Z|import:outcomes|false",
            "0.000100000000000000|import|900.0||121|41|t1|acme/small-1||Acme|cheapest|2026-11-20T19:00:01Z|import:outcomes|false",
            "|unknown|30000.0||||t1|acme/small-1|||cheapest||import:outcomes|false",
            "0.001000000000000000|import|||||t1|acme/large-1||Acme|||import:outcomes|false");
  }

  @Test
  void jsonLinesAreReadDigitForDigitAndWhatDoesNotFitIsKeptAsText() throws IOException {
    Imported imported = intake.of("outcomes.jsonl");
    assertThat(intake.rows(ITEMS))
        .containsExactly(
            "outcomes|3|small|1|answered|0.0|false|",
            "outcomes|q1|small|1|answered|1.0|true|{\"answer\":4}",
            "outcomes|q2|small|1|failed|||");
    assertThat(
            intake.rows("select billed_usd, billed_as_sent from usage_events order by billed_usd"))
        .containsExactly(
            "0.000019500000000000|0.000019499999999999998", "0.000123456789012345|", "|");
    assertThat(imported.notes())
        .containsExactly(
            "1 costs have more than 18 decimals; they are rounded to them, and billed_as_sent keeps their text.");
  }

  @Test
  void parquetIsReadAsCsvIs() throws Exception {
    Path file = folder.resolve("outcomes.parquet");
    try (Workbench workbench = Workbench.open()) {
      workbench.execute(
          """
          copy (select 'q' || i as item_id, 'small' as arm, (i %% 2)::DOUBLE as score,
            0.0000375::DECIMAL(18,7) as cost_usd, timestamptz '2026-11-20 19:00:00+00' as started_at, i * 10 as latency_ms
            from range(1, 3) as t(i)) to %s (format parquet)"""
              .formatted(Workbench.text(file.toString())));
    }
    intake.of(ImportRequest.of(file));
    assertThat(
            intake.rows(
                "select case_id, billed_usd, latency_ms, started_at, score from usage_events join scores using (run_id, call_id) order by 1"))
        .containsExactly(
            "q1|0.000037500000000000|10.0|2026-11-20T19:00Z|1.0",
            "q2|0.000037500000000000|20.0|2026-11-20T19:00Z|0.0");
  }

  @Test
  void aPackedFileIsUnpackedAndOtherDelimitersAreFound() throws IOException {
    Path file = folder.resolve("night.tsv.gz");
    try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
      packed.write(
          "\ufeffitem_id\tarm\tscore\nq1\tsmall, new\t1\n".getBytes(StandardCharsets.UTF_8));
    }
    intake.of(ImportRequest.of(file));
    assertThat(intake.rows(ITEMS)).containsExactly("night|q1|small, new|1|answered|1.0|true|");
  }

  @Test
  void promptfooTellsErrorsFromAnswersThatDidNotPass() throws IOException {
    intake.of("promptfoo.json");
    assertThat(intake.rows(ITEMS.replace("case_id", "left(case_id, 13) as item")))
        .containsExactly(
            "promptfoo|late parcel #|openai:gpt-4o-mini|1|answered|1.0|true|shipping",
            "promptfoo|late parcel #|openai:gpt-4o-mini|2|answered|0.25|false|returns",
            "promptfoo|late parcel #|small|1|failed|||",
            "promptfoo|late parcel #|small|2|answered|1.0|true|shipping");
    assertThat(
            intake.rows(
                "select arm, repeat, billed_usd, latency_ms, prompt_tokens, failure_detail from usage_events order by arm, repeat"))
        .as("what came from promptfoo's cache has no cost and no latency of its own")
        .containsExactly(
            "openai:gpt-4o-mini|1|0.000019500000000000|512.0|50|",
            "openai:gpt-4o-mini|2|0.000020000000000000|498.0|50|",
            "small|1||30000.0||API error: 503",
            "small|2||||");
    assertThat(intake.rows("select distinct case_id from usage_events")).hasSize(1);
  }

  @Test
  void inspectLettersAreScoresAndEpochsAreRepeats() throws IOException {
    intake.of("inspect.json");
    assertThat(intake.rows(ITEMS))
        .containsExactly(
            "sums|1|openai/gpt-4o-mini|1|answered|1.0|true|4",
            "sums|1|openai/gpt-4o-mini|2|answered|0.0|false|5",
            "sums|two|openai/gpt-4o-mini|1|answered|0.5|false|",
            "sums|two|openai/gpt-4o-mini|2|failed|||");
    assertThat(
            intake.rows(
                "select latency_ms, prompt_tokens, billed_usd from usage_events where case_id = '1' and repeat = 1"))
        .as("of the model itself, not of its grader")
        .containsExactly("812.5|12|0.000003600000000000");
  }

  @Test
  void ofSeveralScoresAUserSaysWhichOneCounts() throws IOException {
    Path samples =
        Intake.FILES.resolve(
            "lm-eval/acme__small-1/samples_gsm8k_2026-11-20T19-00-00.123456.jsonl");
    assertThatThrownBy(() -> intake.of(ImportRequest.of(samples)))
        .isInstanceOf(InvalidInput.class)
        .hasMessage(
            samples
                + ": there are 2 scores of an answer: exact_match,flexible-extract; exact_match,strict-match."
                + " Say which one counts: --score 'exact_match,flexible-extract'.");

    intake.of(with(samples, Map.of(), "exact_match,strict-match"));
    assertThat(intake.rows(ITEMS))
        .containsExactly(
            "gsm8k|0|acme/small-1|1|answered|1.0|true|The answer is 4",
            "gsm8k|1|acme/small-1|1|answered|0.0|false|It is 6.");
    assertThat(intake.rows("select distinct scorer from scores"))
        .containsExactly("exact_match,strict-match");
  }

  @Test
  void aChoiceOfAJudgeIsReadInItsOrder() throws IOException {
    intake.of("preferences.csv");
    assertThat(
            intake.rows(
                """
                select item_id, model_a, model_b, judge, preference, abstain_reason, length_a, length_b
                from preferences order by item_id, model_a desc"""))
        .containsExactly(
            "q1|small|large|gpt-4o|0.0||4|8",
            "q1|large|small|gpt-4o|1.0||8|4",
            "q2|small|large|gpt-4o|0.5|||",
            "q2|large|small|gpt-4o|0.25|||",
            "q3|small|large|unknown|0.5|||",
            "q3|large|small|unknown||neither||",
            "q4|small|large|gpt-4o||no choice||");
  }

  private static ImportRequest controlledBy(Path file, String... controls) {
    return new ImportRequest(
        List.of(file),
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        BigDecimal.ZERO,
        BigDecimal.ONE,
        BigDecimal.ONE,
        List.of(controls));
  }

  @Test
  void theControlsOfAnImportAreKnownOfItsRun() throws IOException {
    Imported first =
        intake.of(controlledBy(Intake.FILES.resolve("preferences.csv"), "small", "large"));
    assertThat(first.manifest().imported().controls()).containsExactly("large", "small");
    assertThat(intake.rows("select controls from runs")).containsExactly("[large, small]");
    intake.of("outcomes.csv");
    assertThat(intake.rows("select controls from runs where job like '%outcomes%'"))
        .containsExactly("[]");
  }

  @Test
  void aControlIsOneOfTheModelsOfPairwisePreferences() {
    assertThatThrownBy(
            () -> intake.of(controlledBy(Intake.FILES.resolve("preferences.csv"), "smal")))
        .hasMessage(
            "--control: no choice is about a model 'smal'. Did you mean 'small'? Known models: large, small.");
    assertThatThrownBy(() -> intake.of(controlledBy(Intake.FILES.resolve("outcomes.csv"), "small")))
        .hasMessage(
            "--control: a control tries the judge of pairwise preferences, and these files are the long format. Leave it out.");
  }

  @Test
  void otherNamesOfColumnsAndAnotherScaleAreSaid() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("r.csv"), "q,model,stars\na,small,1\nb,small,5\nc,small,4\n");
    intake.of(
        new ImportRequest(
            List.of(file),
            null,
            null,
            Map.of("item_id", "q", "arm", "model", "score", "stars"),
            "ratings",
            null,
            null,
            BigDecimal.ONE,
            new BigDecimal("5"),
            new BigDecimal("0.75"),
            List.of()));
    assertThat(intake.rows(ITEMS))
        .containsExactly(
            "ratings|a|small|1|answered|0.0|false|",
            "ratings|b|small|1|answered|1.0|true|",
            "ratings|c|small|1|answered|0.75|true|");
  }

  @Test
  void severalFilesMakeOneRunWhoseArmsCanBeCompared() throws IOException {
    Path one =
        Files.writeString(
            folder.resolve("one.jsonl"), "{\"item_id\":1,\"arm\":\"a\",\"score\":1}\n");
    Path other = Files.writeString(folder.resolve("other.csv"), "item_id,arm,score\n1,b,0\n");
    Imported imported = intake.of(ImportRequest.of(one, other));
    assertThat(imported.notes()).isEmpty();
    assertThat(imported.manifest().arms()).containsExactly("a", "b");
    assertThat(intake.rows(ITEMS))
        .containsExactly("one|1|a|1|answered|1.0|true|", "one|1|b|1|answered|0.0|false|");
  }

  @Test
  void whatNobodySaidIsAbsentNotZero() throws IOException {
    Path file = Files.writeString(folder.resolve("bare.csv"), "item_id,arm\nq1,small\n");
    intake.of(ImportRequest.of(file));
    assertThat(
            intake.rows(
                """
                select billed_usd, latency_ms, ttft_ms, prompt_tokens, completion_tokens, requested_model, route_policy,
                  provider, started_at, queue_ms, http_status from usage_events"""))
        .containsExactly("||||||||||");
    assertThat(intake.rows("select billed_usd from runs")).containsExactly("");
    assertThat(intake.rows("from scores")).isEmpty();
  }
}

package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.CatalogFile;
import dev.assay.problem.Problems;
import dev.assay.twin.AnswerKey;
import dev.assay.twin.LedgerRow;
import dev.assay.twin.Scenario;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of somebody's books from the command line into the warehouse. */
class ImportBooksTest {
  private static final Path FILES = Path.of("src/test/resources/intake/usage");

  @TempDir Path folder;

  private Shell.Result assay(String... args) {
    return Shell.assay(Map.of("ASSAY_WAREHOUSE", folder.resolve("warehouse").toString()), args);
  }

  @Test
  void anImportSaysWhatWasReadKeptDuplicateAndRejectedAndTheMoneyBeforeAndAfter() {
    String file = FILES.resolve("broken/rows-with-a-fault.csv").toString();
    Shell.Result first = assay("import", "openrouter-logs", file);
    assertThat(first.code()).isZero();
    assertThat(first.err()).contains("left out: " + file + ":3: generation_id is empty.");
    assertThat(first.out().lines().skip(1).limit(2))
        .containsExactly(
            "Rows: 16 read, 2 kept, 0 duplicate, 14 rejected.",
            "Money: 11238.51 USD before, 1235 USD after; 0 USD duplicate, 10003.51 USD rejected.");
    assertThat(assay("import", "openrouter-logs", file).out())
        .endsWith(" already holds these files; nothing changed.\n");
  }

  @Test
  void whatMustBeSaidAndIsNotIsWrongUsage() {
    Shell.Result refused = assay("import", "invoice", FILES.resolve("invoice.csv").toString());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--system");
  }

  @Test
  void theTwinsOwnLogsComeToTheTotalsOfItsLedger() throws Exception {
    try (Twin twin =
        Twin.start(
            new TwinSettings(
                CatalogFile.read(Path.of("src/test/resources/catalog/small.yaml"), new Problems())
                    .orElseThrow(),
                Scenario.instant(3, 20),
                AnswerKey.none(),
                0))) {
      for (int i = 0; i < 12; i++) {
        ask(twin, "Prompt number " + i);
      }
      Path logs = Files.writeString(folder.resolve("logs.csv"), twin.ledger().logsCsv());
      Shell.Result imported = assay("import", "openrouter-logs", logs.toString(), "--simulated");
      assertThat(imported.code()).as(imported.err()).isZero();
      BigDecimal billed =
          twin.ledger().rows().stream()
              .map(row -> row.costUsd().amount())
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      long tokens =
          twin.ledger().rows().stream()
              .map(LedgerRow::tokens)
              .mapToLong(each -> each.prompt() + each.completion())
              .sum();
      assertThat(billed).isPositive();
      String sums =
          assay(
                  "sql",
                  "select count(*) as n, sum(billed_usd) as usd, sum(total_tokens)::BIGINT as tokens, bool_and(simulated) as play from usage_events",
                  "-f",
                  "csv")
              .out()
              .lines()
              .skip(1)
              .findFirst()
              .orElseThrow();
      String[] cells = sums.split(",", -1);
      assertThat(cells[0]).isEqualTo("12");
      assertThat(new BigDecimal(cells[1])).isEqualByComparingTo(billed);
      assertThat(cells[2]).isEqualTo(String.valueOf(tokens));
      assertThat(cells[3]).isEqualTo("true");
    }
  }

  private static void ask(Twin twin, String prompt) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(twin.baseUrl() + "/chat/completions"))
                    .header("Authorization", "Bearer anything")
                    .header("Content-Type", "application/json")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"model\": \"small-1\", \"user\": \"alice\", \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}"
                                .formatted(prompt)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}

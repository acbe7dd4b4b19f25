package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stored usage by other prices. Every row of the warehouse has 100 prompt and 81 completion tokens,
 * so that each figure can be added up by hand.
 */
class WhatIfVerbTest {
  private static final String HEADER =
      "arm,model,attempts,billed_usd,billed_unknown,computed_usd,computed_unknown,what_if_usd,unpriceable,change_usd\n";

  @TempDir Path folder;
  private Path prices;

  @BeforeEach
  void twoNights() throws IOException {
    prices =
        Files.writeString(
            folder.resolve("prices_2026-11-20.csv"),
            "id,prompt,completion\nmodel-of-a,0.0000001179,0.000000302\nacme/other,0.000001,0.000002\nacme/router,-1,-1\n");
    TinyWarehouse.run(folder.resolve("warehouse"), "night-1")
        .startedAt("2026-11-19T02:00:00Z")
        .event("a", "case-1")
        .add()
        .event("a", "case-2")
        .billed(null)
        .add()
        .event("b", "case-1")
        .add()
        .event("b", "case-2")
        .failed("rate_limited", "gateway")
        .billed(null)
        .add()
        .event("b", "case-3")
        .notSent()
        .add()
        .event("b", "case-4")
        .reusedFrom("earlier")
        .add()
        .commit();
    TinyWarehouse.run(folder.resolve("warehouse"), "night-2")
        .startedAt("2026-11-20T02:00:00Z")
        .event("a", "case-1")
        .add()
        .commit();
  }

  @Test
  void eachArmAndTheTotalShowBilledComputedAndWhatIfAndCountWhatTheyLack() {
    Result answer = whatIf("-f", "csv");

    // one call of a: 100 x 0.0000001179 + 81 x 0.000000302 = 0.000036252
    assertThat(answer.out())
        .isEqualTo(
            HEADER
                + """
                a,model-of-a,3,0.002,1,0.002,1,0.000108756,0,-0.001927496
                b,model-of-b,2,0.001,1,0.001,1,,2,
                total,,5,0.003,2,0.003,2,0.000108756,2,-0.001927496
                """);
  }

  @Test
  void whatCannotBePricedIsToldWithItsReason() {
    assertThat(whatIf().out())
        .contains("2 runs by the prices of prices_2026-11-20.csv.")
        .contains("1 attempt cannot be priced: no price of 'model-of-b' at 'acme'.")
        .contains("1 attempt cannot be priced: their tokens are unknown.")
        .contains("2 attempts are priced by the first price there is, which begins later.")
        .contains("Simulated figures: ");
  }

  @Test
  void everyAttemptCanBePricedAsOneModel() {
    // 100 x 0.000001 + 81 x 0.000002 = 0.000262
    assertThat(whatIf("--as", "acme/other", "-f", "csv").out())
        .contains("total,,5,0.003,2,0.003,2,0.001048,1,-0.002214\n");
    assertThat(whatIf("--as", "acme/router", "-f", "csv").out())
        .as("a router's price of -1 is none, and no refund")
        .contains("total,,5,0.003,2,0.003,2,,5,\n");
  }

  @Test
  void daysAndRunsNarrowWhatIsLookedAt() {
    String second = "total,,1,0.001,0,0.001,0,0.000262,0,-0.000738\n";

    assertThat(whatIf("--as", "acme/other", "-f", "csv", "--from", "2026-11-20").out())
        .contains(second);
    assertThat(whatIf("--as", "acme/other", "-f", "csv", "--run", "night-2").out())
        .contains(second);
    assertThat(whatIf("--as", "acme/other", "-f", "csv", "--to", "2026-11-19").out())
        .contains("total,,4,");
    Result nothing = whatIf("--from", "2027-01-01", "-f", "csv");
    assertThat(nothing.out()).isEqualTo(HEADER + "total,,0,,0,,0,,0,\n");
  }

  @Test
  void wrongDaysRunsAndPricesAreRefused() {
    assertThat(whatIf("--from", "2026-11-20", "--to", "2026-11-19").err())
        .startsWith("--to: 2026-11-19 is before --from 2026-11-20. Swap the two.");
    assertThat(whatIf("--run", "night-3").err())
        .startsWith("--run: there is no committed run 'night-3' in the warehouse.");
    Result missing =
        Shell.assay("whatif", "--warehouse", folder.toString(), "--prices", "nowhere.csv");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).startsWith("nowhere.csv: there is no such file.");
  }

  @Test
  void byItsOwnCatalogARunCostsToTheLastDigitWhatItComputed() throws IOException {
    Path job = SmallJob.in(folder);
    Path own = folder.resolve("own");
    Result ran = Shell.assay("run", job.toString(), "--warehouse", own.toString());
    assertThat(ran.code()).as(ran.err()).isZero();

    Result answer =
        Shell.assay(
            "whatif",
            "--warehouse",
            own.toString(),
            "--prices",
            "pipelines/catalog/keeptrusts-2026-08.yaml",
            "-f",
            "csv");

    String[] total =
        answer
            .out()
            .lines()
            .filter(each -> each.startsWith("total"))
            .findFirst()
            .orElseThrow()
            .split(",", -1);
    assertThat(total[2]).isEqualTo(String.valueOf(2 * SmallJob.CASES));
    assertThat(total[7]).as("what if, computed, billed").isEqualTo(total[5]).isEqualTo(total[3]);
    assertThat(total[9]).isEqualTo("0");
  }

  private Result whatIf(String... more) {
    String[] words = new String[5 + more.length];
    System.arraycopy(
        new String[] {
          "whatif",
          "--warehouse",
          folder.resolve("warehouse").toString(),
          "--prices",
          prices.toString()
        },
        0,
        words,
        0,
        5);
    System.arraycopy(more, 0, words, 5, more.length);
    return Shell.assay(words);
  }
}

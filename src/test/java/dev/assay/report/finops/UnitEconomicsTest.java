package dev.assay.report.finops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.report.Scope;
import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitEconomicsTest {
  @TempDir Path folder;
  @TempDir Path own;

  private List<Map<String, Object>> ask(String... settings) throws IOException {
    return Money.of(folder, own).ask("finops/unit_economics", Scope.everyRun(), settings);
  }

  private static double number(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).doubleValue();
  }

  /** The case of the gateway's cookbook: 6,185 dollars for a quarter of a billion tokens. */
  @Test
  void aModelFarFromTheBlendedPriceStandsOutWithTheKeyBehindIt() throws IOException {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt",
            "2026-10-01T12:00:00Z",
            "servedModel",
            "dear/pro",
            "apiKeyName",
            "batch",
            "billedUsd",
            "6061.30",
            "promptTokens",
            233_000_000,
            "completionTokens",
            12_000_000)
        .event(
            "startedAt",
            "2026-10-01T12:00:00Z",
            "servedModel",
            "dear/pro",
            "apiKeyName",
            "chat",
            "billedUsd",
            "123.70",
            "promptTokens",
            4_000_000,
            "completionTokens",
            1_000_000)
        .event(
            "startedAt",
            "2026-10-01T12:00:00Z",
            "servedModel",
            "cheap/small",
            "apiKeyName",
            "chat",
            "billedUsd",
            "3711.00",
            "promptTokens",
            9_250_000_000L,
            "completionTokens",
            500_000_000)
        .commit();

    Map<String, Object> dear = ask().get(0);

    assertThat(dear)
        .containsEntry("model", "dear/pro")
        .containsEntry("total_tokens", 250_000_000L)
        .containsEntry("dearest_key", "batch");
    assertThat(number(dear, "billed_usd")).isEqualTo(6185);
    assertThat(number(dear, "usd_per_million")).isCloseTo(24.74, within(1e-9));
    // all together: 9,896 dollars for ten billion tokens
    assertThat(number(dear, "times_blended")).isCloseTo(24.74 / 0.9896, within(1e-9));
    assertThat(number(dear, "times_blended")).isCloseTo(25, within(1e-9));
    assertThat(number(dear, "dearest_key_share")).isCloseTo(0.98, within(1e-9));
  }

  @Test
  void aThousandRequestsAreTakenWithAndWithoutTheFailedOnes() throws IOException {
    TinyWarehouse night = TinyWarehouse.run(folder, "night");
    night.event("a", "c1").billed("0.004").add();
    night.event("a", "c2").billed("0.004").add();
    night.event("a", "c3").billed("0.004").add();
    night.event("a", "c4").failed("overloaded", "upstream").billed("0.001").add();
    night.event("a", "c5").notSent().add();
    night.commit();

    Map<String, Object> arm = ask("by", "arm").get(0);

    assertThat(arm).containsEntry("requests", 4L).containsEntry("failed", 1L);
    assertThat(number(arm, "usd_per_1k_requests")).isCloseTo(3.25, within(1e-9));
    assertThat(number(arm, "usd_per_1k_answered")).isCloseTo(13.0 / 3, within(1e-9));
  }

  @Test
  void aPassedTaskBearsTheFailedTheRetriedAndTheJudges() throws IOException {
    TinyWarehouse night = TinyWarehouse.run(folder, "night");
    night.event("a", "c1").billed("0.10").add().score("a", "c1", 1, 1.0);
    night.event("a", "c2").failed("overloaded", "upstream").billed("0.05").add();
    night.event("a", "c2").attempt(2).billed("0.10").add().score("a", "c2", 1, 1.0);
    night.event("a", "c3").billed("0.10").add().score("a", "c3", 1, 0.0);
    night.event("a", "j1").purpose("judge").billed("0.03").add();
    night.event("b", "c1").billed("0.01").add().score("b", "c1", 1, 0.0);
    night.commit();

    List<Map<String, Object>> arms = ask("by", "arm");

    // 0.38 dollars for two passed tasks
    assertThat(arms.get(0)).containsEntry("arm", "a").containsEntry("tasks_passed", 2L);
    assertThat(number(arms.get(0), "usd_per_passed_task")).isCloseTo(0.19, within(1e-12));
    assertThat(arms.get(1))
        .containsEntry("tasks_passed", 0L)
        .containsEntry("usd_per_passed_task", null);
  }

  @Test
  void customersMembersAndTheShapeOfTokensAreTold() throws IOException {
    TinyBooks.of(folder, "logs")
        .event(
            "startedAt",
            "2026-10-01T12:00:00Z",
            "customer",
            "north",
            "member",
            "alice",
            "billedUsd",
            "3.00",
            "promptTokens",
            2000,
            "cachedTokens",
            500,
            "completionTokens",
            100,
            "reasoningTokens",
            40)
        .event(
            "startedAt",
            "2026-10-01T12:00:00Z",
            "customer",
            "south",
            "billedUsd",
            "1.00",
            "promptTokens",
            2000,
            "completionTokens",
            100)
        .event("startedAt", "2026-10-01T12:00:00Z", "billedUsd", "4.00")
        .event("startedAt", "2026-10-01T12:00:00Z")
        .commit();

    Map<String, Object> all = ask("by", "purpose").get(0);

    assertThat(all)
        .containsEntry("customers", 2L)
        .containsEntry("members", 1L)
        .containsEntry("prompt_per_completion", 20.0)
        // of those requests that tell them
        .containsEntry("reasoning_share", 0.4)
        .containsEntry("cached_share", 0.25)
        .containsEntry("unknown_costs", 1L)
        .containsEntry("tasks_passed", null);
    assertThat(number(all, "usd_per_customer")).isEqualTo(2.0);
    assertThat(number(all, "usd_per_member")).isEqualTo(3.0);
    assertThat(ask("by", "customer,month"))
        .extracting(row -> row.get("customer"), row -> row.get("month"))
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(null, "2026-10"),
            org.assertj.core.api.Assertions.tuple("north", "2026-10"),
            org.assertj.core.api.Assertions.tuple("south", "2026-10"));
  }

  @Test
  void sumsAloneTellTheirMoneyAndNoRequests() throws IOException {
    TinyBooks.of(folder, "activity")
        .statement("periodStart", "2026-10-01T00:00:00Z", "billedUsd", "5.00", "model", "m")
        .commit();

    assertThat(ask().get(0))
        .containsEntry("model", "m")
        .containsEntry("requests", null)
        .containsEntry("usd_per_1k_requests", null)
        .containsEntry("usd_per_million", null);
  }
}

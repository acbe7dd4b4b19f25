package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.export.Hook;
import dev.assay.warehouse.TinyBooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetsVerbTest {
  private static final String ACME =
      """
      organization: acme
      environments: [production]
      guardrails:
        hundred-a-month: {budget-usd: {monthly: 100}}
      workspaces:
        support: {guarded-by: [hundred-a-month]}
      """;

  @TempDir Path folder;
  private Path organization;
  private Path told;

  @BeforeEach
  void describeTheOrganization() throws IOException {
    organization = Files.writeString(folder.resolve("organization.yaml"), ACME);
    told = folder.resolve("told.jsonl");
  }

  /** Ten dollars at noon of each of some days of a month. */
  private void spend(String month, int firstDay, int lastDay) throws IOException {
    TinyBooks books = TinyBooks.of(folder.resolve("warehouse"), month + "-" + firstDay);
    for (int day = firstDay; day <= lastDay; day++) {
      books.event(
          "generationId",
          "%s-%02d".formatted(month, day),
          "startedAt",
          "%s-%02dT12:00:00Z".formatted(month, day),
          "workspace",
          "support",
          "billedUsd",
          "10.00");
    }
    books.commit();
  }

  private Shell.Result check(String month, String... more) {
    return check(Map.of(), month, more);
  }

  private Shell.Result check(Map<String, String> environment, String month, String... more) {
    return Shell.assay(
        environment,
        Stream.concat(
                Stream.of(
                    "budgets",
                    "check",
                    "--warehouse",
                    folder.resolve("warehouse").toString(),
                    "--organization",
                    organization.toString(),
                    "--month",
                    month),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private List<Integer> percents() throws IOException {
    List<Integer> percents = new ArrayList<>();
    for (String line : Files.readAllLines(told)) {
      percents.add(new ObjectMapper().readTree(line).get("percent").intValue());
    }
    return percents;
  }

  @Test
  void eachPartOfABudgetFiresOnceInEachPeriod() throws IOException {
    String file = "file:" + told;
    spend("2026-09", 1, 4);
    assertThat(check("2026-09", "--notify", file).code()).isZero();
    assertThat(told).doesNotExist();

    spend("2026-09", 5, 7);
    Shell.Result half = check("2026-09", "--notify", file);
    assertThat(half.code()).isEqualTo(100);
    assertThat(half.out()).contains("workspace").contains("support").contains("50");
    assertThat(percents()).containsExactly(50);
    assertThat(check("2026-09", "--notify", file).code()).isZero();

    spend("2026-09", 8, 20);
    assertThat(check("2026-09", "--notify", file).code()).isEqualTo(100);
    assertThat(percents()).containsExactly(50, 80, 100);
    Shell.Result again = check("2026-09", "--notify", file);
    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("No budget newly reached 50, 80 or 100 %.");

    spend("2026-10", 1, 5);
    assertThat(check("2026-10", "--notify", file).code()).isEqualTo(100);
    assertThat(percents()).containsExactly(50, 80, 100, 50);
  }

  @Test
  void twoChecksAtOnceTellEachAlertOnce() throws Exception {
    spend("2026-10", 1, 20);
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Shell.Result> one =
        () -> {
          together.await();
          return check("2026-10", "--notify", "file:" + told);
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Shell.Result>> results = threads.invokeAll(List.of(one, one));
      assertThat(List.of(results.get(0).get().code(), results.get(1).get().code()))
          .containsExactlyInAnyOrder(100, 0);
    } finally {
      threads.shutdownNow();
    }
    assertThat(percents()).containsExactly(50, 80, 100);
  }

  @Test
  void whatCouldNotBeDeliveredIsToldAndTriedAgainByTheNextCheck() throws IOException {
    spend("2026-10", 1, 8);
    Map<String, String> environment = Map.of("HOOK_SECRET", "a-very-quiet-secret");
    try (Hook hook = Hook.open().always(404)) {
      String[] notify = {"--notify", hook.url(), "--notify-secret", "env:HOOK_SECRET"};
      Shell.Result failed = check(environment, "2026-10", notify);

      assertThat(failed.code()).isEqualTo(100);
      assertThat(failed.err())
          .contains("Cannot deliver to http://127.0.0.1:")
          .contains("it answered with status 404");
      assertThat(failed.out()).contains("2 undelivered alerts wait for http://127.0.0.1:");
      // a target that refuses one is not asked to take the next
      assertThat(hook.received()).hasSize(1);

      // told on the terminal, and still on its way
      assertThat(check(environment, "2026-10", notify).code()).isEqualTo(100);
      assertThat(check("2026-10").code()).isZero();
      hook.always(204);
      Shell.Result delivered = check(environment, "2026-10", notify);
      assertThat(delivered.code()).isZero();
      assertThat(hook.received()).hasSize(4);
      assertThat(hook.received().get(3).delivery()).isNotEqualTo(hook.received().get(2).delivery());
      assertThat(check(environment, "2026-10", notify).code()).isZero();
      assertThat(hook.received()).hasSize(4);

      assertThat(failed.out() + failed.err() + delivered.out())
          .doesNotContain("a-very-quiet-secret", "T0KEN");
      assertThat(Files.readString(folder.resolve("warehouse/budgets/fired.jsonl")))
          .doesNotContain("a-very-quiet-secret", "T0KEN");
    }
  }

  @Test
  void withoutAMonthTheRunningOneAndTheOneBeforeAreLookedAt() throws IOException {
    String lastMonth = java.time.YearMonth.now(java.time.ZoneOffset.UTC).minusMonths(1).toString();
    spend(lastMonth, 1, 5);

    Shell.Result result =
        Shell.assay(
            "budgets",
            "check",
            "--warehouse",
            folder.resolve("warehouse").toString(),
            "--organization",
            organization.toString(),
            "-f",
            "csv");

    assertThat(result.code()).isEqualTo(100);
    assertThat(result.out()).contains("workspace,support,50,");
  }

  @Test
  void aSecretThatIsNoReferenceIsRefusedAndNotRepeated() {
    Shell.Result result = check("2026-10", "--notify-secret", "hunter2");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("--notify-secret: '--notify-secret' is not a reference to a secret.")
        .doesNotContain("hunter2");
    assertThat(check("2026-10", "--notify-secret", "env:NOT_SET").code()).isEqualTo(2);
    assertThat(check("2026-13").code()).isEqualTo(2);
  }

  @Test
  void anEmptyWarehouseHasNothingToTell() {
    assertThat(check("2026-10").code()).isZero();
  }
}

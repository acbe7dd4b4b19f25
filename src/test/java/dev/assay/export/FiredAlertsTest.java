package dev.assay.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiredAlertsTest {
  private static final Instant NOW = Instant.parse("2026-10-09T06:00:00Z");
  private static final String HOOK = "https://hooks.example.com/... (0badcafe)";

  @TempDir Path folder;

  private static BudgetCrossing crossing(String key, int percent) {
    return new BudgetCrossing(
        "key",
        key,
        new BigDecimal("0.10"),
        "lifetime",
        null,
        null,
        percent,
        NOW,
        new BigDecimal("0.09"),
        false);
  }

  private Path file() {
    return folder.resolve("budgets/fired.jsonl");
  }

  @Test
  void whatFiredOnceNeverFiresAgain() throws IOException {
    BudgetCrossing half = crossing("chat", 50);
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      alerts.fire(List.of(half), List.of(HOOK), NOW);
      assertThat(alerts.untold()).containsExactly(half);
      assertThat(alerts.undelivered(HOOK)).containsExactly(half);
      alerts.delivered(half, HOOK, NOW);
      alerts.told(List.of(half), NOW);
    }
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      alerts.fire(List.of(half, crossing("chat", 80)), List.of(), NOW);
      assertThat(alerts.untold()).containsExactly(crossing("chat", 80));
      assertThat(alerts.undelivered(HOOK)).isEmpty();
    }
  }

  @Test
  void aCrashBetweenFiringAndTellingLosesNothing() throws IOException {
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      alerts.fire(List.of(crossing("chat", 50)), List.of(HOOK), NOW);
    }
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      alerts.fire(List.of(crossing("chat", 50)), List.of(HOOK), NOW);
      assertThat(alerts.untold()).containsExactly(crossing("chat", 50));
      assertThat(alerts.undelivered(HOOK)).hasSize(1);
      assertThat(alerts.waiting()).containsEntry(HOOK, 1L);
    }
  }

  @Test
  void aTornLineIsForgottenAndTheNextOneIsWhole() throws IOException {
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      alerts.fire(List.of(crossing("chat", 50)), List.of(), NOW);
    }
    Files.writeString(file(), "{\"event\":\"told\",\"id\":", StandardOpenOption.APPEND);
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      assertThat(alerts.untold()).hasSize(1);
      alerts.told(alerts.untold(), NOW);
    }
    try (FiredAlerts alerts = FiredAlerts.of(folder)) {
      assertThat(alerts.untold()).isEmpty();
    }
    assertThat(Files.readAllLines(file())).hasSize(2);
  }

  @Test
  void aLineThatIsNoEventIsToldWithItsNumber() throws IOException {
    Files.createDirectories(file().getParent());
    for (String line : List.of("nonsense", "{}", "{\"event\":\"told\",\"id\":\"unknown\"}")) {
      Files.writeString(file(), line + "\n");
      assertThatThrownBy(() -> FiredAlerts.of(folder))
          .isInstanceOf(InvalidInput.class)
          .hasMessageStartingWith(file() + ":1: this is no event of an alert. Remove the line");
    }
  }

  @Test
  void anIdTellsBudgetPeriodAndPartApartAndNothingElse() {
    BudgetCrossing one = crossing("chat", 50);
    BudgetCrossing later =
        new BudgetCrossing(
            "key",
            "chat",
            new BigDecimal("0.100"),
            "lifetime",
            null,
            null,
            50,
            NOW.plusSeconds(9),
            new BigDecimal("0.07"),
            false);
    assertThat(later.id()).isEqualTo(one.id());
    assertThat(crossing("chat", 80).id()).isNotEqualTo(one.id());
    assertThat(crossing("chat-2", 50).id()).isNotEqualTo(one.id());
    assertThat(
            new BudgetCrossing(
                    "key",
                    "chat",
                    new BigDecimal("0.10"),
                    "monthly",
                    LocalDate.of(2026, 10, 1),
                    LocalDate.of(2026, 11, 1),
                    50,
                    NOW,
                    BigDecimal.ONE,
                    false)
                .id())
        .isNotEqualTo(one.id());
  }
}

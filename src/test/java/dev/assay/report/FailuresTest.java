package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Proportions;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  private static final String HERE = "environment=prod, region=eu-west-1, egress=nat-7";
  private static final String THERE = "environment=prod, region=eu-west-1, egress=direct";

  @TempDir Path folder;

  private Answers failures() throws IOException {
    return Answers.of("comparison/failures", folder, Scope.everyRun(), Map.of());
  }

  private TinyWarehouse night(String id) {
    return TinyWarehouse.run(folder, id);
  }

  /** The same key, the same arm: two of three attempts refused by way of nat-7, none directly. */
  @Test
  void aStatusThatComesFromOnePlaceAloneStandsUnderThatPlace() throws IOException {
    TinyWarehouse shared = night("shared");
    for (int i = 0; i < 3; i++) {
      TinyWarehouse.Event event =
          shared.event("a", "c" + i).with("deployment_context", HERE).billed("0");
      if (i < 2) {
        event.failed("payment_required", "ours").refused(402, "before_first_token");
      }
      event.add();
    }
    shared.commit();
    TinyWarehouse direct = night("direct");
    direct.event("a", "c0").with("deployment_context", THERE).add();
    direct.commit();

    Answers answers = failures();
    assertThat(answers.rows()).hasSize(1);
    Answers.Row row = answers.where("failure_kind", "payment_required");
    assertThat(row.value("http_status")).isEqualTo(402L);
    assertThat(row.value("environment")).isEqualTo("prod");
    assertThat(row.value("region")).isEqualTo("eu-west-1");
    assertThat(row.value("egress")).isEqualTo("nat-7");
    assertThat(row.value("attribution")).isEqualTo("ours");
    assertThat(row.value("failure_phase")).isEqualTo("before_first_token");
    assertThat(row.value("failures")).isEqualTo(2L);
    assertThat(row.value("attempts_there")).isEqualTo(3L);
    assertThat(row.number("share")).isCloseTo(2.0 / 3, within(1e-12));
    var wilson = Proportions.wilson(2, 3, 0.95).interval();
    assertThat(row.number("share_low")).isCloseTo(wilson.low(), within(1e-12));
    assertThat(row.number("share_high")).isCloseTo(wilson.high(), within(1e-12));
  }

  @Test
  void eachWayOfFailingIsARowOfItsOwn() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").failed("overloaded", "upstream").with("provider", "north").add();
    run.event("a", "c2").failed("overloaded", "upstream").with("provider", "south").add();
    run.event("a", "c3").failed("overloaded", "gateway").with("provider", "south").add();
    run.event("b", "c3").failed("overloaded", "gateway").with("provider", "south").add();
    run.event("a", "c4").cancelled().add();
    run.event("a", "c5").notSent().add();
    run.commit();
    assertThat(failures().rows()).hasSize(5);
    assertThat(failures().where("provider", "north").value("failures")).isEqualTo(1L);
    assertThat(failures().where("failure_kind", "cancelled").value("failures")).isEqualTo(1L);
  }

  @Test
  void whatFailuresWereBilledIsToldAndWhatIsUnknownIsCounted() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1").failed("stream_interrupted", "upstream").billed("0.0000000001").add();
    run.event("a", "c2").failed("stream_interrupted", "upstream").billed("0.002").add();
    run.event("a", "c3").failed("stream_interrupted", "upstream").billed(null).add();
    run.event("a", "c4").billed("7").add();
    run.event("b", "c1").failed("stream_interrupted", "upstream").billed(null).add();
    run.commit();
    Answers.Row a = failures().where("arm", "a");
    assertThat(a.usd("failures_usd")).isEqualByComparingTo("0.0020000001");
    assertThat(a.value("unknown_costs")).isEqualTo(1L);
    assertThat(a.value("attempts_there")).isEqualTo(4L);
    assertThat(failures().where("arm", "b").value("failures_usd")).isNull();
  }

  /** Hostile text: an escape sequence, line breaks, a right-to-left override, endless words. */
  @Test
  void messagesAreTheMostFrequentOnOneLineAndShort() throws IOException {
    TinyWarehouse run = night("r");
    String[] messages = {
      "slow down",
      "slow down",
      "slow\r\n\tdown\u001b[31m!\u202e",
      "x".repeat(5000),
      "x",
      "x",
      "x",
      ""
    };
    for (int i = 0; i < messages.length; i++) {
      run.event("a", "c" + i)
          .failed("rate_limited", "gateway")
          .with("failure_detail", messages[i])
          .add();
    }
    run.event("a", "silent").failed("rate_limited", "gateway").add();
    run.commit();
    Answers.Row row = failures().where("arm", "a");
    assertThat(row.value("failures")).isEqualTo(9L);
    assertThat(row.value("messages")).isEqualTo("x | slow down | slow down [31m!");
    TinyWarehouse other = night("s").startedAt("2026-11-21T02:00:00Z");
    other
        .event("a", "c")
        .failed("rate_limited", "gateway")
        .with("failure_detail", "y".repeat(5000))
        .add();
    other.commit();
    assertThat(
            Answers.of("comparison/failures", folder, Scope.newest(), Map.of())
                .where("arm", "a")
                .value("messages"))
        .isEqualTo("y".repeat(120));
  }

  @Test
  void withoutAStatedContextThePayersEnvironmentStandsInAndTheRestIsUnknown() throws IOException {
    TinyWarehouse run = night("r");
    run.event("a", "c1")
        .failed("overloaded", "upstream")
        .with("deployment_context", "the laptop under my desk")
        .with("environment", "staging")
        .add();
    run.commit();
    Answers.Row row = failures().where("arm", "a");
    assertThat(row.value("environment")).isEqualTo("staging");
    assertThat(row.value("region")).isNull();
    assertThat(row.value("egress")).isNull();
  }

  @Test
  void aRunWithoutFailuresHasNoRows() throws IOException {
    night("r").event("a", "c1").add().commit();
    assertThat(failures().rows()).isEmpty();
  }
}

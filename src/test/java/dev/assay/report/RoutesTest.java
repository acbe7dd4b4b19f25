package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {
  private static final Offset<Double> TINY = within(1e-12);

  @TempDir Path folder;

  private Answers routes(Scope scope) throws IOException {
    return Answers.of("comparison/routes", folder, scope, Map.of());
  }

  private TinyWarehouse night(String id, String time) {
    return TinyWarehouse.run(folder, id).startedAt(time);
  }

  private TinyWarehouse night() {
    return night("night", "2026-11-20T02:00:00Z");
  }

  /**
   * Three answers from north, one from south after a fallback, one attempt that nobody answered.
   */
  @Test
  void sharesAreOfTheAnswersToWhatWasAsked() throws IOException {
    TinyWarehouse run = night();
    for (int i = 0; i < 3; i++) {
      run.event("a", "c" + i).with("provider", "north").with("fallback_depth", "0").add();
    }
    run.event("a", "c3")
        .with("provider", "south")
        .with("served_model", "other")
        .with("fallback_depth", "2")
        .add();
    run.event("a", "c4").failed("overloaded", "upstream").billed("0.01").add();
    run.event("b", "c0").with("provider", "south").add();
    run.commit();
    Answers answers = routes(Scope.newest());
    Answers.Row north = answers.where("arm", "a", "provider", "north");
    assertThat(north.value("requested_model")).isEqualTo("model-of-a");
    assertThat(north.value("served_model")).isEqualTo("model-of-a");
    assertThat(north.number("share")).isCloseTo(0.75, TINY);
    assertThat(north.value("fallbacks")).isEqualTo(0L);
    Answers.Row south = answers.where("arm", "a", "provider", "south");
    assertThat(south.value("served_model")).isEqualTo("other");
    assertThat(south.number("share")).isCloseTo(0.25, TINY);
    assertThat(south.value("fallbacks")).isEqualTo(1L);
    assertThat(south.value("deepest_fallback")).isEqualTo(2L);
    Answers.Row nobody = answers.where("arm", "a", "provider", null);
    assertThat(nobody.value("attempts")).isEqualTo(1L);
    assertThat(nobody.value("answered")).isEqualTo(0L);
    assertThat(nobody.number("share")).isZero();
    assertThat(nobody.usd("billed_usd")).isEqualByComparingTo("0.01");
    assertThat(answers.where("arm", "b").number("share")).isEqualTo(1);
  }

  /**
   * 200 tokens for 0.001 and 300 for 0.0005: 3 dollars a million. The first could have cost 0.0004
   * and the second 0.0002, so 1.2 a million and 0.0009 too much; the cap is 0.0008 and 0.0012.
   */
  @Test
  void thePricePaidStandsBesideTheCheapestEligibleAndTheCap() throws IOException {
    TinyWarehouse run = night();
    priced(run.event("a", "c1"), "100", "100", "0.001", "0.0004", "0.0008");
    priced(run.event("a", "c2"), "100", "200", "0.0005", "0.0002", "0.0012");
    run.commit();
    Answers.Row a = routes(Scope.newest()).where("arm", "a");
    assertThat(a.value("priced_attempts")).isEqualTo(2L);
    assertThat(a.usd("usd_per_million")).isEqualByComparingTo("3");
    assertThat(a.usd("cheapest_usd_per_million")).isEqualByComparingTo("1.2");
    assertThat(a.usd("cap_usd_per_million")).isEqualByComparingTo("4");
    assertThat(a.usd("over_cheapest_usd")).isEqualByComparingTo("0.0009");
    assertThat(a.value("over_cap_attempts")).isEqualTo(1L);
  }

  private static void priced(
      TinyWarehouse.Event event,
      String prompt,
      String completion,
      String billed,
      String cheapest,
      String cap) {
    event
        .billed(billed)
        .with("prompt_tokens", prompt)
        .with("completion_tokens", completion)
        .with("cheapest_usd", cheapest)
        .with("cap_usd", cap)
        .add();
  }

  /** Only the first of the four has a price of its own: 200 tokens for 0.001. */
  @Test
  void whatIsUnknownOrWasNotFreshHasNoPrice() throws IOException {
    TinyWarehouse run = night();
    priced(run.event("a", "c1"), "100", "100", "0.001", null, null);
    priced(run.event("a", "c2").with("cache_status", "HIT"), "100", "100", "0", "0.1", "0.2");
    priced(run.event("a", "c3"), "100", "100", null, "0.1", "0.2");
    priced(run.event("a", "c4"), "100", null, "0.5", "0.1", "0.2");
    run.commit();
    Answers.Row a = routes(Scope.newest()).where("arm", "a");
    assertThat(a.value("priced_attempts")).isEqualTo(1L);
    assertThat(a.usd("usd_per_million")).isEqualByComparingTo("5");
    assertThat(a.value("cheapest_usd_per_million")).isNull();
    assertThat(a.value("cap_usd_per_million")).isNull();
    assertThat(a.value("over_cheapest_usd")).isNull();
    assertThat(a.usd("billed_usd")).isEqualByComparingTo("0.501");
    assertThat(a.value("unknown_costs")).isEqualTo(1L);
  }

  /** Two earlier nights: north answered 3 of 4 at 5 a million; the newest: 1 of 2 at 6. */
  @Test
  void theNewestRunIsHeldAgainstTheEarlierOnesOfItsJobInTheScope() throws IOException {
    providers(night("n1", "2026-11-18T02:00:00Z"), "0.001", "north", "south");
    providers(night("n2", "2026-11-19T02:00:00Z"), "0.001", "north", "north");
    providers(night("n3", "2026-11-20T02:00:00Z"), "0.0012", "north", "south");
    Answers.Row north = routes(Scope.everyRun()).where("provider", "north");
    assertThat(north.number("share")).isCloseTo(4.0 / 6, TINY);
    assertThat(north.value("newest_answered")).isEqualTo(1L);
    assertThat(north.value("previous_answered")).isEqualTo(3L);
    assertThat(north.number("newest_share")).isCloseTo(0.5, TINY);
    assertThat(north.number("previous_share")).isCloseTo(0.75, TINY);
    assertThat(north.number("share_drift")).isCloseTo(-0.25, TINY);
    assertThat(north.usd("newest_usd_per_million")).isEqualByComparingTo("6");
    assertThat(north.usd("previous_usd_per_million")).isEqualByComparingTo("5");
    assertThat(north.number("price_drift")).isCloseTo(0.2, TINY);
  }

  private static void providers(TinyWarehouse run, String billed, String... providers) {
    for (int i = 0; i < providers.length; i++) {
      priced(
          run.event("a", "c" + i).with("provider", providers[i]), "100", "100", billed, null, null);
    }
    run.commit();
  }

  @Test
  void aSingleRunHasNothingBeforeItAndSaysSo() throws IOException {
    providers(night("n1", "2026-11-18T02:00:00Z"), "0.001", "north");
    providers(night("n2", "2026-11-19T02:00:00Z"), "0.001", "north");
    Answers.Row north = routes(Scope.newest()).where("provider", "north");
    assertThat(north.value("previous_answered")).isEqualTo(0L);
    for (String column :
        List.of("previous_share", "share_drift", "previous_usd_per_million", "price_drift")) {
      assertThat(north.value(column)).as(column).isNull();
    }
  }

  /** The gateway says nothing of a preset's version, so two versions are told apart by the job. */
  @Test
  void onePresetVersionStandsAgainstTheOther() throws IOException {
    TinyWarehouse run = night();
    preset(run, "c0", "1", "north", "0.001");
    preset(run, "c1", "1", "north", "0.001");
    preset(run, "c0", "2", "north", "0.0015");
    preset(run, "c1", "2", "south", "0.0005");
    run.commit();
    Answers answers = routes(Scope.newest());
    Answers.Row first = answers.where("preset_version", "1");
    assertThat(first.value("preset")).isEqualTo("triage");
    assertThat(first.number("share")).isEqualTo(1);
    assertThat(first.usd("usd_per_million")).isEqualByComparingTo("5");
    Answers.Row second = answers.where("preset_version", "2", "provider", "north");
    assertThat(second.number("share")).isEqualTo(0.5);
    assertThat(second.usd("usd_per_million")).isEqualByComparingTo("7.5");
    assertThat(answers.where("preset_version", "2", "provider", "south").usd("usd_per_million"))
        .isEqualByComparingTo("2.5");
  }

  private static void preset(
      TinyWarehouse run, String caseId, String version, String provider, String billed) {
    priced(
        run.event("a", caseId)
            .repeat(Integer.parseInt(version))
            .with("preset", "triage")
            .with("preset_version", version)
            .with("provider", provider),
        "100",
        "100",
        billed,
        null,
        null);
  }

  @Test
  void billedDollarsOfEveryPurposeAndNightAddUp() throws IOException {
    providers(night("n1", "2026-11-18T02:00:00Z"), "0.000000000000000001", "north", "south");
    TinyWarehouse second = night("n2", "2026-11-19T02:00:00Z");
    second.event("a", "verdict").purpose("judge").billed("0.5").add();
    second.event("a", "c9").notSent().add();
    second.commit();
    assertThat(
            routes(Scope.everyRun()).column("billed_usd").stream()
                .filter(each -> each != null)
                .map(BigDecimal.class::cast)
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo("0.500000000000000002");
  }
}

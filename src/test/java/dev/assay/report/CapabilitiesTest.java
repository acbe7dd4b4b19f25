package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.stats.Means;
import dev.assay.stats.Proportions;
import dev.assay.warehouse.TinyWarehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitiesTest {
  private static final Offset<Double> TINY = within(1e-12);

  @TempDir Path folder;

  private Answers capabilities(String least) throws IOException {
    return Answers.of("comparison/capabilities", folder, Scope.everyRun(), Map.of("least", least));
  }

  private TinyWarehouse night() {
    return TinyWarehouse.run(folder, "night");
  }

  private static TinyWarehouse.Event tools(TinyWarehouse run, String caseId, String valid) {
    return run.event("a", caseId)
        .with("asked_capabilities", "[tools]")
        .with("claimed_capabilities", "[tools, seed]")
        .with("tool_calls_valid", valid);
  }

  /** Three good calls, one bad, one answer without a call, one failure: 3 of 4 were judged good. */
  @Test
  void reliabilityIsTheShareOfValidAmongThoseThatWereDue() throws IOException {
    TinyWarehouse run = night();
    for (int i = 0; i < 3; i++) {
      tools(run, "c" + i, "true").add();
    }
    tools(run, "c3", "false").add();
    tools(run, "c4", null).add();
    tools(run, "c5", null).failed("overloaded", "upstream").add();
    run.commit();
    Answers.Row row = capabilities("0.95").where("model", "model-of-a", "capability", "tools");
    assertThat(row.value("claim")).isEqualTo("claimed");
    assertThat(row.value("asked")).isEqualTo(6L);
    assertThat(row.value("failed")).isEqualTo(1L);
    assertThat(row.value("not_due")).isEqualTo(1L);
    assertThat(row.value("judged")).isEqualTo(4L);
    assertThat(row.value("valid")).isEqualTo(3L);
    assertThat(row.value("n")).isEqualTo(4L);
    assertThat(row.number("reliability")).isEqualTo(0.75);
    var wilson = Proportions.wilson(3, 4, 0.95).interval();
    assertThat(row.number("low")).isCloseTo(wilson.low(), TINY);
    assertThat(row.number("high")).isCloseTo(wilson.high(), TINY);
    assertThat(row.value("method")).isEqualTo("Wilson");
    // from 0.301 to 0.954
    assertThat(row.value("verdict")).isEqualTo("not enough evidence");
    assertThat(capabilities("0.96").where("capability", "tools").value("verdict"))
        .isEqualTo("unreliable");
    assertThat(capabilities("0.9").where("capability", "tools").value("verdict"))
        .isEqualTo("not enough evidence");
    assertThat(capabilities("0.3").where("capability", "tools").value("verdict"))
        .isEqualTo("reliable");
  }

  /** c0 good twice, c1 once of two, c2 never: means 1, 0.5 and 0. */
  @Test
  void aPromptAskedOftenCountsOnce() throws IOException {
    TinyWarehouse run = night();
    String[][] repeats = {{"true", "true"}, {"true", "false"}, {"false", "false"}};
    for (int i = 0; i < repeats.length; i++) {
      for (int repeat = 1; repeat <= 2; repeat++) {
        tools(run, "c" + i, repeats[i][repeat - 1]).repeat(repeat).add();
      }
    }
    run.commit();
    Answers.Row row = capabilities("0.95").where("capability", "tools");
    var mean = Means.ofSample(new double[] {1, 0.5, 0}, 0.95).interval();
    assertThat(row.value("n")).isEqualTo(3L);
    assertThat(row.value("judged")).isEqualTo(6L);
    assertThat(row.number("reliability")).isCloseTo(0.5, TINY);
    assertThat(row.number("low")).isCloseTo(Math.max(0, mean.low()), within(1e-9));
    assertThat(row.number("high")).isCloseTo(Math.min(1, mean.high()), within(1e-9));
    assertThat(row.value("method")).isEqualTo("t over prompts");
  }

  @Test
  void promptsThatShareASourceCountOnce() throws IOException {
    TinyWarehouse run = night();
    for (int i = 0; i < 8; i++) {
      tools(run, "c" + i, "true").cluster("doc-" + i / 4).add();
    }
    run.commit();
    Answers.Row row = capabilities("0.95").where("capability", "tools");
    assertThat(row.value("n")).isEqualTo(2L);
    assertThat(row.number("low")).isCloseTo(Proportions.wilson(2, 2, 0.95).interval().low(), TINY);
  }

  @Test
  void jsonIsCountedByTheKindAskedForAndCutOffAnswersAreTold() throws IOException {
    TinyWarehouse run = night();
    for (String kind : new String[] {"json_object", "json_schema"}) {
      run.event("a", kind)
          .with("asked_capabilities", "[" + kind + "]")
          .with("claimed_capabilities", "[json_object]")
          .with("json_valid", "false")
          .with("finish_reason", "length")
          .add();
    }
    run.event("a", "plain").with("asked_capabilities", "[seed]").add();
    run.event("a", "unknown").with("asked_capabilities", null).add();
    run.commit();
    Answers answers = capabilities("0.95");
    assertThat(answers.column("capability")).containsExactly("json_object", "json_schema");
    assertThat(answers.where("capability", "json_object").value("claim")).isEqualTo("claimed");
    assertThat(answers.where("capability", "json_object").value("cut_off")).isEqualTo(1L);
    assertThat(answers.where("capability", "json_schema").value("claim")).isEqualTo("not claimed");
  }

  @Test
  void aClaimOfSomeEndpointsIsNoneOfTheModelAndAnUnknownOneIsUnknown() throws IOException {
    TinyWarehouse run = night();
    tools(run, "c0", "true").add();
    tools(run, "c1", "true").with("claimed_capabilities", "[seed]").add();
    run.event("b", "c0")
        .with("asked_capabilities", "[tools]")
        .with("tool_calls_valid", "true")
        .add();
    run.commit();
    Answers answers = capabilities("0.95");
    assertThat(answers.where("model", "model-of-a").value("claim")).isEqualTo("claimed by some");
    assertThat(answers.where("model", "model-of-b").value("claim")).isEqualTo("unknown");
  }

  @Test
  void reusedAndCachedAnswersAreNoNewEvidence() throws IOException {
    TinyWarehouse run = night();
    tools(run, "c0", "true").add();
    tools(run, "c1", "false").reusedFrom("earlier").add();
    tools(run, "c2", "false").with("cache_status", "HIT").add();
    run.commit();
    assertThat(capabilities("0.95").where("capability", "tools").value("asked")).isEqualTo(1L);
  }

  @Test
  void withNothingToJudgeThereIsNoReliability() throws IOException {
    TinyWarehouse run = night();
    tools(run, "c0", null).add();
    run.commit();
    Answers.Row row = capabilities("0.95").where("capability", "tools");
    assertThat(row.value("reliability")).isNull();
    assertThat(row.value("low")).isNull();
    assertThat(row.value("method")).isEqualTo("none: nothing to judge");
    assertThat(row.value("verdict")).isEqualTo("not enough evidence");
  }
}

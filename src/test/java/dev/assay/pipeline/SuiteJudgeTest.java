package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.gateway.Outcome;
import dev.assay.plan.PlannedCall;
import dev.assay.usage.Samples;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class SuiteJudgeTest {
  private final SuiteJudge judge =
      SuiteJudge.of(List.of(Samples.suite("triage", 3), Samples.suite("orders", 2)));

  @Test
  void anAnswerIsJudgedByTheCaseItAnswersOnAWorkerToo() {
    PlannedCall call = Samples.call(2);
    Outcome.Answer answer = Samples.answer(call, 1, null);
    Judge travelled = SerializableUtils.ensureSerializable(judge);
    assertThat(travelled.judge(call, answer)).isEqualTo(judge.judge(call, answer)).isNotEmpty();
    assertThat(travelled.scoring()).isEqualTo(judge.scoring());
  }

  @Test
  void aCallOfAnUnknownCaseIsAFaultOfThisProgram() {
    PlannedCall call = Samples.call(3);
    assertThatThrownBy(() -> judge.judge(call, Samples.answer(call, 1, null)))
        .hasMessage("Cannot judge call call-3: suite 'triage' has no case 'case-3'");
  }
}

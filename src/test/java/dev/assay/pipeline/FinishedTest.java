package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.money.Usd;
import dev.assay.usage.Samples;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinishedTest {

  @ParameterizedTest
  @CsvSource({
    "95, 5, 0.05, true",
    "96, 4, 0.05, false",
    "2, 1, 0.333333, true",
    "2, 1, 0.333334, false",
    "10, 0, 0, false",
    "10, 1, 0, true",
    "0, 0, 0.05, false",
    "0, 7, 1, true"
  })
  void theFailedShareOfTheCallsAskedDecides(
      long answered, long failed, BigDecimal limit, boolean tooMany) {
    RunSpec spec =
        RunSpecs.of(
            Path.of("warehouse"),
            new RunSpecs.ManyCalls(1000),
            Samples.job(Usd.of("1"), 1, 1),
            () -> new ScriptedTransport());
    Written written =
        new Written(
            Ended.COMPLETE, List.of(), answered, failed, 900, answered + failed, 0, 0, Usd.ZERO);
    Finished finished =
        new Finished(
            spec.folder(), CommitRun.manifest(spec, "direct", written, Samples.EVENING), limit);
    assertThat(finished.hasTooManyFailed()).isEqualTo(tooMany);
  }
}

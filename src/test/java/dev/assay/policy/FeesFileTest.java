package dev.assay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.BrokenFiles;
import dev.assay.money.Usd;
import dev.assay.policy.FeeSchedule.Basis;
import dev.assay.policy.FeeSchedule.Plan;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FeesFileTest {
  static List<Path> broken() throws IOException {
    return BrokenFiles.of("policy/fees");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenScheduleIsRefusedWithItsExactFault(Path file) throws IOException {
    BrokenFiles.assertRefused(file, FeesFile::read);
  }

  @Test
  void theShippedScheduleHasTheTermsOfTheGateway() {
    Problems problems = new Problems();
    FeeSchedule shipped =
        FeesFile.read(Path.of("pipelines/policies/fees.yaml"), problems).orElseThrow();

    assertThat(problems.none()).isTrue();
    assertThat(shipped.plan()).isEqualTo(Plan.PAY_AS_YOU_GO);
    assertThat(shipped.platformFees().get(0).percent()).isEqualByComparingTo("5.5");
    assertThat(shipped.platformFees().get(0).minimum()).isEqualTo(Usd.of("0.80"));
    assertThat(shipped.platformFees().get(1).paidBy()).isEqualTo("crypto");
    assertThat(shipped.byokFees())
        .extracting(FeeSchedule.ByokFee::basis)
        .containsExactly(Basis.REQUESTS, Basis.LIST_COST);
    assertThat(shipped.byokFees().get(0).allowance())
        .isEqualTo(
            Map.of(
                Plan.PAY_AS_YOU_GO, new BigDecimal("1000000"),
                Plan.ENTERPRISE, new BigDecimal("5000000")));
    assertThat(shipped.byokFees().get(1).validFrom()).isEqualTo(LocalDate.of(2026, 8, 1));
    assertThat(PolicyFolder.at(Path.of("pipelines/policies")).names()).doesNotContain("fees");
  }
}

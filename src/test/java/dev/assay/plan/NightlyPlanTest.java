package dev.assay.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.job.JobFile;
import dev.assay.problem.Problems;
import dev.assay.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped nightly job over suites made up here, about as large as the shipped ones. */
class NightlyPlanTest {
  @TempDir Path house;

  private final Problems problems = new Problems();
  private Job job;
  private Catalog catalog;

  @BeforeEach
  void theShippedPipelinesBesideEmptySuites() throws IOException {
    copy(Path.of("pipelines"), house.resolve("pipelines"));
    for (String suite : List.of("support-triage", "order-extraction", "word-problems")) {
      Files.createDirectories(house.resolve("prompts").resolve(suite));
    }
    job = JobFile.read(house.resolve("pipelines/nightly.yaml"), problems).orElse(null);
    assertThat(problems.all()).isEmpty();
    catalog = CatalogFile.read(Path.of(job.catalog().get(0)), problems).orElse(null);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void itIsAboutAThousandSoundCallsWithinItsBudgetEvenAtWorst() {
    Plan plan = plan(job);
    PlanCheck.check(plan, problems);

    assertThat(problems.all()).isEmpty();
    assertThat(plan.size()).isBetween(900L, 1100L);
    assertThat(plan.estimate().fitsAtMost()).isTrue();
  }

  @Test
  void noTwoOfItsCallsShareAnId() {
    Plan plan = plan(job);
    assertThat(
            LongStream.range(0, plan.size())
                .mapToObj(index -> plan.call(index).id())
                .collect(Collectors.toSet()))
        .hasSize((int) plan.size());
  }

  @Test
  void itsArmsAreServedUnderAllThreeShippedPolicies() {
    assertThat(job.arms().stream().map(Arm::policy).map(policy -> policy.name()))
        .contains("lowest-cost-non-sensitive", "production-assistant", "regulated-eu-only");
  }

  @Test
  void itAsksTheTwinAndSaysWhoPays() {
    assertThat(job.gateway().isEmbedded()).isTrue();
    assertThat(job.allowSpend()).isFalse();
    assertThat(job.payer().workspace()).isNotBlank();
    assertThat(job.payer().apiKeyName()).isNotBlank();
  }

  private Plan plan(Job job) {
    List<Suite> suites =
        List.of(
            Plans.suiteOf(48, "support-triage"),
            Plans.suiteOf(22, "order-extraction"),
            Plans.suiteOf(24, "word-problems"));
    return Plan.of(job, suites, catalog, Plans.DAY);
  }

  private static void copy(Path from, Path to) throws IOException {
    Set<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).collect(Collectors.toSet());
    }
    for (Path file : files) {
      Path copy = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }
}

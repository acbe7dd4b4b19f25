package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.job.Job;
import dev.assay.job.JobFile;
import dev.assay.job.TransportCheck;
import dev.assay.plan.Plan;
import dev.assay.plan.PlanCheck;
import dev.assay.problem.Problems;
import dev.assay.score.Scorers;
import dev.assay.suite.Suite;
import dev.assay.suite.SuiteFolder;
import dev.assay.twin.Scenario;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A job with everything it names, read, checked and planned; nothing has been sent.
 *
 * @param scenario how the embedded gateway behaves; empty for a real one
 */
record PreparedJob(Plan plan, Optional<Scenario> scenario) {
  /** Reads what a job names and reports every fault of every file in one go. */
  static PreparedJob of(Job job, Problems problems) {
    TransportCheck.check(job, problems);
    Optional<Catalog> catalog =
        CatalogFile.read(job.catalog().stream().map(Path::of).toList(), problems);
    List<Suite> suites = suites(job.suites(), problems);
    Optional<Scenario> scenario =
        Optional.ofNullable(job.gateway().scenario())
            .map(file -> Scenario.read(Path.of(file), problems));
    Optional<Plan> plan =
        catalog.map(each -> Plan.of(job, suites, each, LocalDate.now(ZoneOffset.UTC)));
    plan.ifPresent(each -> PlanCheck.check(each, problems));
    problems.throwIfAny();
    return new PreparedJob(plan.orElseThrow(), scenario);
  }

  /** Reports the faults of the files that a job names whose own faults keep it from being one. */
  static void checkWhatIsNamed(JobFile.Named named, Problems problems) {
    if (!named.catalog().isEmpty()) {
      CatalogFile.read(named.catalog(), problems);
    }
    suites(named.suites().stream().map(Path::toString).toList(), problems);
    if (named.scenario() != null) {
      Scenario.read(named.scenario(), problems);
    }
  }

  /** The suites that could be read, their scorers checked. */
  static List<Suite> suites(List<String> folders, Problems problems) {
    return folders.stream()
        .flatMap(folder -> SuiteFolder.read(Path.of(folder), problems).stream())
        .map(suite -> checked(suite, problems))
        .toList();
  }

  private static Suite checked(Suite suite, Problems problems) {
    Scorers.check(suite, problems);
    return suite;
  }

  /** The same at the prices of another day: a run keeps those of the day on which it began. */
  PreparedJob on(LocalDate day) {
    return new PreparedJob(Plan.of(job(), plan.suites(), plan.catalog(), day), scenario);
  }

  /** What earlier runs tell of it. */
  PastRuns past(Path warehouse) {
    return PastRuns.of(warehouse, job(), plan.suites().stream().map(Suite::name).toList());
  }

  Job job() {
    return plan.job();
  }
}

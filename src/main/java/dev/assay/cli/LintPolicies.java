package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.catalog.Model;
import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.job.JobFile;
import dev.assay.job.JobLint;
import dev.assay.policy.AccountLint;
import dev.assay.policy.FeaturesFile;
import dev.assay.policy.FeesFile;
import dev.assay.policy.KeyLint;
import dev.assay.policy.LiteralKeys;
import dev.assay.policy.Organization;
import dev.assay.policy.OrganizationFile;
import dev.assay.policy.PolicyFolder;
import dev.assay.policy.PolicyLint;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds what is unsafe or stale in jobs, policies, guardrails and keys. */
@Command(
    name = "lint",
    description = {
      "Finds what is sound and still unsafe or stale: in jobs, policies, guardrails, keys and features.",
      "",
      "  assay policy lint                          # pipelines/ with its policies/",
      "  assay policy lint pipelines/nightly.yaml   # one job and what it names",
      "  assay policy lint --account key.json       # and the saved answer of GET /key",
      "",
      "Sends nothing and needs no key. docs/policies.md says what is looked for.",
      "",
    },
    footer = {"", "Exit codes: 0 nothing was found, 2 something was (assay help exit-codes)"})
final class LintPolicies implements Verb {
  private static final String POLICIES = "policies";

  private final Surroundings surroundings;
  private final Problems problems = new Problems();
  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Set<String> catalogs = new TreeSet<>();
  private final Set<Path> organizations = new LinkedHashSet<>();
  private final Set<RoutePolicy> policies = new LinkedHashSet<>();

  @Parameters(
      paramLabel = "FOLDER|JOB",
      arity = "0..1",
      description =
          "A folder of jobs with its policies/, a folder of policies, or one job. Default: pipelines.")
  private Path asked;

  @Option(
      names = "--account",
      paramLabel = "FILE",
      description = "The answer of the gateway's GET /key, saved: is the key the organisation's?")
  private Path account;

  @Option(
      names = "--day",
      paramLabel = "DAY",
      description = "Prices and ages as of this day, such as 2026-11-21. Default: today.")
  private String dayText;

  LintPolicies(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    LocalDate day = day();
    Path target = asked == null ? surroundings.home().resolve("pipelines") : asked;
    if (Files.isDirectory(target)) {
      lintFolder(target, day);
    } else {
      lintJob(target, day);
    }
    problems.throwIfAny();
    surroundings
        .console()
        .out()
        .printf(
            "Nothing to mend as of %s in %s, %s and %s.%n",
            day,
            counted(jobs.size(), "job", "jobs"),
            counted(policies.size(), "policy", "policies"),
            counted(organizations.size(), "organisation", "organisations"));
    return ExitCode.DONE;
  }

  private static String counted(int count, String one, String many) {
    return "%d %s".formatted(count, count == 1 ? one : many);
  }

  private LocalDate day() {
    try {
      return dayText == null ? LocalDate.now(ZoneOffset.UTC) : LocalDate.parse(dayText);
    } catch (DateTimeParseException notADay) {
      throw new InvalidInput(
          Place.setting("--day"), "'%s' is no day".formatted(dayText), "Write it as 2026-11-21.");
    }
  }

  private void lintFolder(Path folder, LocalDate day) throws IOException {
    boolean ofJobs = Files.isDirectory(folder.resolve(POLICIES));
    Path ofPolicies = ofJobs ? folder.resolve(POLICIES) : folder;
    if (ofJobs) {
      yamlFilesIn(folder).forEach(this::readJob);
    }
    PolicyFolder named = PolicyFolder.at(ofPolicies);
    for (String name : named.names()) {
      named.named(name, Place.of(ofPolicies, 0), problems).ifPresent(policies::add);
    }
    Path organization = ofPolicies.resolve(OrganizationFile.USUAL_NAME);
    if (Files.exists(organization)) {
      organizations.add(organization);
    }
    LiteralKeys.check(folder, problems);
    lint(day);
    Path features = ofPolicies.resolve(FeaturesFile.USUAL_NAME);
    if (Files.exists(features)) {
      lintFeatures(features, day);
    }
    Path fees = ofPolicies.resolve(FeesFile.USUAL_NAME);
    if (Files.exists(fees)) {
      FeesFile.read(fees, problems);
    }
  }

  private static List<Path> yamlFilesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private void lintJob(Path file, LocalDate day) {
    readJob(file);
    JobFile.Named named = JobFile.named(file);
    Set<Path> files = new LinkedHashSet<>(List.of(file));
    if (named.policies() != null) {
      PolicyFolder folder = PolicyFolder.at(named.policies());
      for (String policy :
          jobs.stream().flatMap(job -> job.arms().stream()).map(LintPolicies::policy).toList()) {
        // as it was written: what guardrails add to it is no merit of its own
        folder.named(policy, Place.of(file, 0), problems).ifPresent(policies::add);
      }
    }
    policies.forEach(policy -> files.add(Path.of(policy.place().name())));
    files.addAll(organizations);
    files.stream().filter(Files::isRegularFile).forEach(each -> LiteralKeys.check(each, problems));
    lint(day);
  }

  private static String policy(Arm arm) {
    return arm.policy().name();
  }

  private void readJob(Path file) {
    JobFile.read(file, problems).ifPresent(jobs::add);
    JobFile.Named named = JobFile.named(file);
    if (!named.catalog().isEmpty()) {
      CatalogFile.read(named.catalog(), problems)
          .ifPresent(
              catalog -> {
                catalogs.add(catalog.version());
                catalog.models().forEach(model -> models.putIfAbsent(model.id(), model));
              });
    }
    if (named.guardrails() != null) {
      organizations.add(named.guardrails());
    }
  }

  /** What all jobs may ask. */
  private Catalog catalog() {
    return new Catalog(String.join(", ", catalogs), List.copyOf(models.values()));
  }

  private void lint(LocalDate day) {
    Catalog catalog = catalog();
    PolicyLint lint = new PolicyLint(catalog, day, problems);
    policies.forEach(lint::check);
    jobs.forEach(job -> JobLint.check(job, catalog, day, problems));
    JobLint.checkTogether(jobs, problems);
    List<Organization> read =
        organizations.stream()
            .flatMap(file -> OrganizationFile.read(file, problems).stream())
            .toList();
    read.forEach(each -> KeyLint.check(each, day, problems));
    if (account != null) {
      lintAccount(read);
    }
  }

  private void lintAccount(List<Organization> read) {
    if (read.isEmpty()) {
      problems.add(
          Place.setting("--account"),
          "there is no organisation to hold it against",
          "Add %s/%s, or name one under 'guardrails:' of the job."
              .formatted(POLICIES, OrganizationFile.USUAL_NAME));
    }
    read.forEach(each -> AccountLint.check(account, each, problems));
  }

  private void lintFeatures(Path file, LocalDate day) {
    PolicyLint lint = new PolicyLint(catalog(), day, problems);
    Map<String, RoutePolicy> byName = new TreeMap<>();
    policies.forEach(policy -> byName.put(policy.name(), policy));
    FeaturesFile.read(file, problems)
        .ifPresent(features -> features.forEach(feature -> lint.feature(feature, byName)));
  }
}

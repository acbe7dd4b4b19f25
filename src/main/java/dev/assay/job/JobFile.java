package dev.assay.job;

import dev.assay.catalog.ModelChoice;
import dev.assay.money.Usd;
import dev.assay.policy.DataPromise;
import dev.assay.policy.Guardrail;
import dev.assay.policy.PolicyFolder;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a job file with the policies it names; suites, catalog and scenario are only resolved. */
public final class JobFile {
  /** What to tell somebody whose file is none. */
  public static final String EXAMPLE = "A job is a YAML file such as pipelines/nightly.yaml.";

  /**
   * The files a job names, as far as the faults of the job itself leave them known; all of them
   * exist.
   *
   * @param catalog those that are known; several state one catalog together
   * @param scenario null where it is not known, and for a gateway that is not embedded
   * @param policies the folder
   * @param guardrails null where it names none
   */
  public record Named(
      List<Path> suites, List<Path> catalog, Path scenario, Path policies, Path guardrails) {
    public Named {
      suites = List.copyOf(suites);
      catalog = List.copyOf(catalog);
    }
  }

  private static final BigDecimal DEFAULT_FAILED_SHARE = new BigDecimal("0.05");

  private final Path folder;
  private final Section root;
  private final Problems problems;

  private JobFile(Path file, Section root, Problems problems) {
    this.folder = file.getParent() == null ? Path.of(".") : file.getParent();
    this.root = root;
    this.problems = problems;
  }

  /** The job, or nothing and every fault of the file and of the policies it names. */
  public static Optional<Job> read(Path file, Problems problems) {
    int before = problems.count();
    if (Files.notExists(file)) {
      problems.add(
          Place.of(file, 0),
          "there is no such file",
          SettingsFile.nearest(file).map("Did you mean '%s'? "::formatted).orElse("") + EXAMPLE);
      return Optional.empty();
    }
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    Optional<Job> job = new JobFile(file, root, problems).job();
    return problems.count() > before ? Optional.empty() : job;
  }

  /** What a job names, so that the faults in there can be told along with those of the job. */
  public static Named named(Path file) {
    if (!Files.isRegularFile(file)) {
      return new Named(List.of(), List.of(), null, null, null); // a pipe can be read once
    }
    Problems alreadyTold = new Problems();
    JobFile job = new JobFile(file, SettingsFile.read(file, alreadyTold), alreadyTold);
    Section gateway = job.root.requiredSection("gateway");
    return new Named(
        job.suites().stream().map(Path::of).filter(Files::exists).toList(),
        job.root.texts("catalog").stream().map(job::existing).flatMap(Stream::ofNullable).toList(),
        gateway.text("scenario").map(job::existing).orElse(null),
        job.policies(),
        job.root.text("guardrails").map(job::existing).orElse(null));
  }

  private Path existing(String name) {
    Path path = Path.of(resolved(name));
    return Files.isRegularFile(path) ? path : null;
  }

  private Optional<Job> job() {
    int before = problems.count();
    String name = root.requiredText("job");
    List<String> suites = suites();
    List<String> catalog = catalog();
    Optional<GatewayTarget> gateway = new GatewaySection(root, problems).gateway(this::resolved);
    List<Arm> arms = new ArmsSection(root, PolicyFolder.at(policies()), problems).arms();
    int repeats = atLeastOne("repeats", 1);
    Optional<Usd> budget = budget();
    int maxConcurrency = atLeastOne("max-concurrency", 64);
    boolean streamed = root.flag("stream").orElse(true);
    boolean allowSpend = root.flag("allow-spend").orElse(false);
    Set<DataPromise> acceptedGaps = Set.copyOf(root.choices("accept-gaps", DataPromise.class));
    BigDecimal maxFailedShare = maxFailedShare();
    int maxAttempts = atLeastOne("max-attempts", 3);
    Payer payer = root.section("payer").map(JobFile::payer).orElse(Payer.NOBODY);
    Terms terms = new TermsSection(root).terms(arms, payer);
    String incumbent = incumbent(arms);
    GuardrailsSection guardrails = new GuardrailsSection(root, problems);
    Guardrail floor = guardrails.floor(this::resolved, payer, gateway.orElse(null));
    root.refuseUnknownKeys();
    guardrails.refuseLooserBudgets(floor, budget.orElse(null), terms, payer);
    List<Arm> heldArms = guardrails.held(arms, floor);
    if (problems.count() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new Job(
            name,
            suites,
            catalog,
            gateway.orElseThrow(),
            heldArms,
            repeats,
            budget.orElseThrow(),
            maxConcurrency,
            streamed,
            allowSpend,
            acceptedGaps,
            maxFailedShare,
            maxAttempts,
            payer,
            terms,
            incumbent,
            floor,
            root.placeOf("job")));
  }

  private Path policies() {
    return folder.resolve(root.text("policies-folder").orElse("policies")).normalize();
  }

  /** A path of the file, seen from where the program runs. */
  private String resolved(String path) {
    return folder.resolve(path).normalize().toString();
  }

  /** One file, or several that state the catalog together. */
  private List<String> catalog() {
    List<String> files = root.texts("catalog");
    if (files.isEmpty() || files.contains("")) {
      return List.of(resolved(root.requiredText("catalog")));
    }
    return files.stream().map(this::resolved).distinct().toList();
  }

  /** A bare name is a folder of {@code prompts/}, which lies beside the folder of the jobs. */
  private List<String> suites() {
    Path prompts = folder.resolve("..").resolve("prompts").normalize();
    List<String> suites = new ArrayList<>();
    for (String name : root.texts("suites")) {
      boolean bare = !name.contains("/");
      Path suite = bare ? prompts.resolve(name) : Path.of(resolved(name));
      if (suites.contains(suite.toString())) {
        root.problem("suites", "suite '%s' is named twice".formatted(name), "Name it once.");
      } else if (!Files.exists(suite)) {
        root.problem(
            "suites",
            "there is no suite '%s': %s does not exist".formatted(name, suite),
            bare ? Closest.hint(name, "suites", foldersIn(prompts)) : "");
      }
      suites.add(suite.toString());
    }
    if (suites.isEmpty()) {
      root.problem("suites", "the job names no suites", "Add 'suites: [...]'.");
    }
    return suites;
  }

  private static List<String> foldersIn(Path prompts) {
    if (!Files.isDirectory(prompts)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(prompts)) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Optional<Usd> budget() {
    if (!root.has("budget-usd")) {
      root.problem(
          "budget-usd",
          "'budget-usd' is missing",
          "Add 'budget-usd:', the most a run may spend in US dollars.");
    }
    Optional<BigDecimal> amount = root.decimal("budget-usd");
    Optional<Usd> budget = amount.filter(each -> each.signum() > 0).flatMap(Usd::exactly);
    if (amount.isPresent() && budget.isEmpty()) {
      root.problem(
          "budget-usd",
          "'budget-usd' is %s, expected more than 0 and at most %d decimals"
              .formatted(amount.get(), Usd.DECIMALS),
          "It is the most a run may spend; 'assay plan' shows what it would cost.");
    }
    return budget;
  }

  /** An arm of the job that can be asked again and be the same. */
  private String incumbent(List<Arm> arms) {
    Optional<String> named = root.text("incumbent");
    Optional<Arm> incumbent =
        arms.stream().filter(arm -> named.filter(arm.name()::equals).isPresent()).findFirst();
    if (named.isPresent() && incumbent.isEmpty()) {
      root.problem(
          "incumbent",
          "the incumbent '%s' is none of the job's arms".formatted(named.get()),
          Closest.hint(named.get(), "arms", arms.stream().map(Arm::name).toList()));
    }
    incumbent
        .filter(arm -> ModelChoice.isLeftToTheGateway(arm.candidate().model()))
        .ifPresent(
            arm ->
                root.problem(
                    "incumbent",
                    "the incumbent '%s' asks '%s', which is another model at another time"
                        .formatted(arm.name(), arm.candidate().model()),
                    "Name an arm that pins its model; what cannot be reproduced is no baseline."));
    return named.orElse(null);
  }

  private BigDecimal maxFailedShare() {
    BigDecimal share = root.decimal("max-failed-share").orElse(DEFAULT_FAILED_SHARE);
    if (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0) {
      root.problem(
          "max-failed-share",
          "'max-failed-share' is %s, expected a share from 0 to 1".formatted(share),
          "");
    }
    return share;
  }

  private int atLeastOne(String key, int absent) {
    int count = root.wholeNumber(key).orElse(absent);
    if (count < 1) {
      root.problem(key, "'%s' is %d, expected 1 or more".formatted(key, count), "");
    }
    return count;
  }

  private static Payer payer(Section section) {
    Payer payer =
        new Payer(
            section.text("organization").orElse(null),
            section.text("workspace").orElse(null),
            section.text("environment").orElse(null),
            section.text("team").orElse(null),
            section.text("cost-center").orElse(null),
            section.text("member").orElse(null),
            section.text("customer").orElse(null),
            section.text("behaviour").orElse(null),
            section.text("api-key-name").orElse(null));
    section.refuseUnknownKeys();
    return payer;
  }
}

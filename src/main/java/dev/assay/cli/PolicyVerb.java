package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.job.JobFile;
import dev.assay.policy.PolicyFolder;
import dev.assay.policy.RoutePolicy;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs that concern route policies and guardrails. */
@Command(
    name = "policy",
    description = {
      "Shows how the gateway may route, and finds what is unsafe or stale in it. Sends nothing.",
      "",
      "  assay policy list",
      "  assay policy explain pipelines/nightly.yaml --arm mistral-large-eu",
      "  assay policy lint",
      "",
    })
final class PolicyVerb {
  static CommandLine commands(Surroundings surroundings) {
    CommandLine policy = new CommandLine(new PolicyVerb());
    policy.addSubcommand(new ListPolicies(surroundings));
    policy.addSubcommand(new ExplainPolicy(surroundings));
    policy.addSubcommand(new LintPolicies(surroundings));
    return policy;
  }

  /** Lists the route policies of a folder. */
  @Command(
      name = "list",
      description = {
        "Lists the route policies of a folder with what each is for.",
        "",
        "  assay policy list",
        "  assay policy list my/policies -f json",
        "",
      })
  static final class ListPolicies implements Verb {
    private final Surroundings surroundings;

    @Parameters(
        paramLabel = "FOLDER",
        arity = "0..1",
        description = "The policies. Default: pipelines/policies.")
    private Path folder;

    @Mixin private OutputOptions output;

    ListPolicies(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      Path asked = folder == null ? surroundings.home().resolve("pipelines/policies") : folder;
      PolicyFolder policies = PolicyFolder.at(asked);
      Problems problems = new Problems();
      if (policies.names().isEmpty()) {
        problems.add(
            Place.of(asked, 0), "there are no route policies", "Name a folder that has some.");
      }
      List<RoutePolicy> read =
          policies.names().stream()
              .flatMap(name -> policies.named(name, Place.of(asked, 0), problems).stream())
              .toList();
      problems.throwIfAny();
      output.show(table(read), surroundings.console());
      return ExitCode.DONE;
    }

    private static Table table(List<RoutePolicy> policies) {
      return new Table(
          "Route policies",
          List.of(
              new Table.Column("policy", "as arms name it"),
              new Table.Column("max_prompt", "US dollars per million tokens; empty is uncapped"),
              new Table.Column("max_completion", "likewise"),
              new Table.Column("promises", "about prompts"),
              new Table.Column("description", "")),
          policies.stream().map(ListPolicies::row).toList(),
          List.of());
    }

    private static List<Object> row(RoutePolicy policy) {
      return Arrays.asList(
          policy.name(),
          policy.maxPrice() == null ? null : policy.maxPrice().prompt().amount(),
          policy.maxPrice() == null ? null : policy.maxPrice().completion().amount(),
          policy.promises().stream().map(each -> each.setting()).toList(),
          policy.description().strip());
    }
  }

  /** Shows under what an arm is really asked. */
  @Command(
      name = "explain",
      description = {
        "Shows the effective policy of an arm, where each value comes from, and which endpoints it leaves.",
        "",
        "  assay policy explain pipelines/nightly.yaml --arm mistral-large-eu",
        "  assay policy explain pipelines/nightly.yaml --arm mistral-large-eu -f json",
        "",
      },
      footer = {
        "",
        "Exit codes: 0 some endpoint is left, 2 none is, or the job is not sound (assay help exit-codes)"
      })
  static final class ExplainPolicy implements Verb {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "JOB", description = "The job, a file of pipelines/.")
    private Path file;

    @Option(
        names = "--arm",
        paramLabel = "ARM",
        description = "The arm to explain. Default: the only one.")
    private String arm;

    @Mixin private OutputOptions output;

    ExplainPolicy(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public ExitCode run() throws IOException {
      output.check();
      Problems problems = new Problems();
      Optional<Job> job = JobFile.read(file, problems);
      problems.throwIfAny();
      Optional<Catalog> catalog =
          CatalogFile.read(job.orElseThrow().catalog().stream().map(Path::of).toList(), problems);
      problems.throwIfAny();
      PolicyExplanation explanation =
          new PolicyExplanation(
              job.get(), chosen(job.get()), catalog.orElseThrow(), LocalDate.now(ZoneOffset.UTC));
      output.show(explanation.table(), surroundings.console());
      return explanation.leavesAnEndpoint() ? ExitCode.DONE : ExitCode.INVALID_INPUT;
    }

    private Arm chosen(Job job) {
      List<String> names = job.arms().stream().map(Arm::name).toList();
      if (arm == null && names.size() > 1) {
        throw new InvalidInput(
            Place.setting("--arm"),
            "job '%s' has %d arms".formatted(job.name(), names.size()),
            "Name one of them: %s.".formatted(String.join(", ", names)));
      }
      return job.arms().stream()
          .filter(each -> arm == null || each.name().equals(arm))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidInput(
                      Place.setting("--arm"),
                      "job '%s' has no arm '%s'".formatted(job.name(), arm),
                      Closest.hint(arm, "arms", names)));
    }
  }
}

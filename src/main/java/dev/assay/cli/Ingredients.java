package dev.assay.cli;

import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.pipeline.Judge;
import dev.assay.plan.Plan;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.suite.ContentHash;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import dev.assay.usage.RunContext;
import dev.assay.usage.RunStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a run is made of, so that it is continued with the same and with nothing else. */
final class Ingredients {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32,}");

  private Ingredients() {}

  /**
   * How a run begins. Left out is what may differ when it is continued: budget, concurrency, the
   * gateway's address.
   */
  static RunStart of(RunContext run, Plan plan, Judge judge, String reusedRun) throws IOException {
    Job job = plan.job();
    Map<String, String> madeOf = new TreeMap<>();
    plan.suites().forEach(suite -> madeOf.put("suite '%s'".formatted(suite.name()), suite.hash()));
    madeOf.put("scoring", judge.scoring());
    madeOf.put("catalog", contents(job.catalog()));
    for (Arm arm : job.arms()) {
      madeOf.put(
          "arm '%s'".formatted(arm.name()),
          new ContentHash().add(arm.candidate().toString()).add(arm.policy().name()).hex());
      madeOf.put("policy '%s'".formatted(arm.policy().name()), arm.policy().hash());
    }
    madeOf.put("order of arms", job.arms().stream().map(Arm::name).toList().toString());
    madeOf.put("gateway", job.gateway().name());
    madeOf.put("repeats", String.valueOf(job.repeats()));
    madeOf.put("streamed", String.valueOf(job.streamed()));
    madeOf.put("max-attempts", String.valueOf(job.maxAttempts()));
    madeOf.put("payer", job.payer().toString());
    return new RunStart(
        run.runId(),
        job.name(),
        run.startedAt(),
        plan.day(),
        run.toolVersion(),
        job.budget().amount(),
        madeOf,
        plan.suites().stream().collect(Collectors.toMap(Suite::name, Ingredients::prompts)),
        job.suites().stream().map(each -> Path.of(each).toAbsolutePath().toString()).toList(),
        reusedRun);
  }

  private static String contents(List<String> files) throws IOException {
    ContentHash hash = new ContentHash();
    for (String file : files) {
      hash.add(Files.readString(Path.of(file)));
    }
    return hash.hex();
  }

  /** A suite's prompts without what is expected of the answers. */
  static String prompts(Suite suite) {
    ContentHash hash = new ContentHash();
    suite.cases().stream()
        .sorted(Comparator.comparing(PromptCase::id))
        .forEach(each -> hash.add(each.id()).add(each.contentHash()));
    return hash.hex();
  }

  /** Refuses to continue a run that was made of something else, and says of what. */
  static void requireSame(RunStart then, RunStart now) {
    Problems problems = new Problems();
    for (String difference : differences(then.madeOf(), now.madeOf())) {
      problems.add(
          Place.setting("--resume"),
          "run '%s' cannot be continued: %s".formatted(then.runId(), difference),
          "Put it back, or leave out --resume to start the job afresh.");
    }
    problems.throwIfAny();
  }

  static List<String> differences(Map<String, String> then, Map<String, String> now) {
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(then.get(name), now.get(name)))
        .map(name -> difference(name, then.get(name), now.get(name)))
        .toList();
  }

  private static String difference(String name, String then, String now) {
    if (then == null) {
      return "%s was not there when it began".formatted(name);
    }
    if (now == null) {
      return "%s is gone".formatted(name);
    }
    return HASH.matcher(now).matches()
        ? "%s has changed".formatted(name)
        : "%s was %s and is %s".formatted(name, then, now);
  }
}

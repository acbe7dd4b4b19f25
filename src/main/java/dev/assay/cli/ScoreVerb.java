package dev.assay.cli;

import dev.assay.pipeline.Rescoring;
import dev.assay.pipeline.SuiteJudge;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.suite.ContentHash;
import dev.assay.suite.Suite;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunInUse;
import dev.assay.usage.RunManifest;
import dev.assay.usage.RunStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a run's answers anew. */
@Command(
    name = "score",
    description = {
      "Judges the recorded answers of a run by its suites as they are now; sends nothing and costs nothing.",
      "",
      "  assay score 2026-11-21T07-26-35Z-9f03ab",
      "  assay score 2026-11-21T07-26-35Z-9f03ab --suite prompts/word-problems",
      "",
      "Scorers and expectations may have changed, prompts not: another prompt has other answers.",
      "Reports show the new scoring from then on; the earlier one stays beside it in scores/.",
      "",
    })
final class ScoreVerb implements Verb {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "RUN", description = "A committed run; assay runs lists them.")
  private String runId;

  @Option(
      names = "--suite",
      paramLabel = "DIR",
      description = "Where a suite of the run lies now. May repeat. Default: where they lay.")
  private List<String> folders = List.of();

  @Mixin private WarehouseOption warehouse;

  ScoreVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws IOException {
    RunFolder run = committed();
    RunStart start =
        run.start()
            .orElseThrow(
                () -> invalid("run '%s' does not say what was asked".formatted(runId), ""));
    RunInUse hold =
        RunInUse.hold(run)
            .orElseThrow(
                () ->
                    invalid(
                        "run '%s' is going on in another process".formatted(runId),
                        "Wait for its end."));
    try {
      score(run, start);
    } finally {
      hold.close();
    }
    return ExitCode.DONE;
  }

  private void score(RunFolder run, RunStart start) throws IOException {
    Problems problems = new Problems();
    List<Suite> suites =
        PreparedJob.suites(folders.isEmpty() ? start.suiteFolders() : folders, problems);
    problems.throwIfAny();
    requireSamePrompts(start, suites);
    SuiteJudge judge = SuiteJudge.of(suites);
    Map<String, String> hashes = new TreeMap<>();
    suites.forEach(suite -> hashes.put(suite.name(), suite.hash()));
    String scoring = nameOf(judge, hashes);
    RunManifest manifest = run.manifest();
    Console console = surroundings.console();
    boolean same =
        manifest.suiteHashes().equals(hashes)
            && List.of(scoring, judge.scoring()).contains(manifest.scoring());
    if (same) {
      console
          .out()
          .println("Run %s is scored by its suites as they are; nothing to do.".formatted(runId));
      return;
    }
    Rescoring.Scored scored = Rescoring.of(run, judge).into(scoring, hashes);
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "Run %s: %,d answers scored anew, %,d judgements. Nothing was sent and nothing was spent.",
                runId,
                scored.answers(),
                scored.judgements()));
    console.out().println("The scores lie in " + run.scores(scored.scoring()));
  }

  private RunFolder committed() throws IOException {
    Path folder = warehouse.folder(surroundings);
    List<String> known = RunFolder.committed(folder).stream().map(RunFolder::runId).toList();
    if (!known.contains(runId)) {
      throw invalid(
          "there is no committed run '%s' in the warehouse".formatted(runId),
          Closest.hint(runId, "runs", known));
    }
    return RunFolder.of(folder, runId);
  }

  private void requireSamePrompts(RunStart start, List<Suite> suites) {
    Map<String, String> now = new TreeMap<>();
    suites.forEach(
        suite -> now.put("suite '%s'".formatted(suite.name()), Ingredients.prompts(suite)));
    Map<String, String> then = new TreeMap<>();
    start.promptHashes().forEach((suite, hash) -> then.put("suite '%s'".formatted(suite), hash));
    List<String> differences = Ingredients.differences(then, now);
    if (!differences.isEmpty()) {
      throw invalid(
          "run '%s' was asked other prompts: %s".formatted(runId, String.join(", ", differences)),
          "Its answers cannot be judged by these suites; run the job again.");
    }
  }

  /** Expectations are no part of a judge's own name, so the suites are part of this one. */
  private static String nameOf(SuiteJudge judge, Map<String, String> suiteHashes) {
    ContentHash name = new ContentHash().add(judge.scoring());
    suiteHashes.forEach((suite, hash) -> name.add(suite).add(hash));
    return name.hex();
  }

  private static InvalidInput invalid(String what, String mend) {
    return new InvalidInput(Place.setting("RUN"), what, mend);
  }
}

package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Outcome;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Judges every answer by the scorers of the suite that its case stands in. */
public final class SuiteJudge implements Judge {
  private static final long serialVersionUID = 1L;

  /** The scorers of one suite, made ready for its cases. */
  public interface CaseJudge extends Serializable {
    List<Judgement> judge(PromptCase promptCase, Outcome.Answer answer);
  }

  /** A suite's cases by id, with who judges them. */
  private record Bench(Map<String, PromptCase> cases, CaseJudge judge) implements Serializable {}

  private final HashMap<String, Bench> benches = new HashMap<>();
  private final String scoring;

  private SuiteJudge(String scoring) {
    this.scoring = requireNonNull(scoring, "scoring");
  }

  /**
   * The judge of a run.
   *
   * @param scorers makes the scorers of a suite ready
   * @param scoring names all of them with their versions and options
   */
  public static SuiteJudge of(
      List<Suite> suites, Function<Suite, CaseJudge> scorers, String scoring) {
    SuiteJudge judge = new SuiteJudge(scoring);
    for (Suite suite : suites) {
      Map<String, PromptCase> cases = new HashMap<>();
      suite.cases().forEach(each -> cases.put(each.id(), each));
      judge.benches.put(suite.name(), new Bench(cases, scorers.apply(suite)));
    }
    return judge;
  }

  @Override
  public List<Judgement> judge(PlannedCall call, Outcome.Answer answer) {
    Bench bench = benches.get(call.suite());
    PromptCase promptCase = bench == null ? null : bench.cases().get(call.caseId());
    if (promptCase == null) {
      throw new IllegalArgumentException(
          "Cannot judge call %s: suite '%s' has no case '%s'"
              .formatted(call.id(), call.suite(), call.caseId()));
    }
    return bench.judge().judge(promptCase, answer);
  }

  @Override
  public String scoring() {
    return scoring;
  }
}

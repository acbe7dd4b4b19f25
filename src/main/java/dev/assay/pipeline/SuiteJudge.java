package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Outcome;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import dev.assay.score.Scorers;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges each answer by the scorers of the suite it belongs to. */
public final class SuiteJudge implements Judge {
  private static final long serialVersionUID = 1L;

  /** A suite's cases by id, with who judges them. */
  private record Desk(Scorers scorers, Map<String, PromptCase> cases) implements Serializable {}

  private final HashMap<String, Desk> desks = new HashMap<>();
  private final String scoring;

  private SuiteJudge(List<Suite> suites) {
    for (Suite suite : suites) {
      HashMap<String, PromptCase> cases = new HashMap<>();
      suite.cases().forEach(each -> cases.put(each.id(), each));
      desks.put(suite.name(), new Desk(Scorers.of(suite), cases));
    }
    this.scoring = Scorers.setHash(desks.values().stream().map(Desk::scorers).toList());
  }

  /** A judge for suites whose names differ. */
  public static SuiteJudge of(List<Suite> suites) {
    return new SuiteJudge(requireNonNull(suites, "suites"));
  }

  @Override
  public List<Judgement> judge(PlannedCall call, Outcome.Answer answer) {
    return judge(call.suite(), call.caseId(), answer);
  }

  List<Judgement> judge(String suite, String caseId, Outcome.Answer answer) {
    Desk desk = desks.get(suite);
    PromptCase promptCase = desk == null ? null : desk.cases().get(caseId);
    if (promptCase == null) {
      throw new IllegalArgumentException(
          "Cannot judge call %s: suite '%s' has no case '%s'"
              .formatted(answer.exchange().call(), suite, caseId));
    }
    return desk.scorers().judge(promptCase, answer);
  }

  @Override
  public String scoring() {
    return scoring;
  }
}

package dev.assay.pipeline;

import dev.assay.gateway.Outcome;
import dev.assay.plan.PlannedCall;
import dev.assay.score.Judgement;
import java.io.Serializable;
import java.util.List;

/** Whoever scores the answers of a run; it knows what each case expects. */
public interface Judge extends Serializable {
  List<Judgement> judge(PlannedCall call, Outcome.Answer answer);

  /** Names all its scorers with their versions and options: a folder of scores bears it. */
  String scoring();
}

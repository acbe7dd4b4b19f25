package dev.assay.plan;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import java.io.Serializable;
import java.util.List;

/**
 * One planned question.
 *
 * @param index its number in the plan, from 0
 * @param repeat from 1
 * @param category null when the case states none
 * @param estimated what it is expected to cost; null where no price is known
 * @param worstCase what it can cost at most: the whole output cap at the dearest eligible endpoint;
 *     null where no price is known
 * @param expectedTokens of prompt and answer together; null where the answer's length is unknown
 * @param refusal why the job's cost guard keeps it from being sent; null where nothing does
 */
public record PlannedCall(
    CallId id,
    long index,
    Purpose purpose,
    String suite,
    String suiteVersion,
    String caseId,
    String clusterId,
    int repeat,
    List<String> tags,
    String category,
    String arm,
    Question question,
    Usd estimated,
    Usd worstCase,
    Long expectedTokens,
    String refusal)
    implements Serializable {

  /** Why a call is made. */
  public enum Purpose {
    EVAL,
    JUDGE,
    WARMUP,
    CONTROL
  }

  /** A call whose length nobody knows, and which nothing keeps from being sent. */
  public PlannedCall(
      CallId id,
      long index,
      Purpose purpose,
      String suite,
      String suiteVersion,
      String caseId,
      String clusterId,
      int repeat,
      List<String> tags,
      String category,
      String arm,
      Question question,
      Usd estimated,
      Usd worstCase) {
    this(
        id,
        index,
        purpose,
        suite,
        suiteVersion,
        caseId,
        clusterId,
        repeat,
        tags,
        category,
        arm,
        question,
        estimated,
        worstCase,
        null,
        null);
  }

  public PlannedCall {
    requireNonNull(id, "id");
    requireNonNull(purpose, "purpose");
    requireNonNull(suite, "suite");
    requireNonNull(suiteVersion, "suiteVersion");
    requireNonNull(caseId, "caseId");
    requireNonNull(clusterId, "clusterId");
    tags = List.copyOf(tags);
    requireNonNull(arm, "arm");
    requireNonNull(question, "question");
  }
}

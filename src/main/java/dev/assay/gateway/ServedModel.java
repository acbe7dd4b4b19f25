package dev.assay.gateway;

import dev.assay.plan.Question;

/** Whether the model that answered may do so. */
final class ServedModel {
  private ServedModel() {}

  /**
   * Whether this is another model than may answer.
   *
   * @param served null where the server did not say: what is unknown is no proof of a breach
   */
  static boolean isForbidden(Question question, String served) {
    return served != null
        && !mayFallBack(question)
        && !ModelIdentity.answersTo(question.candidate().model(), served);
  }

  /** An explicitly chosen model falls back only where the policy lets any model do so. */
  static boolean mayFallBack(Question question) {
    return switch (question.policy().fallbackMode()) {
      case DISABLED -> false;
      case IMPLICIT_DEFAULT_ONLY -> question.modelIsDefaulted();
      case ANY -> true;
    };
  }
}

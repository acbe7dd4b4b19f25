package dev.assay.gateway;

/** Why an attempt brought no answer. */
public enum FailureKind {
  AUTHENTICATION(false, Attribution.OURS),
  PAYMENT_REQUIRED(false, Attribution.OURS),
  KEY_LIMIT(false, Attribution.OURS),
  RATE_LIMITED(true, Attribution.GATEWAY),
  GUARDRAIL(false, Attribution.GATEWAY),
  MODERATION(false, Attribution.UPSTREAM),
  BAD_REQUEST(false, Attribution.OURS),
  CONTEXT_LENGTH(false, Attribution.OURS),
  NOT_FOUND(false, Attribution.OURS),
  NO_ENDPOINT(false, Attribution.OURS),
  CONNECT_TIMEOUT(true, Attribution.GATEWAY),
  FIRST_TOKEN_TIMEOUT(true, Attribution.UPSTREAM),
  IDLE_TIMEOUT(false, Attribution.UPSTREAM),
  TOTAL_TIMEOUT(false, Attribution.UPSTREAM),
  PROVIDER_ERROR(true, Attribution.UPSTREAM),
  OVERLOADED(true, Attribution.UPSTREAM),
  STREAM_INTERRUPTED(false, Attribution.UPSTREAM),
  MALFORMED(false, Attribution.GATEWAY),
  /** Another model answered than the policy allows. */
  WRONG_MODEL(false, Attribution.GATEWAY),
  NETWORK(true, Attribution.GATEWAY),
  CANCELLED(false, Attribution.OURS),
  /** In flight when our own process ended; nobody told us what became of it, or what it cost. */
  LOST(true, Attribution.OURS);

  private final boolean retryable;
  private final Attribution attribution;

  FailureKind(boolean retryable, Attribution attribution) {
    this.retryable = retryable;
    this.attribution = attribution;
  }

  /**
   * Whether asking the same again, later, can help; what the failed attempt was billed stays in its
   * own row.
   */
  public boolean retryable() {
    return retryable;
  }

  public Attribution attribution() {
    return attribution;
  }
}

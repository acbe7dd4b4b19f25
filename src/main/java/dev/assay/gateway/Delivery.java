package dev.assay.gateway;

/** How an answer is asked for. */
public enum Delivery {
  /** Token by token, which is what makes the time to the first one known. */
  STREAMED,
  /** In one piece. */
  WHOLE
}

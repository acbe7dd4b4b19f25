package dev.assay.gateway;

/** How far an attempt had come when it failed. */
public enum FailurePhase {
  /** No connection was made. */
  CONNECT,
  BEFORE_FIRST_TOKEN,
  MID_STREAM,
  /** The whole response was there and could not be used. */
  AFTER_RESPONSE
}

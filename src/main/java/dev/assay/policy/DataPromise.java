package dev.assay.policy;

import java.util.Locale;

/**
 * What a policy can promise about prompts: where they are read, and what becomes of them. Only a
 * gateway that can be told of a promise can be held to it.
 */
public enum DataPromise {
  /** They stay in a region. */
  REGION,
  /** Nobody learns from them. */
  DATA_COLLECTION,
  /** Nobody keeps them. */
  ZERO_RETENTION;

  /** The setting that makes the promise, as our files name it. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

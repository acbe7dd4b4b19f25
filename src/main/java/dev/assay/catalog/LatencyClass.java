package dev.assay.catalog;

/** How soon a model answers among its kind. */
public enum LatencyClass {
  FAST,
  MEDIUM,
  SLOW
}

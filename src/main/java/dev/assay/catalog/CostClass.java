package dev.assay.catalog;

/** How dear a model is among its kind, for a reader who chooses without a price list. */
public enum CostClass {
  LOW,
  MEDIUM,
  HIGH
}

package dev.assay.catalog;

/** What a model is trusted with, as the catalog's keepers decided. */
public enum Tier {
  /** May be asked for anything its workloads name. */
  CERTIFIED,
  /** Stands in where a certified model fails, and for light work. */
  FALLBACK,
  /** May be tried out and is promised to nobody. */
  EXPERIMENTAL
}

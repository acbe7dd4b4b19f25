package dev.assay.gateway;

/** Whose failure it was. */
public enum Attribution {
  OURS,
  GATEWAY,
  UPSTREAM
}

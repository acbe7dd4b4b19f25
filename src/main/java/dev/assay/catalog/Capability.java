package dev.assay.catalog;

/** What a model or an endpoint can be asked to do beyond plain text. */
public enum Capability {
  TOOLS,
  JSON_OBJECT,
  JSON_SCHEMA,
  REASONING,
  VISION,
  SEED
}

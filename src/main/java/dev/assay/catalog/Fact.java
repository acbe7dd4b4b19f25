package dev.assay.catalog;

import java.time.LocalDate;
import java.util.List;

/** What a source can state of a model or of an endpoint, prices aside. */
public enum Fact {
  NAME("name", String.class),
  TIER("tier", Tier.class),
  CONTEXT_TOKENS("context-tokens", Integer.class),
  INPUT_MODALITIES("input-modalities", List.class),
  OUTPUT_MODALITIES("output-modalities", List.class),
  PARAMETERS("parameters", List.class),
  COST_CLASS("cost-class", CostClass.class),
  LATENCY_CLASS("latency-class", LatencyClass.class),
  RUNTIMES("runtimes", List.class),
  WORKLOADS("workloads", List.class),
  EXPIRES("expires", LocalDate.class),
  PROVIDER("provider", String.class),
  REGION("region", String.class),
  QUANTIZATION("quantization", String.class),
  MAX_OUTPUT_TOKENS("max-output-tokens", Integer.class),
  CAPABILITIES("capabilities", List.class),
  MAY_TRAIN("may-train", Boolean.class),
  ZERO_RETENTION("zero-retention", Boolean.class),
  FIRST_TOKEN_MILLIS("first-token-millis", Integer.class),
  TOKENS_PER_SECOND("tokens-per-second", Integer.class);

  private final String word;
  private final Class<?> type;

  Fact(String word, Class<?> type) {
    this.word = word;
    this.type = type;
  }

  /** As catalog files name it. */
  public String word() {
    return word;
  }

  Class<?> type() {
    return type;
  }
}

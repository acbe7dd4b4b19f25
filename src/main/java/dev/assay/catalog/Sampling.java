package dev.assay.catalog;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rarer ways to choose the next token. Null means not set, and what is not set is not sent.
 *
 * @param logitBias by token id
 */
public record Sampling(
    Integer topK,
    BigDecimal minP,
    BigDecimal topA,
    BigDecimal frequencyPenalty,
    BigDecimal presencePenalty,
    BigDecimal repetitionPenalty,
    Map<String, BigDecimal> logitBias)
    implements Serializable {
  public static final Sampling NONE = new Sampling(null, null, null, null, null, null, null);

  public Sampling {
    // sorted, so that equal biases are sent and hashed alike
    logitBias = logitBias == null ? null : Collections.unmodifiableMap(new TreeMap<>(logitBias));
  }
}

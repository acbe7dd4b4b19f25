package dev.assay.catalog;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Set;

/**
 * What is known of a model besides who serves it and at what price. Null and empty are not known,
 * never "none".
 *
 * @param inputModalities e.g. {@code text}, {@code image}; likewise outputModalities
 * @param parameters the request parameters it takes, by their name on the wire
 * @param runtimes where it may be used, e.g. {@code batch}
 * @param workloads what it may be used for, e.g. {@code customer-chat}
 * @param expires the day from which it is no longer served
 */
public record ModelProfile(
    Tier tier,
    Set<String> inputModalities,
    Set<String> outputModalities,
    Set<String> parameters,
    CostClass costClass,
    LatencyClass latencyClass,
    Set<String> runtimes,
    Set<String> workloads,
    LocalDate expires)
    implements Serializable {
  public static final ModelProfile UNKNOWN =
      new ModelProfile(null, Set.of(), Set.of(), Set.of(), null, null, Set.of(), Set.of(), null);

  public ModelProfile {
    inputModalities = Set.copyOf(inputModalities);
    outputModalities = Set.copyOf(outputModalities);
    parameters = Set.copyOf(parameters);
    runtimes = Set.copyOf(runtimes);
    workloads = Set.copyOf(workloads);
  }
}

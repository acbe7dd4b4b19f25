package dev.assay.catalog;

/**
 * Whether an id names one model, or leaves it to the gateway which one answers.
 *
 * <p>What the gateway chooses cannot be foretold and not be reproduced: it has no price before the
 * call, and is no baseline for anything.
 */
public final class ModelChoice {
  private ModelChoice() {}

  /** Whether the gateway chooses the model, as for {@code openrouter/auto} or an alias. */
  public static boolean isLeftToTheGateway(String modelId) {
    return modelId.startsWith("openrouter/") || modelId.startsWith("~") || modelId.startsWith("@");
  }
}

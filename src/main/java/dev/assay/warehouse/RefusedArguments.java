package dev.assay.warehouse;

/**
 * What one of our functions has against its arguments. The driver prints it whole into the message
 * of the query, so it is its sentence and nothing else.
 */
final class RefusedArguments extends RuntimeException {
  private static final long serialVersionUID = 1;

  RefusedArguments(String function, String reason) {
    super("%s: %s".formatted(function, reason), null, false, false);
  }

  @Override
  @SuppressWarnings("OverrideThrowableToString") // the name of this class is nothing to a user
  public String toString() {
    return getMessage();
  }
}

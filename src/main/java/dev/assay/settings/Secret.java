package dev.assay.settings;

import java.util.Objects;

/**
 * A value that must never be shown. Only {@link #reveal} gives it away, to whoever puts it on the
 * wire.
 */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}

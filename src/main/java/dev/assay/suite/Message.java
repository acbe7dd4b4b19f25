package dev.assay.suite;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/** One message of a prompt, its template filled in. */
public record Message(Role role, String text) implements Serializable {
  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  public Message {
    requireNonNull(role, "role");
    requireNonNull(text, "text");
  }
}

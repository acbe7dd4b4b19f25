package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Problems;
import dev.assay.settings.Secret;
import dev.assay.settings.SecretReference;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;

/**
 * Where the key of a gateway comes from. Workers look it up themselves, so that it never travels.
 */
public sealed interface KeySource extends Serializable {
  /**
   * The key, or nothing for a server that asks for none.
   *
   * @throws dev.assay.problem.InvalidInput where the reference leads nowhere
   */
  Optional<Secret> open();

  /** For a server that asks for no key. */
  static KeySource none() {
    return new None();
  }

  /** A key that lies where the reference says, on the machine that asks. */
  static KeySource at(SecretReference reference) {
    return new Referenced(reference);
  }

  /** A key that is no secret, as a gateway inside this process takes any. */
  static KeySource notSecret(String key) {
    return new NotSecret(key);
  }

  /** See {@link #none}. */
  record None() implements KeySource {
    @Override
    public Optional<Secret> open() {
      return Optional.empty();
    }
  }

  /** See {@link #at}. */
  record Referenced(SecretReference reference) implements KeySource {
    public Referenced {
      requireNonNull(reference, "reference");
    }

    @Override
    public Optional<Secret> open() {
      return openIn(System.getenv());
    }

    Optional<Secret> openIn(Map<String, String> environment) {
      Problems problems = new Problems();
      Optional<Secret> key = reference.resolve(environment, problems);
      problems.throwIfAny();
      return key;
    }
  }

  /** See {@link #notSecret}. */
  record NotSecret(String key) implements KeySource {
    public NotSecret {
      requireNonNull(key, "key");
    }

    @Override
    public Optional<Secret> open() {
      return Optional.of(new Secret(key));
    }

    @Override
    public String toString() {
      return "a key that is no secret";
    }
  }
}

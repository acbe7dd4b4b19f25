package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/** A model with its parameters. */
public record Candidate(String model, Parameters parameters) implements Serializable {
  public Candidate {
    requireNonNull(model, "model");
    requireNonNull(parameters, "parameters");
  }

  /** The same model with settings kept at the gateway. */
  public Candidate with(Preset preset) {
    return new Candidate(model, parameters.with(preset));
  }
}

package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;

/**
 * What a twin is started with.
 *
 * @param port 0 for any free one
 */
public record TwinSettings(Catalog catalog, Scenario scenario, AnswerKey answerKey, int port) {
  public TwinSettings {
    requireNonNull(catalog, "catalog");
    requireNonNull(scenario, "scenario");
    requireNonNull(answerKey, "answerKey");
  }
}

package dev.assay.policy;

import dev.assay.catalog.ModelChoice;
import java.util.Collection;
import java.util.List;

/** The groups of models that a guardrail may ask zero retention for, one by one. */
final class ModelGroup {
  /** The gateway's own; an author may be named besides them, as it may become one. */
  static final List<String> KNOWN = List.of("anthropic", "openai", "google", "xai", "other");

  private ModelGroup() {}

  /** Whether a model is in one of the groups; one that stands for any model is in all of them. */
  static boolean isIn(Collection<String> groups, String model) {
    String author = author(model);
    return groups.contains(author)
        || groups.contains(of(author))
        || (ModelChoice.isLeftToTheGateway(model) && !groups.isEmpty());
  }

  static String author(String model) {
    String id = model.startsWith("~") ? model.substring(1) : model;
    int slash = id.indexOf('/');
    return slash < 0 ? id : id.substring(0, slash);
  }

  private static String of(String author) {
    if (author.equals("x-ai")) {
      return "xai";
    }
    return KNOWN.contains(author) ? author : "other";
  }
}

package dev.assay.twin;

import dev.assay.settings.Section;
import java.util.List;

/**
 * Providers that look at a prompt before they serve it, and the words they refuse.
 *
 * @param providers empty moderates none
 */
public record Moderation(List<String> providers, List<String> flaggedWords) {
  static final Moderation NONE = new Moderation(List.of(), List.of());

  public Moderation {
    providers = List.copyOf(providers);
    flaggedWords = List.copyOf(flaggedWords);
  }

  static Moderation read(Section section) {
    Moderation moderation =
        new Moderation(section.texts("providers"), section.texts("flagged-words"));
    section.refuseUnknownKeys();
    return moderation;
  }

  boolean isBy(Offer offer) {
    return providers.stream().anyMatch(offer::isOf);
  }
}

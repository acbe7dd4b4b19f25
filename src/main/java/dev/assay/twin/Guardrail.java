package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.settings.Section;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule that holds for every request of the keys it is assigned to.
 *
 * @param allowedModels empty allows all; allowedProviders likewise
 * @param blockedWords a prompt that contains one is refused
 * @param limitUsd what each key may spend in a period; null does not limit
 */
public record Guardrail(
    String name,
    List<String> allowedModels,
    List<String> allowedProviders,
    List<String> ignoredProviders,
    boolean zeroRetention,
    List<String> blockedWords,
    Usd limitUsd,
    Reset limitReset) {

  public Guardrail {
    requireNonNull(name, "name");
    allowedModels = List.copyOf(allowedModels);
    allowedProviders = List.copyOf(allowedProviders);
    ignoredProviders = List.copyOf(ignoredProviders);
    blockedWords = List.copyOf(blockedWords);
  }

  static Guardrail read(Section section) {
    Guardrail guardrail =
        new Guardrail(
            section.requiredText("name"),
            section.texts("allowed-models"),
            section.texts("allowed-providers"),
            section.texts("ignored-providers"),
            section.flag("zdr").orElse(false),
            section.texts("blocked-words"),
            Bounds.dollars(section, "limit-usd"),
            section.choice("limit-reset", Reset.class).orElse(null));
    section.refuseUnknownKeys();
    return guardrail;
  }

  boolean allowsModel(String model) {
    return allowedModels.isEmpty() || allowedModels.contains(model);
  }

  boolean allows(Offer offer) {
    return (allowedProviders.isEmpty() || allowedProviders.stream().anyMatch(offer::isOf))
        && ignoredProviders.stream().noneMatch(offer::isOf);
  }

  Optional<String> wordFoundIn(ChatRequest request) {
    return firstFound(blockedWords, request);
  }

  static Optional<String> firstFound(List<String> words, ChatRequest request) {
    return words.stream()
        .filter(
            word ->
                request.messages().stream()
                    .anyMatch(
                        turn ->
                            turn.text()
                                .toLowerCase(Locale.ROOT)
                                .contains(word.toLowerCase(Locale.ROOT))))
        .findFirst();
  }
}

package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.problem.Closest;
import dev.assay.settings.Section;
import java.util.List;

/**
 * One API key of a scenario, and what it may do.
 *
 * <p>Such keys are made up. They begin with {@code sk-twin-}, so that nobody writes a real one into
 * a file.
 *
 * @param limitUsd null does not limit
 * @param limitReset null for a limit that never starts anew
 * @param requestsPerMinute null does not limit; a minute of the twin's scaled clock
 * @param isManagement whether it may see credits and everybody's activity
 * @param ownKeys the providers for which its owner brought a key of their own
 * @param guardrails by their names
 */
public record KeyCard(
    String name,
    String key,
    Usd limitUsd,
    Reset limitReset,
    Integer requestsPerMinute,
    boolean isDisabled,
    boolean isManagement,
    List<String> ownKeys,
    boolean onlyOwnKeys,
    List<String> guardrails) {

  private static final String PREFIX = "sk-twin-";

  public KeyCard {
    requireNonNull(name, "name");
    requireNonNull(key, "key");
    ownKeys = List.copyOf(ownKeys);
    guardrails = List.copyOf(guardrails);
  }

  /** The card of a key that no scenario lists: it may do everything. */
  static KeyCard unlisted(String key) {
    return new KeyCard("unlisted", key, null, null, null, false, true, List.of(), false, List.of());
  }

  /**
   * @param knownGuardrails those the scenario defines
   */
  static KeyCard read(Section section, List<String> knownGuardrails) {
    String key = section.requiredText("key");
    if (!key.isEmpty() && !key.startsWith(PREFIX)) {
      section.problem(
          "key",
          "'key' does not begin with '%s'".formatted(PREFIX),
          "Make one up; a real key never stands in a file.");
    }
    KeyCard card =
        new KeyCard(
            section.requiredText("name"),
            key,
            Bounds.dollars(section, "limit-usd"),
            section.choice("limit-reset", Reset.class).orElse(null),
            section.has("requests-per-minute")
                ? Bounds.oneOrMore(section, "requests-per-minute", 1)
                : null,
            section.flag("disabled").orElse(false),
            section.flag("management").orElse(false),
            section.texts("byok"),
            section.flag("byok-only").orElse(false),
            section.texts("guardrails"));
    for (String name : card.guardrails()) {
      if (!knownGuardrails.contains(name)) {
        section.problem(
            "guardrails",
            "the key '%s' names the guardrail '%s', which does not exist"
                .formatted(card.name(), name),
            Closest.hint(name, "guardrails", knownGuardrails));
      }
    }
    section.refuseUnknownKeys();
    return card;
  }

  /** Without the key, which a log must not show. */
  @Override
  public String toString() {
    return "key '%s'".formatted(name);
  }
}

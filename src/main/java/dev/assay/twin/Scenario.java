package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.problem.Closest;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How the twin behaves: how its models talk, how fast, who may ask, and what goes wrong.
 *
 * @param seed the same seed gives the same behaviour, call by call
 * @param clockScale what a second of the catalog's pace lasts: 1 is real time, 0.02 fifty times
 *     faster, 0 without any delay
 */
public record Scenario(
    long seed,
    double clockScale,
    Speech speech,
    Administration administration,
    List<Fault> faults) {

  public Scenario {
    requireNonNull(speech, "speech");
    requireNonNull(administration, "administration");
    faults = List.copyOf(faults);
  }

  /** Nothing goes wrong and nothing takes time; every model answers right as often as told. */
  public static Scenario instant(long seed, double skill) {
    return new Scenario(seed, 0, Speech.of(skill), Administration.OPEN, List.of());
  }

  /** A scenario file; every fault of it is reported. */
  public static Scenario read(Path file, Problems problems) {
    Section section = SettingsFile.read(file, problems);
    Scenario scenario =
        new Scenario(
            section.longNumber("seed").orElse(1L),
            atLeastZero(section, "clock-scale", 1),
            speech(section),
            administration(section),
            section.sections("faults").stream().map(Fault::read).filter(Objects::nonNull).toList());
    section.refuseUnknownKeys();
    return scenario;
  }

  private static Speech speech(Section section) {
    Section reasoning = section.section("reasoning").orElse(null);
    Speech speech =
        new Speech(
            probability(section, "default-skill", 0.7),
            skills(section),
            length(section, "output-tokens", Speech.USUAL_OUTPUT),
            positive(section, "chunk-tokens", Speech.USUAL_CHUNK),
            reasoning == null ? Set.of() : Set.copyOf(reasoning.texts("models")),
            reasoning == null
                ? Speech.USUAL_REASONING
                : length(reasoning, "tokens", Speech.USUAL_REASONING),
            probability(section, "prompt-cache-rate", 0));
    if (reasoning != null) {
      reasoning.refuseUnknownKeys();
    }
    return speech;
  }

  private static Administration administration(Section section) {
    Administration read =
        new Administration(
            section.sections("keys").stream().map(KeyCard::read).toList(),
            section.sections("guardrails").stream().map(Guardrail::read).toList(),
            section.sections("presets").stream().map(Preset::read).toList(),
            section.section("moderation").map(Moderation::read).orElse(Moderation.NONE),
            section.decimal("credits-usd").map(Usd::new).orElse(null),
            section.decimal("byok-fee").orElse(Administration.USUAL_BYOK_FEE),
            atLeastZero(section, "sticky-seconds", Administration.USUAL_STICKY_SECONDS),
            section.flag("activity-includes-today").orElse(false),
            atLeastZero(section, "generation-delay-seconds", 0));
    List<String> known = read.guardrails().stream().map(Guardrail::name).toList();
    for (KeyCard card : read.keys()) {
      for (String name : card.guardrails()) {
        if (!known.contains(name)) {
          section.problem(
              "keys",
              "the key '%s' names the guardrail '%s', which does not exist"
                  .formatted(card.name(), name),
              Closest.hint(name, "guardrails", known));
        }
      }
    }
    return read;
  }

  private static Map<String, Double> skills(Section section) {
    Map<String, Double> skills = new LinkedHashMap<>();
    section
        .section("skill")
        .ifPresent(
            skill ->
                skill.keys().forEach(model -> skills.put(model, probability(skill, model, 0))));
    return skills;
  }

  static double probability(Section section, String key, double otherwise) {
    BigDecimal value = section.decimal(key).orElse(null);
    if (value == null) {
      return otherwise;
    }
    if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0) {
      section.problem(key, "'%s' is %s, expected a share from 0 to 1".formatted(key, value), "");
      return otherwise;
    }
    return value.doubleValue();
  }

  static double atLeastZero(Section section, String key, double otherwise) {
    BigDecimal value = section.decimal(key).orElse(null);
    if (value == null) {
      return otherwise;
    }
    if (value.signum() < 0) {
      section.problem(key, "'%s' is %s, expected zero or more".formatted(key, value), "");
      return otherwise;
    }
    return value.doubleValue();
  }

  static int positive(Section section, String key, int otherwise) {
    int value = section.wholeNumber(key).orElse(otherwise);
    if (value < 1) {
      section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, value), "");
      return otherwise;
    }
    return value;
  }

  private static Length length(Section section, String key, Length otherwise) {
    Section bounds = section.section(key).orElse(null);
    if (bounds == null) {
      return otherwise;
    }
    int least = positive(bounds, "least", otherwise.least());
    int most = positive(bounds, "most", Math.max(least, otherwise.most()));
    bounds.refuseUnknownKeys();
    if (most < least) {
      bounds.problem(
          "most", "'most' is %d and 'least' is %d".formatted(most, least), "Swap the two.");
      return otherwise;
    }
    return new Length(least, most);
  }
}

package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.util.List;

/**
 * Who may ask, under which rules, and what an account has.
 *
 * @param keys empty takes any bearer key
 * @param creditsUsd what was paid in; null for an account that never runs dry
 * @param byokFee the share of the list price that a request with the owner's own key costs
 * @param stickySeconds how long a session stays with its provider after its last request
 * @param activityIncludesToday whether the activity listing shows the day that is not over yet,
 *     which the real one does not
 * @param generationDelaySeconds how long every generation takes to appear in the look-up
 */
public record Administration(
    List<KeyCard> keys,
    List<Guardrail> guardrails,
    List<Preset> presets,
    Moderation moderation,
    Usd creditsUsd,
    BigDecimal byokFee,
    double stickySeconds,
    boolean activityIncludesToday,
    double generationDelaySeconds) {

  private static final BigDecimal USUAL_BYOK_FEE = new BigDecimal("0.05");
  private static final double USUAL_STICKY_SECONDS = 600;

  static final Administration OPEN =
      new Administration(
          List.of(),
          List.of(),
          List.of(),
          Moderation.NONE,
          null,
          USUAL_BYOK_FEE,
          USUAL_STICKY_SECONDS,
          false,
          0);

  public Administration {
    keys = List.copyOf(keys);
    guardrails = List.copyOf(guardrails);
    presets = List.copyOf(presets);
    requireNonNull(moderation, "moderation");
    requireNonNull(byokFee, "byokFee");
  }

  static Administration read(Section section) {
    List<Guardrail> guardrails =
        section.sections("guardrails").stream().map(Guardrail::read).toList();
    List<String> names = guardrails.stream().map(Guardrail::name).toList();
    return new Administration(
        section.sections("keys").stream().map(key -> KeyCard.read(key, names)).toList(),
        guardrails,
        section.sections("presets").stream().map(Preset::read).toList(),
        section.section("moderation").map(Moderation::read).orElse(Moderation.NONE),
        Bounds.dollars(section, "credits-usd"),
        Bounds.between(section, "byok-fee", BigDecimal.ZERO, BigDecimal.ONE, USUAL_BYOK_FEE),
        Bounds.zeroOrMore(section, "sticky-seconds", USUAL_STICKY_SECONDS),
        section.flag("activity-includes-today").orElse(false),
        Bounds.zeroOrMore(section, "generation-delay-seconds", 0));
  }

  List<Guardrail> guardrailsOf(KeyCard card) {
    return guardrails.stream().filter(each -> card.guardrails().contains(each.name())).toList();
  }
}

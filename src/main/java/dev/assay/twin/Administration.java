package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
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

  static final BigDecimal USUAL_BYOK_FEE = new BigDecimal("0.05");
  static final double USUAL_STICKY_SECONDS = 600;

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

  List<Guardrail> guardrailsOf(KeyCard card) {
    return guardrails.stream().filter(each -> card.guardrails().contains(each.name())).toList();
  }
}

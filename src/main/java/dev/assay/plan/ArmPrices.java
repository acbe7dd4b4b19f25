package dev.assay.plan;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.TokenUse;
import dev.assay.job.Arm;
import dev.assay.money.Usd;
import dev.assay.policy.Eligibility;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What calls of one arm can cost, and are expected to.
 *
 * @param offers of every endpoint that may be asked, those of fallback models included
 * @param expected the price to reckon with; null where no endpoint is left
 * @param outputCap null where the arm sets none
 * @param tokensBesidesMessages at most, for a response format, which providers count as prompt
 */
record ArmPrices(
    List<Offer> offers, TokenPrice expected, Integer outputCap, long tokensBesidesMessages)
    implements Serializable {

  /**
   * @param maxOutputTokens null where the endpoint states none
   */
  record Offer(TokenPrice price, Integer maxOutputTokens) implements Serializable {}

  ArmPrices {
    offers = List.copyOf(offers);
  }

  static ArmPrices of(Arm arm, Catalog catalog, LocalDate day) {
    Parameters parameters = arm.candidate().parameters();
    List<Endpoint> asked = remaining(arm, arm.candidate().model(), catalog, day);
    List<Endpoint> possible = new ArrayList<>(asked);
    fallbacks(arm.policy()).forEach(model -> possible.addAll(remaining(arm, model, catalog, day)));
    return new ArmPrices(
        possible.stream()
            .map(each -> new Offer(each.priceOn(day).orElseThrow(), each.maxOutputTokens()))
            .toList(),
        LikelyRoute.price(asked, arm.policy(), day).orElse(null),
        parameters.maxOutputTokens(),
        parameters.responseFormat() == null
            ? 0
            : Tokenizer.bytes(parameters.responseFormat().toString()));
  }

  /** Every arm names its model, so a policy that falls back for defaulted ones only never does. */
  private static List<String> fallbacks(RoutePolicy policy) {
    return policy.fallbackMode() == FallbackMode.ANY ? policy.fallbackModels() : List.of();
  }

  private static List<Endpoint> remaining(Arm arm, String id, Catalog catalog, LocalDate day) {
    Optional<Model> model = catalog.model(id);
    return model
        .map(
            each ->
                Eligibility.of(
                        each,
                        arm.policy(),
                        day,
                        arm.candidate().parameters().requiredCapabilities(),
                        0)
                    .remaining())
        .orElse(List.of());
  }

  /**
   * How long an answer is expected to be: the suite's word, else a quarter of what it may be. Null
   * where neither is known.
   */
  Long expectedOutput(Integer statedBySuite) {
    Long atMost = outputAtMost();
    if (statedBySuite != null) {
      return atMost == null ? statedBySuite : Math.min(statedBySuite, atMost);
    }
    return atMost == null ? null : Math.max(1, atMost / 4);
  }

  /** The most an answer can have; null where neither the arm nor each endpoint says. */
  Long outputAtMost() {
    if (outputCap != null) {
      return outputCap.longValue();
    }
    boolean known = offers.stream().allMatch(offer -> offer.maxOutputTokens() != null);
    return known
        ? offers.stream()
            .map(offer -> offer.maxOutputTokens().longValue())
            .max(Long::compare)
            .orElse(null)
        : null;
  }

  /** What a call with these tokens is expected to cost; null where it has no price. */
  Usd expected(long prompt, Long output) {
    return expected == null || output == null
        ? null
        : expected.cost(TokenUse.plain(prompt, output));
  }

  /** What it costs at the cheapest endpoint; null where it has no price. */
  Usd cheapest(long prompt, Long output) {
    return output == null
        ? null
        : offers.stream()
            .map(offer -> offer.price().cost(TokenUse.plain(prompt, output)))
            .min(Usd::compareTo)
            .orElse(null);
  }

  /**
   * What one attempt can cost at most: the whole output, every token in its dearest class, at the
   * dearest endpoint; null where that cannot be told.
   */
  Usd atMost(long promptAtMost) {
    Long output = outputAtMost();
    return output == null
        ? null
        : offers.stream()
            .map(offer -> offer.price().atMost(promptAtMost + tokensBesidesMessages, output))
            .max(Usd::compareTo)
            .orElse(null);
  }
}

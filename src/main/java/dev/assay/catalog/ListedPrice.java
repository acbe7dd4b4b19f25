package dev.assay.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.PriceTimeline.Entry;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the price that a listing states, per single token as listings do. What is negative, missing
 * or no finite decimal is not priceable, never a guess.
 */
final class ListedPrice {
  private static final int MILLION_DIGITS = 6;
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?[0-9]{1,40}(\\.[0-9]{0,80})?([eE][-+]?[0-9]{1,3})?");
  private static final Pattern TIER = Pattern.compile("(.+)_above_([0-9]{1,6})k_tokens");
  private static final int THOUSAND = 1000;

  /** Why something is no price. */
  private static final class NoPrice extends Exception {
    private static final long serialVersionUID = 1L;

    NoPrice(String why) {
      super(why, null, false, false);
    }
  }

  private ListedPrice() {}

  /** A {@code pricing} object of OpenRouter's listings. */
  static Entry ofGateway(JsonNode pricing, LocalDate day) {
    try {
      Map<PriceClass, BigDecimal> listed = gatewayRates(pricing);
      requireBoth(listed, "prompt", "completion");
      List<PriceOverride> overrides = new ArrayList<>();
      for (JsonNode override : pricing.path("overrides")) {
        overrides.add(override(override));
      }
      BigDecimal discount = pricing.has("discount") ? decimal(pricing, "discount") : null;
      return Entry.of(
          new TokenPrice(
              day, new Rates(listed), discount == null ? BigDecimal.ZERO : discount, overrides));
    } catch (NoPrice why) {
      return Entry.notPriceable(day, why.getMessage());
    } catch (IllegalArgumentException | ArithmeticException inexact) {
      return Entry.notPriceable(day, clause(inexact));
    }
  }

  private static Map<PriceClass, BigDecimal> gatewayRates(JsonNode pricing) throws NoPrice {
    Map<PriceClass, BigDecimal> rates = new EnumMap<>(PriceClass.class);
    for (PriceClass part : PriceClass.values()) {
      put(rates, part, decimal(pricing, part.gatewayName()));
    }
    return rates;
  }

  private static PriceOverride override(JsonNode override) throws NoPrice {
    // some listings put the prices beside the condition, some under a key of their own
    JsonNode prices = override.path("prices").isObject() ? override.path("prices") : override;
    BigDecimal above = decimal(override, "min_prompt_tokens");
    return new PriceOverride(
        above == null ? null : above.longValueExact(),
        hour(override, "utc_start"),
        hour(override, "utc_end"),
        new Rates(gatewayRates(prices)));
  }

  /** Hours are written {@code 0630} or, as a number, 630. */
  private static LocalTime hour(JsonNode override, String name) throws NoPrice {
    JsonNode value = override.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    String digits = value.asText().replace(":", "");
    if (!digits.matches("[0-9]{1,4}")) {
      throw new NoPrice("'%s' is %s, which is no time".formatted(name, value.asText()));
    }
    int hhmm = Integer.parseInt(digits);
    if (hhmm / 100 > 23 || hhmm % 100 > 59) {
      throw new NoPrice("'%s' is %s, which is no time".formatted(name, value.asText()));
    }
    return LocalTime.of(hhmm / 100, hhmm % 100);
  }

  /** A model's entry in LiteLLM's price map. */
  static Entry ofLiteLlm(JsonNode model, LocalDate day) {
    try {
      Map<PriceClass, BigDecimal> listed = new EnumMap<>(PriceClass.class);
      Map<Long, Map<PriceClass, BigDecimal>> tiers = new TreeMap<>();
      for (PriceClass part : PriceClass.values()) {
        if (part.liteLlmName().isPresent()) {
          put(listed, part, decimal(model, part.liteLlmName().get()));
        }
      }
      requireBoth(listed, "input_cost_per_token", "output_cost_per_token");
      for (var names = model.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        Matcher tier = TIER.matcher(name);
        if (tier.matches()) {
          for (PriceClass part : PriceClass.values()) {
            if (part.liteLlmName().filter(tier.group(1)::equals).isPresent()) {
              put(
                  tiers.computeIfAbsent(
                      Long.parseLong(tier.group(2)) * THOUSAND,
                      above -> new EnumMap<>(PriceClass.class)),
                  part,
                  decimal(model, name));
            }
          }
        }
      }
      return Entry.of(
          new TokenPrice(
              day,
              new Rates(listed),
              BigDecimal.ZERO,
              tiers.entrySet().stream()
                  .map(
                      tier ->
                          new PriceOverride(tier.getKey(), null, null, new Rates(tier.getValue())))
                  .toList()));
    } catch (NoPrice why) {
      return Entry.notPriceable(day, why.getMessage());
    } catch (IllegalArgumentException | ArithmeticException inexact) {
      return Entry.notPriceable(day, clause(inexact));
    }
  }

  private static String clause(RuntimeException inexact) {
    String message = String.valueOf(inexact.getMessage());
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static void requireBoth(
      Map<PriceClass, BigDecimal> rates, String inputName, String outputName) throws NoPrice {
    if (!rates.containsKey(PriceClass.INPUT)) {
      throw new NoPrice("'%s' is missing".formatted(inputName));
    }
    if (!rates.containsKey(PriceClass.OUTPUT)) {
      throw new NoPrice("'%s' is missing".formatted(outputName));
    }
  }

  private static void put(Map<PriceClass, BigDecimal> rates, PriceClass part, BigDecimal perUnit) {
    // listings write 0 where reasoning or sound is charged as any other token, and where a piece
    // costs nothing
    boolean saysNothing =
        perUnit == null
            || (perUnit.signum() == 0
                && (part == PriceClass.REASONING
                    || part == PriceClass.AUDIO_INPUT
                    || part == PriceClass.AUDIO_OUTPUT
                    || !part.isPerToken()));
    if (!saysNothing) {
      rates.put(part, part.isPerToken() ? perUnit.scaleByPowerOfTen(MILLION_DIGITS) : perUnit);
    }
  }

  /** Zero or more, digit for digit; null where nothing is stated. */
  private static BigDecimal decimal(JsonNode object, String name) throws NoPrice {
    JsonNode value = object.path(name);
    if (value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.asText().isBlank())) {
      return null;
    }
    BigDecimal amount = null;
    if (value.isNumber() && !value.isFloat() && !value.isDouble()) {
      amount = value.decimalValue();
    } else if (value.isTextual() && DECIMAL.matcher(value.asText().strip()).matches()) {
      amount = new BigDecimal(value.asText().strip());
    }
    if (amount == null) {
      throw new NoPrice("'%s' is %s, which is no number".formatted(name, shown(value)));
    }
    if (amount.signum() < 0) {
      throw new NoPrice("'%s' is %s".formatted(name, shown(value)));
    }
    return amount;
  }

  private static String shown(JsonNode value) {
    String text = value.isValueNode() ? value.asText() : value.getNodeType().toString();
    String tame = text.replaceAll("[^\\x20-\\x7e]", "?");
    return tame.length() > 40 ? tame.substring(0, 40) + "..." : tame;
  }
}

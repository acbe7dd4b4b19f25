package dev.assay.catalog;

import dev.assay.catalog.PriceTimeline.Entry;
import java.util.LinkedHashMap;
import java.util.Map;

/** A price as named values, for whoever shows or compares it. */
final class PriceText {
  static final String VALID_FROM = "valid-from";
  static final String NOT_PRICEABLE = "not-priceable";

  private PriceText() {}

  /** Amounts as listed, each under its class and, in an override, the condition behind it. */
  static Map<String, String> of(Entry entry) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(VALID_FROM, entry.validFrom().toString());
    if (entry.price() == null) {
      texts.put(NOT_PRICEABLE, entry.notPriceable());
      return texts;
    }
    TokenPrice price = entry.price();
    price
        .listed()
        .stated()
        .forEach((part, amount) -> texts.put(part.word(), amount.toPlainString()));
    if (price.discount().signum() != 0) {
      texts.put("discount", price.discount().toPlainString());
    }
    for (PriceOverride override : price.overrides()) {
      override
          .rates()
          .stated()
          .forEach(
              (part, amount) ->
                  texts.put(
                      "%s (%s)".formatted(part.word(), override.condition()),
                      amount.toPlainString()));
    }
    return texts;
  }

  /** Input and output, by which a reader knows what it is about. */
  static String summary(Entry entry) {
    TokenPrice price = entry.price();
    return price == null
        ? "not priceable"
        : "input %s, output %s"
            .formatted(
                price.listed().perMillion(PriceClass.INPUT),
                price.listed().perMillion(PriceClass.OUTPUT));
  }
}

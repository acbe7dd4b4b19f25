package dev.assay.twin;

import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import java.math.BigDecimal;

/**
 * An endpoint that could serve a request, at the price that holds now.
 *
 * @param withOwnKey whether the caller's own key with the provider pays for the inference
 */
record Offer(Model model, Endpoint endpoint, TokenPrice price, Tier tier, boolean withOwnKey) {

  /** The service tier that serves, and bills. */
  enum Tier {
    DEFAULT,
    /** Half the price. */
    FLEX
  }

  /** Whether a provider's name, or one of its tags, means this endpoint. */
  boolean isOf(String providerOrTag) {
    return endpoint.provider().equalsIgnoreCase(providerOrTag)
        || endpoint.tag().equalsIgnoreCase(providerOrTag);
  }

  /** One million tokens in and one million out: what offers are compared by. */
  BigDecimal comparedPrice() {
    return price.input().amount().add(price.output().amount());
  }

  boolean isFree() {
    return comparedPrice().signum() == 0 && price.request().isZero();
  }

  Offer paidWithOwnKey() {
    return new Offer(model, endpoint, price, tier, true);
  }
}

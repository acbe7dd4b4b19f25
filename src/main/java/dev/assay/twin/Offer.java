package dev.assay.twin;

import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import java.math.BigDecimal;

/** An endpoint that could serve a request, at the price that holds now. */
record Offer(Model model, Endpoint endpoint, TokenPrice price) {

  /** Whether a provider's name, or one of its tags, means this endpoint. */
  boolean isOf(String providerOrTag) {
    return endpoint.provider().equalsIgnoreCase(providerOrTag)
        || endpoint.tag().equalsIgnoreCase(providerOrTag);
  }

  /** One million tokens in and one million out: what offers are compared by. */
  BigDecimal comparedPrice() {
    return price.input().amount().add(price.output().amount());
  }
}

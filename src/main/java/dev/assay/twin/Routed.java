package dev.assay.twin;

import java.util.List;

/**
 * Where a request ended up, and how it got there.
 *
 * @param strategy in the contract's words: direct, auto, fallback ...
 * @param offers all that could have served it
 * @param tries the serving one last
 */
record Routed(String strategy, List<Offer> offers, List<Try> tries, Offer serving) {
  static final int SERVED = 200;

  /** One endpoint that was asked, and the status it gave. */
  record Try(Offer offer, int status) {}

  Routed {
    offers = List.copyOf(offers);
    tries = List.copyOf(tries);
  }

  /** The same way, but another model at the end of it. */
  Routed servedBy(Offer other) {
    return new Routed(strategy, offers, tries, other);
  }
}

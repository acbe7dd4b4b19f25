package dev.assay.gateway;

import dev.assay.settings.Secret;

/** Puts a planned question into the words of one API. What nobody set is not sent. */
interface RequestWriter {
  WireRequest write(Asked asked);

  default String keyHeader() {
    return "Authorization";
  }

  /** What the key header says. */
  default String keyValue(Secret key) {
    return "Bearer " + key.reveal();
  }
}

package dev.assay.score;

/** A scorer cannot work with what its author wrote. */
final class Unusable extends Exception {
  private static final long serialVersionUID = 1L;

  private final String mend;

  /**
   * @param what a clause that goes on after the place, without its full stop
   * @param mend whole sentences, or empty
   */
  Unusable(String what, String mend) {
    super(what);
    this.mend = mend;
  }

  String mend() {
    return mend;
  }
}

package dev.assay.report.cutover;

/**
 * Two arms were not asked or judged in the same way, so no figure may compare them. The message
 * says what differs and how to mend it.
 */
public final class NotComparable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotComparable(String what, String mend) {
    super(what + ". " + mend);
  }
}

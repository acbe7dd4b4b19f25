package dev.assay.twin;

/** How many tokens something is long, both bounds included. */
public record Length(int least, int most) {
  public Length {
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(
          "Invalid length from %d to %d tokens".formatted(least, most));
    }
  }

  int rolled(Dice dice) {
    return dice.between(least, most);
  }
}

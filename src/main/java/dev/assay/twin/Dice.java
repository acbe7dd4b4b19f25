package dev.assay.twin;

/**
 * Chance that depends only on what it is asked about, never on who asked first: the same seed and
 * the same call give the same roll, whatever the concurrency.
 */
record Dice(long state) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  static Dice seeded(long seed) {
    return new Dice(mixed(seed + GOLDEN));
  }

  Dice about(long what) {
    return new Dice(mixed(state ^ mixed(what + GOLDEN)));
  }

  Dice about(String what) {
    long hash = what.length();
    for (int i = 0; i < what.length(); i++) {
      hash = hash * 31 + what.charAt(i);
      hash ^= hash >>> 29;
    }
    return about(hash);
  }

  /** Evenly from 0 to 1, 1 excluded. */
  double chance() {
    return (mixed(state + GOLDEN) >>> 11) * 0x1.0p-53;
  }

  /** Evenly from least to most, both included. */
  int between(int least, int most) {
    return least + (int) (chance() * (most - least + 1L));
  }

  /** A factor around 1 as delays have it: half of all rolls below 1, a long tail above. */
  double spread(double sigma) {
    double radius = Math.sqrt(-2 * Math.log(1 - about("radius").chance()));
    double angle = 2 * Math.PI * about("angle").chance();
    return Math.exp(sigma * radius * Math.cos(angle));
  }

  /** The last step of SplitMix64: each bit of the input moves about half the bits of the output. */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

package dev.assay.journal;

import dev.assay.plan.CallId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where the records of each call lie. About 50 bytes a call: a run may have millions, and a map of
 * objects takes five times that.
 */
final class CallPlaces {
  private static final Pattern USUAL_FORM = Pattern.compile("[0-9a-f]{32}");
  private static final int FIRST_SLOTS = 1 << 10;

  // a slot holds a call as 128 bits, and its newest place as a number from 1; 0 is free
  private long[] high = new long[FIRST_SLOTS];
  private long[] low = new long[FIRST_SLOTS];
  private int[] newest = new int[FIRST_SLOTS];
  private int calls;

  // a place, and the number of the one before it of the same call; 0 for none
  private long[] places = new long[FIRST_SLOTS];
  private int[] before = new int[FIRST_SLOTS];
  private int count;

  private record Key(long high, long low) {
    /** An id of the usual form is its own key; any other is hashed into one. */
    static Key of(CallId call) {
      byte[] bytes =
          USUAL_FORM.matcher(call.value()).matches()
              ? HexFormat.of().parseHex(call.value())
              : hash(call.value());
      ByteBuffer numbers = ByteBuffer.wrap(bytes);
      return new Key(numbers.getLong(), numbers.getLong());
    }

    private static byte[] hash(String text) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException missing) {
        throw new IllegalStateException("Every Java platform has SHA-256", missing);
      }
    }
  }

  /** How many different calls there are. */
  int calls() {
    return calls;
  }

  void add(CallId call, long place) {
    if (2 * (calls + 1) > newest.length) {
      growSlots();
    }
    if (count == places.length) {
      places = Arrays.copyOf(places, 2 * count);
      before = Arrays.copyOf(before, 2 * count);
    }
    Key key = Key.of(call);
    int slot = slot(key.high(), key.low());
    if (newest[slot] == 0) {
      calls++;
      high[slot] = key.high();
      low[slot] = key.low();
    }
    places[count] = place;
    before[count] = newest[slot];
    newest[slot] = ++count;
  }

  boolean has(CallId call) {
    Key key = Key.of(call);
    return newest[slot(key.high(), key.low())] != 0;
  }

  /** In the order in which they were added. */
  long[] of(CallId call) {
    Key key = Key.of(call);
    int first = newest[slot(key.high(), key.low())];
    int length = 0;
    for (int number = first; number != 0; number = before[number - 1]) {
      length++;
    }
    long[] found = new long[length];
    for (int number = first; number != 0; number = before[number - 1]) {
      found[--length] = places[number - 1];
    }
    return found;
  }

  private int slot(long keyHigh, long keyLow) {
    int mask = newest.length - 1;
    int slot = (int) (keyLow ^ (keyLow >>> 32)) & mask;
    while (newest[slot] != 0 && (high[slot] != keyHigh || low[slot] != keyLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void growSlots() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldNewest = newest;
    high = new long[2 * oldHigh.length];
    low = new long[2 * oldLow.length];
    newest = new int[2 * oldNewest.length];
    for (int i = 0; i < oldNewest.length; i++) {
      if (oldNewest[i] != 0) {
        int slot = slot(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        newest[slot] = oldNewest[i];
      }
    }
  }
}

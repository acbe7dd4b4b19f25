package dev.assay.journal;

import dev.assay.money.Usd;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what {@link CompactWriter} packed, in the same order. */
final class CompactReader {
  private static final int SEVEN_BITS = 0x7F;
  private static final int MORE_FOLLOW = 0x80;

  private final ByteBuffer bytes;

  CompactReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  int tag() {
    return bytes.get();
  }

  boolean isAtEnd() {
    return !bytes.hasRemaining();
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & SEVEN_BITS) << shift;
      if ((next & MORE_FOLLOW) == 0) {
        return value;
      }
    }
  }

  int smallNumber() {
    return Math.toIntExact(number());
  }

  Long optionalNumber() {
    return present() ? number() : null;
  }

  Integer optionalSmallNumber() {
    return present() ? smallNumber() : null;
  }

  String text() {
    byte[] block = block();
    return block == null ? null : new String(block, StandardCharsets.UTF_8);
  }

  boolean flag() {
    return bytes.get() != 0;
  }

  Boolean optionalFlag() {
    return present() ? flag() : null;
  }

  Instant instant() {
    return Instant.ofEpochSecond(number(), number());
  }

  Duration duration() {
    return present() ? Duration.ofSeconds(number(), number()) : null;
  }

  Usd money() {
    if (!present()) {
      return null;
    }
    int scale = smallNumber();
    return new Usd(new BigDecimal(new BigInteger(block()), scale));
  }

  <E extends Enum<E>> E choice(Class<E> type) {
    return Enum.valueOf(type, text());
  }

  /** As many elements as the number before them says. */
  <T> List<T> list(Function<CompactReader, T> element) {
    int count = smallNumber();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(element.apply(this));
    }
    return list;
  }

  private boolean present() {
    return bytes.get() != 0;
  }

  private byte[] block() {
    int lengthPlusOne = smallNumber();
    if (lengthPlusOne == 0) {
      return null;
    }
    byte[] block = new byte[lengthPlusOne - 1];
    bytes.get(block);
    return block;
  }
}

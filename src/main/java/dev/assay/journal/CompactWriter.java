package dev.assay.journal;

import dev.assay.money.Usd;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Packs values into few bytes: numbers in as many as they need, text as UTF-8 after its length. One
 * added to a length leaves zero free to mean null.
 */
final class CompactWriter {
  private static final int SEVEN_BITS = 0x7F;
  private static final int MORE_FOLLOW = 0x80;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  void tag(int tag) {
    bytes.write(tag);
  }

  /** A number of 64 bits, small ones in one byte; a negative one always takes ten. */
  void number(long value) {
    long rest = value;
    while ((rest & ~SEVEN_BITS) != 0) {
      bytes.write((int) (rest & SEVEN_BITS) | MORE_FOLLOW);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  void optionalNumber(Number value) {
    presence(value);
    if (value != null) {
      number(value.longValue());
    }
  }

  void text(String value) {
    block(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  void flag(boolean value) {
    bytes.write(value ? 1 : 0);
  }

  void optionalFlag(Boolean value) {
    presence(value);
    if (value != null) {
      flag(value);
    }
  }

  void instant(Instant value) {
    number(value.getEpochSecond());
    number(value.getNano());
  }

  void duration(Duration value) {
    presence(value);
    if (value != null) {
      number(value.getSeconds());
      number(value.getNano());
    }
  }

  void money(Usd value) {
    presence(value);
    if (value != null) {
      number(value.amount().scale());
      BigInteger digits = value.amount().unscaledValue();
      block(digits.toByteArray());
    }
  }

  /** By name, so that a journal survives a constant put between two others. */
  void choice(Enum<?> value) {
    text(value.name());
  }

  private void presence(Object value) {
    bytes.write(value == null ? 0 : 1);
  }

  private void block(byte[] value) {
    number(value == null ? 0 : value.length + 1L);
    if (value != null) {
      bytes.write(value, 0, value.length);
    }
  }
}

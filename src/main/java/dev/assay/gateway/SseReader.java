package dev.assay.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Server-sent events out of bytes, however they are cut into pieces.
 *
 * <p>Comments, which only keep the line open, and fields other than event and data are passed over.
 */
final class SseReader {
  /**
   * One event.
   *
   * @param name empty where the stream gives none
   * @param data the lines of its data, joined by line feeds
   */
  record Event(String name, String data) {}

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final int maxEventBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private boolean hasData;
  private boolean atStart = true;
  private boolean afterCarriageReturn;
  private boolean overflowed;

  SseReader(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  /** Reads on, handing each event out as its blank line arrives. */
  void read(ByteBuffer bytes, Consumer<Event> events) {
    byte[] span = new byte[bytes.remaining()];
    bytes.get(span);
    int at = 0;
    while (at < span.length && !overflowed) {
      int end = endOfLine(span, at);
      // a line is taken in one piece: byte by byte a stream costs twice the processor
      line.write(span, at, end - at);
      overflowed = line.size() + data.length() > maxEventBytes;
      if (end > at) {
        afterCarriageReturn = false;
      }
      at = end;
      if (at < span.length && !overflowed) {
        byte mark = span[at++];
        boolean endsCrLf = mark == '\n' && afterCarriageReturn;
        afterCarriageReturn = mark == '\r';
        if (!endsCrLf) {
          lineEnded().ifPresent(events);
        }
      }
    }
  }

  private static int endOfLine(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  /** Whether an event was longer than allowed; nothing is read after that. */
  boolean overflowed() {
    return overflowed;
  }

  /** The event that the stream ended in, which may be cut short. */
  Optional<Event> rest() {
    if (line.size() > 0) {
      lineEnded();
    }
    return eventEnded();
  }

  private Optional<Event> lineEnded() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (atStart) {
      atStart = false;
      text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
    if (text.isEmpty()) {
      return eventEnded();
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    if (field.equals("data")) {
      data.append(hasData ? "\n" : "").append(value);
      hasData = true;
    } else if (field.equals("event")) {
      name = value;
    }
    return Optional.empty();
  }

  private Optional<Event> eventEnded() {
    Optional<Event> event =
        hasData ? Optional.of(new Event(name, data.toString())) : Optional.empty();
    data.setLength(0);
    hasData = false;
    name = "";
    return event;
  }
}

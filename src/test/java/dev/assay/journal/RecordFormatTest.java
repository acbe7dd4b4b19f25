package dev.assay.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.gateway.Charge;
import dev.assay.gateway.Exchange;
import dev.assay.gateway.FailureKind;
import dev.assay.gateway.FailurePhase;
import dev.assay.gateway.Outcome;
import dev.assay.gateway.Served;
import dev.assay.gateway.Timing;
import dev.assay.gateway.TokenCounts;
import dev.assay.gateway.ToolCall;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Named;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.money.Usd;
import dev.assay.plan.CallId;
import dev.assay.usage.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverIsWrittenIsReadBackEqual(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      JournalRecord entry = anyRecord(random);
      assertThat(reread(entry)).isEqualTo(entry);
    }
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void everyKindOfFailureIsReadBack(FailureKind kind) {
    JournalRecord failure =
        new Recorded(
            Samples.turnedAway(Samples.call(1), 1, kind, null), Duration.ZERO, Duration.ZERO);
    assertThat(reread(failure)).isEqualTo(failure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999999999999.999999999999999999",
        "-99999999999999999999.999999999999999999",
        "0.000000000000000001",
        "0"
      })
  void extremeAmountsKeepEveryDigit(String amount) {
    JournalRecord answer =
        new Recorded(
            Samples.answer(Samples.call(1), 1, Usd.of(amount)), Duration.ZERO, Duration.ZERO);
    assertThat(reread(answer)).isEqualTo(answer);
  }

  @Test
  void aRecordOfAShortAnswerIsSmall() {
    byte[] bytes =
        RecordFormat.write(
            new Recorded(
                Samples.answer(Samples.call(1), 1, Usd.of("0.0001")),
                Duration.ZERO,
                Duration.ZERO));
    assertThat(bytes).hasSizeLessThan(200);
  }

  /** Journals were written before a record could tell what the gateway added. */
  @Test
  void aRecordWithoutAGatewayOverheadHasTheBytesItAlwaysHad() {
    Exchange exchange = Samples.exchange(Samples.call(1), 1, null);
    Timing told =
        new Timing(
            exchange.timing().startedAt(),
            exchange.timing().firstToken(),
            exchange.timing().firstReasoning(),
            exchange.timing().total(),
            Duration.ofMillis(12));
    byte[] untold = RecordFormat.write(recorded(exchange));
    byte[] withTail = RecordFormat.write(recorded(exchange.timed(told)));

    assertThat(withTail).startsWith(untold).hasSizeGreaterThan(untold.length);
    assertThat(RecordFormat.read(ByteBuffer.wrap(untold))).isEqualTo(recorded(exchange));
  }

  private static Recorded recorded(Exchange exchange) {
    return new Recorded(
        new Outcome.Answer(exchange, "Hi", null, List.of()), Duration.ZERO, Duration.ZERO);
  }

  private static JournalRecord reread(JournalRecord entry) {
    return RecordFormat.read(ByteBuffer.wrap(RecordFormat.write(entry)));
  }

  private static JournalRecord anyRecord(Random random) {
    return switch (random.nextInt(4)) {
      case 3 -> new Named(new CallId(text(random)), random.nextInt(10), text(random));
      case 0 ->
          new Intent(new CallId(text(random)), random.nextInt(10), text(random), instant(random));
      case 1 ->
          new Recorded(
              new Outcome.Answer(
                  exchange(random),
                  text(random),
                  maybe(random, () -> text(random)),
                  Stream.generate(
                          () -> new ToolCall(text(random), text(random), maybe(random, () -> "{}")))
                      .limit(random.nextInt(3))
                      .toList()),
              duration(random),
              duration(random));
      default ->
          new Recorded(
              new Outcome.Failure(
                  exchange(random),
                  any(random, FailureKind.class),
                  any(random, FailurePhase.class),
                  text(random),
                  maybe(random, () -> duration(random))),
              duration(random),
              duration(random));
    };
  }

  private static Exchange exchange(Random random) {
    return new Exchange(
        new CallId(text(random)),
        random.nextInt(5),
        text(random),
        text(random),
        text(random),
        random.nextBoolean(),
        maybe(random, () -> random.nextInt(600)),
        new Served(
            maybe(random, () -> text(random)),
            maybe(random, () -> text(random)),
            maybe(random, () -> text(random)),
            maybe(random, () -> text(random)),
            maybe(random, () -> random.nextInt(4)),
            maybe(random, () -> text(random)),
            maybe(random, () -> text(random)),
            maybe(random, random::nextBoolean),
            maybe(random, () -> text(random)),
            maybe(random, () -> text(random)),
            maybe(random, () -> text(random))),
        new Timing(
            instant(random),
            maybe(random, () -> duration(random)),
            maybe(random, () -> duration(random)),
            duration(random),
            maybe(random, () -> duration(random))),
        new TokenCounts(
            maybe(random, random::nextLong),
            maybe(random, random::nextLong),
            maybe(random, random::nextLong),
            maybe(random, random::nextLong),
            maybe(random, random::nextLong),
            maybe(random, random::nextLong)),
        new Charge(
            maybe(random, () -> usd(random)),
            maybe(random, () -> usd(random)),
            maybe(random, () -> usd(random)),
            maybe(random, () -> text(random))));
  }

  private static <T> T maybe(Random random, Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }

  private static <E extends Enum<E>> E any(Random random, Class<E> type) {
    List<E> all = List.copyOf(EnumSet.allOf(type));
    return all.get(random.nextInt(all.size()));
  }

  private static String text(Random random) {
    return List.of("", "a", "naïve 答え \uD83D\uDE80\n\"", "x".repeat(random.nextInt(400)))
        .get(random.nextInt(4));
  }

  private static Duration duration(Random random) {
    return Duration.ofNanos(random.nextLong() >> 8);
  }

  private static Instant instant(Random random) {
    return Instant.ofEpochSecond(random.nextLong() >> 30, random.nextInt(1_000_000_000));
  }

  private static Usd usd(Random random) {
    return new Usd(new BigDecimal(new BigInteger(60, random), random.nextInt(19)));
  }
}

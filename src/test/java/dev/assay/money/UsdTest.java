package dev.assay.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsdTest {
  @Test
  void tenTimesATenthIsExactlyOne() {
    Usd sum = Stream.generate(() -> Usd.of("0.1")).limit(10).reduce(Usd.ZERO, Usd::plus);

    assertThat(sum).isEqualTo(Usd.of("1"));
    assertThat(Usd.of("0.1").times(10)).isEqualTo(sum);
    assertThat(sum.minus(sum)).isEqualTo(Usd.ZERO);
  }

  @Test
  void amountsOfOneValueAreEqualHoweverTheyWereWritten() {
    List<Usd> spellings =
        List.of(Usd.of("1.5"), Usd.of("1.50"), Usd.of("15e-1"), Usd.of("+1.500000000000000000"));

    assertThat(spellings).allMatch(each -> each.equals(spellings.get(0)));
    assertThat(spellings).extracting(Usd::hashCode).containsOnly(spellings.get(0).hashCode());
    assertThat(Usd.of("-0.00")).isEqualTo(Usd.ZERO);
  }

  @Test
  void anAmountIsShownWithEveryDigitAndWithoutAnExponent() {
    assertThat(Usd.of("0.000000000000000001")).hasToString("0.000000000000000001");
    assertThat(Usd.of("1e5")).hasToString("100000");
    assertThat(Usd.of("99999999999999999999.999999999999999999"))
        .hasToString("99999999999999999999.999999999999999999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0000000000000000001", "1.1234567890123456789", "100000000000000000000"})
  void anAmountThatCannotBeStoredIsRefusedAndNeverRounded(String text) {
    assertThat(Usd.exactly(new BigDecimal(text))).isEmpty();
    assertThatThrownBy(() -> Usd.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid amount %s USD: it needs more than 18 decimals or 20 whole digits"
                .formatted(text.startsWith("0.0") ? "1E-19" : text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "9e2147483646", "-1e999999999"})
  void aHostileExponentIsRefusedAtOnce(String text) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(Usd.exactly(new BigDecimal(text))).isEmpty();
          assertThatThrownBy(() -> Usd.of(text)).isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> UsdPerMillion.of(text))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> UsdPerMillion.fromPerToken(new BigDecimal(text)))
              .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
        });
  }

  @Test
  void aZeroWithAHostileExponentIsZero() {
    assertThat(Usd.of("0e999999999")).isEqualTo(Usd.ZERO);
    assertThat(UsdPerMillion.of("0e-999999999")).isEqualTo(UsdPerMillion.of("0"));
  }

  @Test
  void aPricePerTokenIsAMillionthOfThePricePerMillion() {
    UsdPerMillion price = UsdPerMillion.fromPerToken(new BigDecimal("0.00000015"));

    assertThat(price).isEqualTo(UsdPerMillion.of("0.15"));
    assertThat(price.perToken()).isEqualByComparingTo("0.00000015");
    assertThat(price.times(1_000_000)).isEqualTo(Usd.of("0.15"));
    assertThat(price.times(1)).isEqualTo(Usd.of("0.00000015"));
  }

  @Test
  void oneCachedTokenAtThreeHundredthsOfACentIsChargedExactly() {
    assertThat(UsdPerMillion.of("0.0375").times(1)).hasToString("0.0000000375");
  }

  @Test
  void aNegativePriceIsRefused() {
    assertThatThrownBy(() -> UsdPerMillion.of("-0.01"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid price -0.01 USD per million tokens: a price is zero or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0000000000001", "1000000000"})
  void aPriceWhoseTokensCannotBeChargedExactlyIsRefused(String text) {
    assertThatThrownBy(() -> UsdPerMillion.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("at most 12 decimals and 9 whole digits can be charged exactly");
  }
}

package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnusualDaysTest {
  private static final int NINE_WEEKS = 63;

  /**
   * Every weekday goes 90, 110, 90, 110, ... so that its median is 100 and its mean too, nearly.
   */
  private static double[] swinging(int days) {
    return IntStream.range(0, days).mapToDouble(day -> day / 7 % 2 == 0 ? 90 : 110).toArray();
  }

  private static UnusualDays.Day last(double[] money) {
    List<UnusualDays.Day> days = UnusualDays.of(money, 5);
    return days.get(days.size() - 1);
  }

  private static double[] with(double[] money, int day, double value) {
    double[] changed = money.clone();
    changed[day] = value;
    return changed;
  }

  @Test
  void theModifiedZIsThatOfIglewiczAndHoaglin() {
    // median 3, deviations 2 1 0 1 97, MAD 1
    assertThat(UnusualDays.z(100, new double[] {1, 2, 3, 4, 100}))
        .isCloseTo(0.6744897502 * 97, within(1e-9));
  }

  @Test
  void aSpreadUnderFivePerCentCountsAsFivePerCent() {
    assertThat(UnusualDays.z(0.2, new double[] {-0.01, 0, 0.01}))
        .isCloseTo(0.6744897502 * 0.2 / 0.05, within(1e-9));
  }

  @Test
  void whereMostAreAlikeTheMeanDeviationStandsIn() {
    // four of five alike: MAD 0, mean deviation 1 / 5
    assertThat(UnusualDays.z(2, new double[] {0, 0, 0, 0, 1}))
        .isCloseTo(2 / (1.2533141 * 0.2), within(1e-9));
  }

  @Test
  void whereAllAreAlikeAnyChangeIsOutOfLine() {
    double[] flat = new double[NINE_WEEKS];
    Arrays.fill(flat, 100);
    assertThat(last(with(flat, 62, 106)).z()).isInfinite();
    assertThat(last(with(flat, 62, 106)).isOdd()).as("6 USD more").isFalse();
    assertThat(last(with(flat, 62, 160)).isOdd()).isTrue();
    assertThat(last(flat).z()).isZero();
  }

  @Test
  void aDayIsHeldAgainstEightOfItsWeekday() {
    UnusualDays.Day usual = last(swinging(NINE_WEEKS));
    assertThat(usual.points()).isEqualTo(8);
    // of logarithms: the median is their mean in the middle
    assertThat(usual.expected()).isCloseTo(Math.sqrt(90 * 110), within(1e-9));
    assertThat(usual.isOdd()).isFalse();
    assertThat(last(swinging(40)).points()).isEqualTo(5);
  }

  @Test
  void theChanceOfADayIsStudentsOfAllWeekdaysTogether() {
    UnusualDays.Day day = last(with(swinging(NINE_WEEKS), 62, 150));
    // per weekday four times 90 and four times 110; seven degrees of freedom each
    double half = (Math.log(110) - Math.log(90)) / 2;
    double deviation = Math.sqrt(8 * half * half / 7);
    double t =
        (Math.log(150) - (Math.log(110) + Math.log(90)) / 2) / (deviation * Math.sqrt(1.125));
    assertThat(day.high()).isCloseTo(Quantiles.twoSidedTTail(t, 49) / 2, within(1e-12));
    assertThat(day.low()).isCloseTo(1 - day.high(), within(1e-12));
  }

  @Test
  void aDayOutOfLineIsNotWhatLaterDaysAreHeldAgainst() {
    double[] money = with(swinging(NINE_WEEKS + 7), 62, 1000);
    List<UnusualDays.Day> days = UnusualDays.of(money, 5);
    assertThat(days.get(62).isOdd()).isTrue();
    assertThat(days.get(69).points()).isEqualTo(8);
    assertThat(days.get(69).expected()).isCloseTo(Math.sqrt(90 * 110), within(1e-9));
  }

  @Test
  void aChangeThatLastsTwoWeeksIsTheNewLevel() {
    double[] money = swinging(NINE_WEEKS + 70);
    IntStream.range(NINE_WEEKS, money.length).forEach(day -> money[day] *= 5);
    List<UnusualDays.Day> days = UnusualDays.of(money, 5);
    assertThat(IntStream.range(63, 77)).allMatch(day -> days.get(day).isOdd());
    assertThat(IntStream.range(100, days.size())).noneMatch(day -> days.get(day).isOdd());
  }

  @Test
  void centsAreNeverOdd() {
    double[] cents = Arrays.stream(swinging(NINE_WEEKS)).map(each -> each / 1000).toArray();
    assertThat(last(with(cents, 62, 3)).isOdd()).isFalse();
    assertThat(last(with(cents, 62, 30)).isOdd()).isTrue();
  }

  @Test
  void whatGrowsBitByBitDrifts() {
    Random chance = new Random(4);
    double[] steady =
        IntStream.range(0, 150)
            .mapToDouble(day -> 100 * Math.exp(0.1 * chance.nextGaussian()))
            .toArray();
    double[] growing = steady.clone();
    IntStream.range(100, 150).forEach(day -> growing[day] *= Math.exp(0.01 * (day - 100)));
    assertThat(UnusualDays.of(steady, 5)).noneMatch(UnusualDays.Day::isDrifting);
    assertThat(UnusualDays.of(growing, 5).subList(110, 150)).anyMatch(UnusualDays.Day::isDrifting);
  }

  /** The first mean that counts: 0.3 of how far that day is off, in its own standard deviation. */
  @Test
  void theDriftOfTheFirstDayIsHowFarItIsOff() {
    List<UnusualDays.Day> days = UnusualDays.of(swinging(57), 5);
    double half = (Math.log(110) - Math.log(90)) / 2;
    double off = -half / (Math.sqrt(8 * half * half / 7) * Math.sqrt(1.125));
    assertThat(days.get(56).drift()).isCloseTo(off, within(1e-9));
    assertThat(days.get(55).drift()).isNaN();
  }

  @Test
  void whatIsNoSeriesIsRefused() {
    assertThatThrownBy(() -> UnusualDays.of(new double[] {1, Double.NaN}, 5))
        .hasMessage("Invalid series: a day is no number");
    assertThatThrownBy(() -> UnusualDays.of(new double[] {1}, 0))
        .hasMessage("Invalid least amount 0.0: expected more than 0");
  }
}

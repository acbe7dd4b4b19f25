package dev.assay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The four systems whose solutions OpenAI published with GSM8K (commit 3101c7d) on its 1,319
 * problems: counts of the recorded flags, and figures computed from them by another program.
 */
class GradeSchoolMathTest {
  private static final int PROBLEMS = 1319;
  private static final Offset<Double> CLOSE = within(1e-9);

  @ParameterizedTest
  @CsvSource({
    "286, 0.1954313944055889, 0.23987508543066718, 0.19486357539954252, 0.2400674658122866",
    "515, 0.3644740968441599, 0.4170567902678588, 0.3640095631258966, 0.41737441912908957",
    "458, 0.3220168538269636, 0.37333590570986525, 0.32152510436770254, 0.37362311219470157",
    "742, 0.5356326528399583, 0.5890988475978164, 0.5352824481745095, 0.5895330106136796"
  })
  void eachShareHasItsIntervals(
      int correct, double wilsonLow, double wilsonHigh, double exactLow, double exactHigh) {
    Interval wilson = Proportions.wilson(correct, PROBLEMS, 0.95).interval();
    assertThat(wilson.low()).isCloseTo(wilsonLow, CLOSE);
    assertThat(wilson.high()).isCloseTo(wilsonHigh, CLOSE);
    Interval exact = Proportions.clopperPearson(correct, PROBLEMS, 0.95).interval();
    assertThat(exact.low()).isCloseTo(exactLow, CLOSE);
    assertThat(exact.high()).isCloseTo(exactHigh, CLOSE);
  }

  @ParameterizedTest
  @CsvSource({
    "293,  64,  0.14735334992734817, 0.2003865500373378, 3.928874710490934e-36",
    "260,  88,  0.10370845649065263, 0.15745598055852078, 7.466006443046456e-21",
    "499,  43,  0.3165824033827146, 0.37486173871481543, 1.656933362397017e-99",
    "152, 209, -0.0714581928810328, -0.015051738958925302, 0.0031506568803606042",
    "306,  79,  0.14458348304912122, 0.19995477597867822, 1.240053425072405e-32",
    "360,  76,  0.18661544040022876, 0.24422498613168414, 2.891394635034685e-45"
  })
  void eachPairHasItsIntervalAndItsTest(int better, int worse, double low, double high, double p) {
    PairedProportions pair = new PairedProportions(PROBLEMS, better, worse);
    assertThat(pair.tango(0.95).interval().low()).isCloseTo(low, CLOSE);
    assertThat(pair.tango(0.95).interval().high()).isCloseTo(high, CLOSE);
    assertThat(pair.mcNemar() / p).isCloseTo(1, within(1e-7));
  }

  @Test
  void allSixDifferencesSurviveHolm() {
    double[] p = {
      3.928874710490934e-36,
      7.466006443046456e-21,
      1.656933362397017e-99,
      0.0031506568803606042,
      1.240053425072405e-32,
      2.891394635034685e-45
    };
    double[] holm = {
      1.5715498841963737e-35,
      1.4932012886092913e-20,
      9.941600174382102e-99,
      0.0031506568803606042,
      3.720160275217215e-32,
      1.4456973175173427e-44
    };
    double[] bh = {
      7.857749420981868e-36,
      8.959207731655748e-21,
      9.941600174382102e-99,
      0.0031506568803606042,
      1.8600801376086076e-32,
      8.674183905104056e-45
    };
    for (int i = 0; i < p.length; i++) {
      assertThat(Family.holm(p)[i] / holm[i]).isCloseTo(1, within(1e-12));
      assertThat(Family.benjaminiHochberg(p)[i] / bh[i]).isCloseTo(1, within(1e-12));
    }
  }
}

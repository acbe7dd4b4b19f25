package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The number an answer settles on is the expected one, or lies within the tolerance of it. */
record Numeric(BigDecimal tolerance) implements Scorer {
  static Scorer of(Options options) {
    return new Numeric(options.magnitude("tolerance"));
  }

  @Override
  public Criterion expecting(JsonNode value) throws Unusable {
    BigDecimal expected =
        Numbers.stated(value)
            .orElseThrow(
                () ->
                    new Unusable(
                        "expects a number, got " + Told.of(value),
                        "Write it with digits and a point: 1234.5"));
    return new Criterion() {
      @Override
      public Score judge(String answer) {
        Optional<BigDecimal> found = Numbers.settledOn(answer);
        if (found.isEmpty()) {
          return Score.Scored.fail("no number found");
        }
        BigDecimal off = found.get().subtract(expected).abs();
        return off.compareTo(tolerance) <= 0
            ? Score.Scored.pass()
            : Score.Scored.fail(
                "expected %s, got %s".formatted(expected.toPlainString(), found.get()));
      }

      @Override
      public List<String> examples() {
        return List.of("ANSWER: " + expected.toPlainString());
      }
    };
  }
}

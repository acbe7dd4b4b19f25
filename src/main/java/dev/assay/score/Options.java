package dev.assay.score;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Closest;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of one scorer, read name by name. Faults are told to {@link Faults} and a harmless
 * value is handed on; the names that were asked for are the known ones.
 */
final class Options {
  /** Where the faults of options go, each with its mend. */
  interface Faults {
    void add(String what, String mend);
  }

  private final JsonNode options;
  private final Faults faults;
  private final Set<String> asked = new TreeSet<>();

  Options(JsonNode options, Faults faults) {
    this.options = options;
    this.faults = faults;
  }

  boolean flag(String name, boolean standard) {
    Optional<JsonNode> value = value(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      fault("'%s' is %s, expected true or false".formatted(name, Told.of(value.get())), "");
    }
    return value.map(each -> each.asBoolean(standard)).orElse(standard);
  }

  /** A decimal of zero or more; zero when not set. */
  BigDecimal magnitude(String name) {
    Optional<JsonNode> value = value(name);
    Optional<BigDecimal> number = value.flatMap(Numbers::stated);
    if (value.isPresent() && (number.isEmpty() || number.get().signum() < 0)) {
      fault("'%s' is %s, expected zero or more".formatted(name, Told.of(value.get())), "");
      return BigDecimal.ZERO;
    }
    return number.orElse(BigDecimal.ZERO);
  }

  Optional<JsonNode> value(String name) {
    asked.add(name);
    return Optional.ofNullable(options.get(name)).filter(each -> !each.isNull());
  }

  void fault(String what, String mend) {
    faults.add(what, mend);
  }

  void refuseUnknown() {
    options
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                fault(
                    "'%s' is no option of it".formatted(name),
                    Closest.hint(name, "options", asked));
              }
            });
  }
}

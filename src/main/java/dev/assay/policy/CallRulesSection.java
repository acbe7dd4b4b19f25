package dev.assay.policy;

import dev.assay.catalog.Preset;
import dev.assay.policy.CallRules.Modality;
import dev.assay.policy.CallRules.Transport;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How a policy wants its calls sent, as its file states it. */
final class CallRulesSection {
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(86_400);
  private static final int MILLI_DIGITS = 3;

  private CallRulesSection() {}

  static CallRules read(Section root) {
    Optional<Section> retry = root.section("retry");
    Optional<Section> timeouts = root.section("timeouts");
    CallRules rules =
        new CallRules(
            Set.copyOf(root.choices("transports", Transport.class)),
            retry.map(CallRulesSection::maxAttempts).orElse(null),
            timeouts.map(each -> seconds(each, "first-token-seconds")).orElse(null),
            timeouts.map(each -> seconds(each, "idle-seconds")).orElse(null),
            timeouts.map(each -> seconds(each, "total-seconds")).orElse(null),
            root.section("preset").map(CallRulesSection::preset).orElse(null),
            Set.copyOf(root.choices("forbid-modalities", Modality.class)));
    retry.ifPresent(Section::refuseUnknownKeys);
    timeouts.ifPresent(Section::refuseUnknownKeys);
    return rules;
  }

  private static Integer maxAttempts(Section retry) {
    Optional<Integer> attempts = retry.wholeNumber("max-attempts");
    if (attempts.filter(each -> each < 1).isPresent()) {
      retry.problem(
          "max-attempts",
          "'max-attempts' is %d, expected 1 or more".formatted(attempts.get()),
          "1 asks once and never again.");
    }
    return attempts.orElse(null);
  }

  private static Duration seconds(Section timeouts, String key) {
    Optional<BigDecimal> seconds = timeouts.decimal(key);
    if (seconds.filter(CallRulesSection::isTimeout).isEmpty()) {
      seconds.ifPresent(
          each ->
              timeouts.problem(
                  key,
                  "'%s' is %s, expected 0.001 to %s".formatted(key, each, LONGEST_SECONDS),
                  ""));
      return null;
    }
    return Duration.ofMillis(seconds.get().movePointRight(MILLI_DIGITS).longValue());
  }

  private static boolean isTimeout(BigDecimal seconds) {
    return seconds.compareTo(LONGEST_SECONDS) <= 0
        && seconds.movePointRight(MILLI_DIGITS).compareTo(BigDecimal.ONE) >= 0;
  }

  /** A preset that may change behind its name would make two runs differ without a trace. */
  private static Preset preset(Section preset) {
    Preset stated = new Preset(preset.requiredText("name"), preset.requiredText("version"));
    preset.refuseUnknownKeys();
    return stated;
  }
}

package dev.assay.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Preset;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.problem.Closest;
import dev.assay.settings.Section;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A model with its parameters, as an arm or a candidate of a job file states them. */
final class CandidateSection {
  private static final int MOST_STOPS = 4;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final List<String> EFFORTS =
      List.of("max", "xhigh", "high", "medium", "low", "minimal", "none");
  private static final List<String> TIERS =
      List.of("auto", "default", "fast", "flex", "priority", "scale");
  private static final List<String> SUMMARIES = List.of("auto", "concise", "detailed");

  private final Section section;

  private CandidateSection(Section section) {
    this.section = section;
  }

  static Candidate read(Section section) {
    return new CandidateSection(section).candidate();
  }

  private Candidate candidate() {
    String model = section.requiredText("model");
    Integer cap = atLeastOne("max-output-tokens");
    return new Candidate(
        model,
        new Parameters(
            cap,
            between(BigDecimal.ZERO, TWO, "temperature"),
            between(BigDecimal.ZERO, BigDecimal.ONE, "top-p"),
            section.longNumber("seed").orElse(null),
            stops(),
            oneOf(EFFORTS, "reasoning-effort"),
            section.json("response-format").orElse(null),
            sampling(),
            thinking(cap),
            ToolsSection.read(section),
            oneOf(TIERS, "service-tier"),
            preset(),
            plugins()));
  }

  private Sampling sampling() {
    return new Sampling(
        atLeastOne("top-k"),
        between(BigDecimal.ZERO, BigDecimal.ONE, "min-p"),
        between(BigDecimal.ZERO, BigDecimal.ONE, "top-a"),
        between(TWO.negate(), TWO, "frequency-penalty"),
        between(TWO.negate(), TWO, "presence-penalty"),
        between(BigDecimal.ZERO, TWO, "repetition-penalty"),
        logitBias());
  }

  private Map<String, BigDecimal> logitBias() {
    Optional<Section> stated = section.section("logit-bias");
    if (stated.isEmpty()) {
      return null;
    }
    Map<String, BigDecimal> biases = new TreeMap<>();
    for (String token : stated.get().keys()) {
      if (!token.matches("[0-9]+")) {
        stated
            .get()
            .problem(
                token,
                "'logit-bias' names the token '%s'".formatted(token),
                "Name a token by its number in the model's vocabulary.");
      }
      BigDecimal bias = between(stated.get(), HUNDRED.negate(), HUNDRED, token);
      if (bias != null) {
        biases.put(token, bias);
      }
    }
    return biases;
  }

  private Thinking thinking(Integer cap) {
    Integer most = atLeastOne("reasoning-max-tokens");
    if (most != null && section.has("reasoning-effort")) {
      section.problem(
          "reasoning-max-tokens",
          "'reasoning-max-tokens' and 'reasoning-effort' both say how much to think",
          "Keep one of the two; an effort is a share of the output cap.");
    }
    if (most != null && cap != null && most >= cap) {
      section.problem(
          "reasoning-max-tokens",
          "'reasoning-max-tokens' is %d, which leaves nothing of 'max-output-tokens', %d, to answer with"
              .formatted(most, cap),
          "Lower the one or raise the other.");
    }
    return new Thinking(
        most,
        section.flag("reasoning-enabled").orElse(null),
        section.flag("reasoning-exclude").orElse(null),
        oneOf(SUMMARIES, "reasoning-summary"));
  }

  private Preset preset() {
    Optional<String> name = section.text("preset");
    Optional<String> version = section.text("preset-version");
    if (name.filter(String::isBlank).isPresent()) {
      section.problem("preset", "'preset' is blank", "Name a preset of the gateway, or remove it.");
    }
    if (version.isPresent() && name.isEmpty()) {
      section.problem(
          "preset-version",
          "there is a 'preset-version', but no 'preset'",
          "Add 'preset:', or remove it.");
    }
    return name.map(each -> new Preset(each, version.orElse(null))).orElse(null);
  }

  /** Each is named by its id; what else it takes is between the author and the gateway. */
  private JsonNode plugins() {
    for (Section plugin : section.sections("plugins")) {
      plugin.requiredText("id");
    }
    return section.json("plugins").filter(JsonNode::isArray).orElse(null);
  }

  private BigDecimal between(BigDecimal lowest, BigDecimal highest, String key) {
    return between(section, lowest, highest, key);
  }

  private static BigDecimal between(
      Section section, BigDecimal lowest, BigDecimal highest, String key) {
    Optional<BigDecimal> value = section.decimal(key);
    if (value
        .filter(each -> each.compareTo(lowest) < 0 || each.compareTo(highest) > 0)
        .isPresent()) {
      section.problem(
          key, "'%s' is %s, expected %s to %s".formatted(key, value.get(), lowest, highest), "");
    }
    return value.orElse(null);
  }

  private Integer atLeastOne(String key) {
    Optional<Integer> value = section.wholeNumber(key);
    if (value.filter(each -> each < 1).isPresent()) {
      section.problem(key, "'%s' is %d, expected 1 or more".formatted(key, value.get()), "");
    }
    return value.orElse(null);
  }

  private String oneOf(List<String> known, String key) {
    Optional<String> value = section.text(key);
    if (value.filter(each -> !known.contains(each)).isPresent()) {
      section.problem(
          key,
          "'%s' is '%s'".formatted(key, value.get()),
          Closest.hint(value.get(), "values", known));
    }
    return value.orElse(null);
  }

  private List<String> stops() {
    List<String> stops = section.texts("stop");
    if (stops.size() > MOST_STOPS) {
      section.problem(
          "stop",
          "'stop' has %d texts, but a gateway takes at most %d".formatted(stops.size(), MOST_STOPS),
          "");
    }
    return stops.isEmpty() ? null : stops;
  }
}

package dev.assay.score;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.gateway.Outcome;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.suite.ContentHash;
import dev.assay.suite.Expectation;
import dev.assay.suite.PromptCase;
import dev.assay.suite.ScorerSettings;
import dev.assay.suite.Suite;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The scorers of a suite, made ready for its cases.
 *
 * <p>They travel as the suite does and are made ready again where they arrive; patterns and schemas
 * are compiled once there. Any number of threads may judge at a time.
 */
public final class Scorers implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A scorer by name.
   *
   * @param version goes up when the same answer can get another score, so that old scores do not
   *     pass for new ones
   */
  private record Kind(int version, Function<Options, Scorer> maker) {}

  private static final Map<String, Kind> KINDS =
      new TreeMap<>(
          Map.of(
              "exact_match", new Kind(1, ExactMatch::of),
              "equals", new Kind(1, ExactMatch::strict),
              "contains", new Kind(1, Contains::of),
              "icontains", new Kind(1, options -> new Contains(true)),
              "regex", new Kind(1, RegexMatch::of),
              "numeric", new Kind(1, Numeric::of),
              "json_schema", new Kind(1, JsonSchema::of),
              "json_match", new Kind(1, JsonMatch::of)));

  /** A criterion of one case under the name and the hash of its scorer. */
  record Ready(String scorer, String hash, Criterion criterion) {}

  private final Suite suite;
  private transient volatile Map<String, List<Ready>> readyByCase;

  private Scorers(Suite suite) {
    this.suite = suite;
  }

  /**
   * The scorers of a suite that {@link #check} finds sound.
   *
   * @throws dev.assay.problem.InvalidInput where it does not
   */
  public static Scorers of(Suite suite) {
    Scorers scorers = new Scorers(requireNonNull(suite, "suite"));
    scorers.readyByCase = ready(suite);
    return scorers;
  }

  /** The names a suite can use. */
  public static NavigableSet<String> names() {
    return new TreeSet<>(KINDS.keySet());
  }

  /** Reports every scorer, option and expectation of a suite that cannot be used. */
  public static void check(Suite suite, Problems problems) {
    new Workshop(suite, problems).readyByCase();
  }

  private static Map<String, List<Ready>> ready(Suite suite) {
    Problems problems = new Problems();
    Map<String, List<Ready>> ready = new Workshop(suite, problems).readyByCase();
    problems.throwIfAny();
    return ready;
  }

  /** One judgement for each scorer that applies to the case, in the suite's order. */
  public List<Judgement> judge(PromptCase promptCase, Outcome.Answer answer) {
    return judge(promptCase, answer.text());
  }

  List<Judgement> judge(PromptCase promptCase, String answer) {
    return ready(promptCase).stream()
        .map(each -> new Judgement(each.scorer(), each.hash(), each.criterion().judge(answer)))
        .toList();
  }

  List<Ready> ready(PromptCase promptCase) {
    if (readyByCase == null) {
      readyByCase = ready(suite);
    }
    List<Ready> ready = readyByCase.get(promptCase.id());
    if (ready == null) {
      throw new IllegalArgumentException(
          "Cannot judge case '%s': the suite '%s' has no such case"
              .formatted(promptCase.id(), suite.name()));
    }
    return ready;
  }

  /**
   * Names a set of scorers with their versions and options: scores under the same name were given
   * by the same rules.
   */
  public static String setHash(Collection<Scorers> all) {
    TreeSet<String> hashes = new TreeSet<>();
    for (Scorers scorers : all) {
      scorers
          .suite
          .cases()
          .forEach(each -> scorers.ready(each).forEach(ready -> hashes.add(ready.hash())));
    }
    return new ContentHash().addAll(List.copyOf(hashes)).hex();
  }

  private static String hash(String name, JsonNode options) {
    return new ContentHash()
        .add(name)
        .add(Integer.toString(KINDS.get(name).version()))
        .add(options)
        .hex();
  }

  /** Makes the scorers of one suite ready; a scorer that fails is reported once. */
  private static final class Workshop {
    private final Suite suite;
    private final Problems problems;
    private final Map<ScorerSettings, Optional<Scorer>> scorers = new HashMap<>();

    Workshop(Suite suite, Problems problems) {
      this.suite = suite;
      this.problems = problems;
      suite.scorers().forEach(this::scorer);
    }

    Map<String, List<Ready>> readyByCase() {
      Map<String, List<Ready>> ready = new LinkedHashMap<>();
      suite.cases().forEach(each -> ready.put(each.id(), ready(each)));
      return ready;
    }

    private List<Ready> ready(PromptCase promptCase) {
      List<Ready> ready = new ArrayList<>();
      boolean states = promptCase.expectations().isEmpty();
      for (Expectation expectation : promptCase.expectations()) {
        Optional<Scorer> scorer = scorer(settings(expectation));
        boolean applies =
            scorer.isEmpty() || !expectation.value().isNull() || !scorer.get().needsExpectation();
        states |= applies;
        if (applies && scorer.isPresent()) {
          criterion(promptCase, expectation, scorer.get()).ifPresent(ready::add);
        }
      }
      if (!states) {
        problems.add(
            promptCase.place(),
            "case '%s' has no expectation".formatted(promptCase.id()),
            "Add 'expect:' or set 'scorers: []' to leave it unscored.");
      }
      return ready;
    }

    private Optional<Ready> criterion(
        PromptCase promptCase, Expectation expectation, Scorer scorer) {
      try {
        return Optional.of(
            new Ready(
                expectation.scorer(),
                hash(expectation.scorer(), expectation.options()),
                scorer.expecting(expectation.value())));
      } catch (Unusable wrong) {
        problems.add(
            expectation.place(),
            "the scorer '%s' of case '%s' %s"
                .formatted(expectation.scorer(), promptCase.id(), wrong.getMessage()),
            wrong.mend());
        return Optional.empty();
      }
    }

    /** As the suite sets it; a case of a suite without settings brings its own. */
    private ScorerSettings settings(Expectation expectation) {
      return suite.scorers().stream()
          .filter(each -> each.name().equals(expectation.scorer()))
          .findFirst()
          .orElseGet(
              () ->
                  new ScorerSettings(
                      expectation.scorer(), expectation.options(), expectation.place()));
    }

    private Optional<Scorer> scorer(ScorerSettings settings) {
      return scorers.computeIfAbsent(settings, this::made);
    }

    private Optional<Scorer> made(ScorerSettings settings) {
      Place place = settings.place();
      Kind kind = KINDS.get(settings.name());
      if (kind == null) {
        problems.add(
            place,
            "the suite names the scorer '%s', which does not exist".formatted(settings.name()),
            Closest.hint(settings.name(), "scorers", KINDS.keySet()));
        return Optional.empty();
      }
      Options options =
          new Options(
              settings.options(),
              (what, mend) ->
                  problems.add(
                      place, "the scorer '%s': %s".formatted(settings.name(), what), mend));
      Scorer scorer = kind.maker().apply(options);
      options.refuseUnknown();
      return Optional.of(scorer);
    }
  }
}

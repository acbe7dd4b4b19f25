package dev.assay.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns what an author wrote for each case into cases that can be asked and judged. */
final class CaseReader {
  private final PromptTemplates prompts;
  private final List<ScorerSettings> scorers;
  private final List<String> scorerNames;
  private final String defaultCategory;
  private final Problems problems;

  CaseReader(
      PromptTemplates prompts,
      List<ScorerSettings> scorers,
      String defaultCategory,
      Problems problems) {
    this.prompts = prompts;
    this.scorers = scorers;
    this.scorerNames = scorers.stream().map(ScorerSettings::name).toList();
    this.defaultCategory = defaultCategory;
    this.problems = problems;
  }

  List<PromptCase> cases(List<CaseDraft> drafts) {
    reportDuplicates(drafts);
    List<PromptCase> cases = drafts.stream().map(this::promptCase).toList();
    prompts.reportMissing(drafts);
    return cases;
  }

  private void reportDuplicates(List<CaseDraft> drafts) {
    Map<String, CaseDraft> first = new HashMap<>();
    for (CaseDraft draft : drafts) {
      CaseDraft earlier = draft.id().isEmpty() ? null : first.putIfAbsent(draft.id(), draft);
      if (earlier != null) {
        problems.add(
            draft.place(),
            "the case '%s' stands here again".formatted(draft.id()),
            "It stands first at line %d; give each case an id of its own."
                .formatted(earlier.place().line()));
      }
    }
  }

  private PromptCase promptCase(CaseDraft draft) {
    List<Message> messages = prompts.fill(draft);
    ContentHash hash = new ContentHash();
    messages.forEach(message -> hash.add(message.role().name()).add(message.text()));
    return new PromptCase(
        draft.id(),
        Objects.requireNonNullElse(draft.clusterId(), draft.id()),
        draft.category() == null ? defaultCategory : draft.category(),
        draft.tags(),
        messages,
        expectations(draft),
        draft.reference(),
        hash.hex(),
        draft.place());
  }

  /** One for each scorer of the suite, be it that the case states nothing for it. */
  private List<Expectation> expectations(CaseDraft draft) {
    int before = problems.count();
    Map<String, JsonNode> values = values(draft);
    if (problems.count() > before) {
      return List.of();
    }
    List<Expectation> expectations = new ArrayList<>();
    for (ScorerSettings scorer : scorers) {
      JsonNode value = values.getOrDefault(scorer.name(), NullNode.instance);
      Place place =
          value.isNull()
              ? draft.place()
              : draft.expectPlaces().getOrDefault(scorer.name(), draft.expectPlace());
      expectations.add(new Expectation(scorer.name(), value, scorer.options(), place));
    }
    return expectations;
  }

  private Map<String, JsonNode> values(CaseDraft draft) {
    JsonNode expect = draft.expect();
    if (expect == null || scorers.isEmpty()) {
      return Map.of();
    }
    if (statesOneForEachScorer(expect)) {
      return valuesByScorer(draft);
    }
    if (scorers.size() > 1) {
      problems.add(
          draft.expectPlace(),
          "case '%s' states one expectation, but the suite has %d scorers"
              .formatted(draft.id(), scorers.size()),
          "Say whose it is: 'expect: {%s: ...}'.".formatted(scorerNames.get(0)));
    }
    return Map.of(scorerNames.get(0), expect);
  }

  /** With a single scorer a mapping may also be the document that it expects. */
  private boolean statesOneForEachScorer(JsonNode expect) {
    return expect.isObject() && (scorers.size() > 1 || expect.has(scorerNames.get(0)));
  }

  private Map<String, JsonNode> valuesByScorer(CaseDraft draft) {
    Map<String, JsonNode> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : draft.expect().properties()) {
      values.put(each.getKey(), each.getValue());
      if (!scorerNames.contains(each.getKey())) {
        problems.add(
            draft.expectPlaces().getOrDefault(each.getKey(), draft.expectPlace()),
            "case '%s' names the scorer '%s', which the suite does not have"
                .formatted(draft.id(), each.getKey()),
            Closest.hint(each.getKey(), "scorers of the suite", scorerNames));
      }
    }
    return values;
  }
}

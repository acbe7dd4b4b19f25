package dev.assay.suite;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import io.pebbletemplates.pebble.error.AttributeNotFoundException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The system and the user prompt of a suite, filled in case by case. The text of a case is data: a
 * template mark inside it stays what it is.
 */
final class PromptTemplates {
  /**
   * One prompt as written.
   *
   * @param lines where a line of the text stands, counted from 1
   */
  record Source(Message.Role role, String text, IntFunction<Place> lines) {
    String name() {
      return role.name().toLowerCase(Locale.ROOT) + " prompt";
    }
  }

  private record Template(Source source, PebbleTemplate compiled) {}

  /** A variable that a prompt uses and some cases do not have. */
  private record Missing(Source source, Place place, String variable) {}

  private static final Set<String> NEVER_IN_A_PROMPT = Set.of("expect", "reference");

  private final Sandbox sandbox = new Sandbox();
  private final List<Template> templates = new ArrayList<>();
  private final Map<Missing, List<CaseDraft>> missing = new LinkedHashMap<>();
  private final Problems problems;

  PromptTemplates(List<Source> sources, Problems problems) {
    this.problems = problems;
    for (Source source : sources) {
      try {
        templates.add(new Template(source, sandbox.compile(source.text())));
      } catch (PebbleException malformed) {
        problems.add(
            source.lines().apply(line(malformed)),
            "Cannot read the template of the %s: %s".formatted(source.name(), sentence(malformed)),
            "A variable is written '{{ name }}'; tags are 'if', 'for' and 'verbatim'.");
      }
    }
  }

  /** The messages of a case; none where its prompt cannot be filled in. */
  List<Message> fill(CaseDraft draft) {
    List<Message> messages = new ArrayList<>();
    for (Template template : templates) {
      Optional<String> text = fill(template, draft);
      if (text.isEmpty()) {
        return List.of();
      }
      if (!text.get().isEmpty()) {
        messages.add(new Message(template.source().role(), text.get()));
      } else if (template.source().role() == Message.Role.USER) {
        problems.add(
            draft.place(),
            "the %s of case '%s' is blank".formatted(template.source().name(), draft.id()),
            "Give its variables a text.");
      }
    }
    return messages;
  }

  /** Line ends and outer blanks do not count, so that a file says the same on every system. */
  private Optional<String> fill(Template template, CaseDraft draft) {
    Map<String, Object> variables = new HashMap<>(draft.variables());
    try {
      Optional<String> text = tryToFill(template, draft, variables);
      while (text.isEmpty()) {
        text = tryToFill(template, draft, variables);
      }
      boolean complete = variables.size() == draft.variables().size();
      return text.filter(each -> complete).map(each -> each.replace("\r\n", "\n").strip());
    } catch (PebbleException unfillable) {
      boolean complete = variables.size() == draft.variables().size();
      // what fails on a stand-in is not the author's fault
      if (complete) {
        report(template.source(), draft, unfillable);
      }
      return Optional.empty();
    }
  }

  private void report(Source source, CaseDraft draft, PebbleException unfillable) {
    if (unfillable instanceof AttributeNotFoundException unknown) {
      problems.add(
          draft.place(),
          "case '%s' has no '%s' where the %s asks for it at %s"
              .formatted(
                  draft.id(),
                  unknown.getAttributeName(),
                  source.name(),
                  source.lines().apply(line(unknown))),
          "Add it to the case, or give it a default: {{ ... | default('') }}.");
    } else {
      problems.add(
          source.lines().apply(line(unfillable)),
          "Cannot fill in the %s of case '%s': %s"
              .formatted(source.name(), draft.id(), sentence(unfillable)),
          "");
    }
  }

  /**
   * A missing variable is noted and an empty text stands in, so that one reading finds them all.
   */
  private Optional<String> tryToFill(
      Template template, CaseDraft draft, Map<String, Object> variables) {
    try {
      return Optional.of(sandbox.fill(template.compiled(), variables));
    } catch (RootAttributeNotFoundException unknown) {
      Source source = template.source();
      Place place = source.lines().apply(lineOf(unknown, source.text()));
      missing
          .computeIfAbsent(
              new Missing(source, place, unknown.getAttributeName()), each -> new ArrayList<>())
          .add(draft);
      variables.put(unknown.getAttributeName(), "");
      return Optional.empty();
    }
  }

  /**
   * Reports the variables that were missing: at the template where no case has them, at the case
   * where others do.
   */
  void reportMissing(List<CaseDraft> all) {
    Set<String> known = new LinkedHashSet<>();
    all.forEach(draft -> known.addAll(draft.variables().keySet()));
    missing.forEach(
        (what, drafts) -> {
          if (known.contains(what.variable())) {
            drafts.forEach(draft -> reportGap(what, draft));
          } else {
            problems.add(
                what.place(),
                "the %s uses the variable '%s', which no case has"
                    .formatted(what.source().name(), what.variable()),
                NEVER_IN_A_PROMPT.contains(what.variable())
                    ? "What a case expects never enters a prompt."
                    : Closest.hint(what.variable(), "variables", known));
          }
        });
  }

  private void reportGap(Missing what, CaseDraft draft) {
    problems.add(
        draft.place(),
        "case '%s' has no variable '%s', which the %s uses at %s"
            .formatted(draft.id(), what.variable(), what.source().name(), what.place()),
        "Add it under 'vars', or give it a default: {{ %s | default('') }}."
            .formatted(what.variable()));
  }

  private static int lineOf(RootAttributeNotFoundException unknown, String text) {
    if (unknown.getLineNumber() != Sandbox.LINE_UNKNOWN) {
      return unknown.getLineNumber();
    }
    String before = text.substring(0, Math.max(0, text.indexOf(unknown.getAttributeName())));
    return 1 + (int) before.chars().filter(each -> each == '\n').count();
  }

  private static int line(PebbleException exception) {
    return exception.getLineNumber() == null ? 1 : Math.max(1, exception.getLineNumber());
  }

  private static String sentence(PebbleException exception) {
    String message = exception.getPebbleMessage();
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}

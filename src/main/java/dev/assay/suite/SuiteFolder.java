package dev.assay.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A suite as its author keeps it: a folder with a {@code suite.yaml}, its cases and what those
 * name.
 *
 * <p>Every fault of every file is reported in one reading. A suite comes out wherever there are
 * cases at all, so that scorers can report their faults too; whoever uses it first asks {@link
 * Problems} whether there were any.
 */
public final class SuiteFolder {
  /** The one file that makes a folder a suite. */
  public static final String FILE = "suite.yaml";

  private static final String FROM_FILE = "-file";

  private final SuiteFiles files;
  private final Problems problems;

  private SuiteFolder(Path folder, Problems problems) {
    this.files = new SuiteFiles(folder, problems);
    this.problems = problems;
  }

  /** Reads the suite of a folder; nothing comes out where there is none to judge. */
  public static Optional<Suite> read(Path folder, Problems problems) {
    if (!Files.isDirectory(folder)) {
      problems.add(
          Place.of(folder, 0),
          "there is no such folder",
          "A suite is a folder with a %s.".formatted(FILE));
      return Optional.empty();
    }
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      problems.add(
          Place.of(file, 0), "there is no such file", "A suite is a folder with a " + FILE + ".");
      return Optional.empty();
    }
    Section section = SettingsFile.read(file, problems);
    return section.isEmpty() ? Optional.empty() : new SuiteFolder(folder, problems).read(section);
  }

  private Optional<Suite> read(Section section) {
    String name = section.requiredText("name");
    String version = section.requiredText("version");
    String description = section.text("description").orElse("");
    String category = section.text("category").orElse(null);
    Integer outputTokens = outputTokens(section);
    PromptTemplates prompts = new PromptTemplates(prompts(section), problems);
    List<ScorerSettings> scorers = scorers(section);
    List<CaseDraft> drafts = drafts(section, scorers);
    refuseExpectationsThatNobodyReads(section, scorers, drafts);
    section.refuseUnknownKeys();

    List<PromptCase> cases = new CaseReader(prompts, scorers, category, problems).cases(drafts);
    if (cases.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Suite(
            name,
            version,
            description,
            scorers,
            cases,
            hash(cases),
            outputTokens,
            section.place()));
  }

  private static Integer outputTokens(Section section) {
    Integer tokens = section.wholeNumber("expected-output-tokens").orElse(null);
    if (tokens != null && tokens < 1) {
      section.problem(
          "expected-output-tokens",
          "'expected-output-tokens' is %d, expected 1 or more".formatted(tokens),
          "");
    }
    return tokens;
  }

  private List<PromptTemplates.Source> prompts(Section section) {
    Section prompt = section.requiredSection("prompt");
    List<PromptTemplates.Source> sources = new ArrayList<>();
    prompt(prompt, Message.Role.SYSTEM, "system").ifPresent(sources::add);
    Optional<PromptTemplates.Source> user = prompt(prompt, Message.Role.USER, "user");
    user.ifPresent(sources::add);
    if (user.isEmpty() && section.has("prompt") && !prompt.has("user-file")) {
      prompt.problem(
          "user",
          prompt.has("user") ? "'user' is blank" : "'user' is missing",
          "Write the prompt under 'user:', or name its file under 'user-file:'.");
    }
    prompt.refuseUnknownKeys();
    return sources;
  }

  private Optional<PromptTemplates.Source> prompt(Section prompt, Message.Role role, String key) {
    String fileKey = key + FROM_FILE;
    Optional<String> text = prompt.text(key).filter(each -> !each.isBlank());
    Optional<Path> file = files.named(prompt, fileKey);
    if (text.isPresent() && prompt.has(fileKey)) {
      prompt.problem(
          fileKey, "both '%s' and '%s' are set".formatted(key, fileKey), "Keep one of the two.");
    }
    if (text.isPresent()) {
      return Optional.of(
          new PromptTemplates.Source(role, text.get(), line -> prompt.placeInText(key, line)));
    }
    return file.flatMap(files::text)
        .map(
            content ->
                new PromptTemplates.Source(role, content, line -> Place.of(file.get(), line)));
  }

  private List<ScorerSettings> scorers(Section section) {
    if (!section.has("scorers")) {
      section.problem(
          "scorers",
          "'scorers' is missing",
          "Name how answers are judged, or set 'scorers: []' to leave them unscored.");
      return List.of();
    }
    if (!section.json("scorers").orElseThrow().isObject()) {
      return section.texts("scorers").stream()
          .distinct()
          .map(
              name ->
                  new ScorerSettings(
                      name, JsonNodeFactory.instance.objectNode(), section.placeOf("scorers")))
          .toList();
    }
    Section byName = section.requiredSection("scorers");
    return byName.keys().stream()
        .map(name -> new ScorerSettings(name, options(byName, name), byName.placeOf(name)))
        .toList();
  }

  private static void refuseExpectationsThatNobodyReads(
      Section section, List<ScorerSettings> scorers, List<CaseDraft> drafts) {
    if (section.has("scorers") && scorers.isEmpty()) {
      drafts.stream()
          .filter(draft -> draft.expect() != null)
          .findFirst()
          .ifPresent(
              draft ->
                  section.problem(
                      "scorers",
                      "the suite has no scorer, but case '%s' has an expectation"
                          .formatted(draft.id()),
                      "Name a scorer, or leave 'expect' out of the cases."));
    }
  }

  /** The options of a scorer; one that ends in {@code -file} becomes the document it names. */
  private ObjectNode options(Section scorers, String name) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    scorers
        .section(name)
        .ifPresent(
            section -> {
              for (String key : section.keys()) {
                if (key.endsWith(FROM_FILE)) {
                  // an unreadable file is reported; a schema of true is harmless
                  JsonNode document =
                      files.named(section, key).flatMap(files::json).orElse(BooleanNode.TRUE);
                  options.set(key.substring(0, key.length() - FROM_FILE.length()), document);
                } else {
                  section.json(key).ifPresent(value -> options.set(key, value));
                }
              }
            });
    return options;
  }

  private List<CaseDraft> drafts(Section section, List<ScorerSettings> scorers) {
    if (section.requiredText("cases").isEmpty()) {
      return List.of();
    }
    Optional<Path> file = files.named(section, "cases");
    if (file.isEmpty()) {
      return List.of();
    }
    int before = problems.count();
    List<CaseDraft> drafts =
        file.get().toString().endsWith(".csv")
            ? files
                .text(file.get())
                .map(new CsvCases(file.get(), names(scorers), problems)::read)
                .orElse(List.of())
            : YamlCases.read(file.get(), problems);
    if (drafts.isEmpty() && problems.count() == before) {
      problems.add(Place.of(file.get(), 0), "the suite has no cases", "Add at least one.");
    }
    return drafts;
  }

  private static List<String> names(List<ScorerSettings> scorers) {
    return scorers.stream().map(ScorerSettings::name).toList();
  }

  /** Neither the order of cases nor what only groups them in reports makes it another suite. */
  private static String hash(List<PromptCase> cases) {
    ContentHash hash = new ContentHash();
    cases.stream()
        .sorted(Comparator.comparing(PromptCase::id))
        .forEach(
            each -> {
              hash.add(each.id()).add(each.clusterId()).add(each.contentHash());
              each.expectations().stream()
                  .sorted(Comparator.comparing(Expectation::scorer))
                  .forEach(
                      expectation ->
                          hash.add(expectation.scorer())
                              .add(expectation.value())
                              .add(expectation.options()));
            });
    return hash.hex();
  }
}

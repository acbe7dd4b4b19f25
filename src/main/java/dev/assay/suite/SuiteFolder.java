package dev.assay.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  private final Path folder;
  private final Problems problems;

  private SuiteFolder(Path folder, Problems problems) {
    this.folder = folder;
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
    Optional<Path> file = insideFolder(prompt, fileKey);
    if (text.isPresent() && prompt.has(fileKey)) {
      prompt.problem(
          fileKey, "both '%s' and '%s' are set".formatted(key, fileKey), "Keep one of the two.");
    }
    if (text.isPresent()) {
      return Optional.of(
          new PromptTemplates.Source(role, text.get(), line -> prompt.placeInText(key, line)));
    }
    return file.flatMap(this::readText)
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
                      insideFolder(section, key).flatMap(this::readJson).orElse(BooleanNode.TRUE);
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
    Optional<Path> file = insideFolder(section, "cases");
    if (file.isEmpty()) {
      return List.of();
    }
    int before = problems.count();
    List<CaseDraft> drafts =
        file.get().toString().endsWith(".csv")
            ? new CsvCases(
                    file.get(), scorers.stream().map(ScorerSettings::name).toList(), problems)
                .read()
            : YamlCases.read(file.get(), problems);
    if (drafts.isEmpty() && problems.count() == before) {
      problems.add(Place.of(file.get(), 0), "the suite has no cases", "Add at least one.");
    }
    return drafts;
  }

  /** The file a key names; a suite travels as one folder, so it may not reach out of it. */
  private Optional<Path> insideFolder(Section section, String key) {
    Optional<String> name = section.text(key);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path file = folder.resolve(name.get()).normalize();
      if (!liesInside(file)) {
        section.problem(
            key,
            "'%s' is '%s', which lies outside the suite's folder".formatted(key, name.get()),
            "Put the file into the folder.");
        return Optional.empty();
      }
      if (!Files.isRegularFile(file)) {
        section.problem(
            key,
            "'%s' is '%s', and there is no such file in the folder".formatted(key, name.get()),
            Closest.to(name.get(), fileNames()).map("Did you mean '%s'?"::formatted).orElse(""));
        return Optional.empty();
      }
      return Optional.of(file);
    } catch (InvalidPathException noFileName) {
      section.problem(key, "'%s' is no file name".formatted(key), "");
      return Optional.empty();
    }
  }

  private boolean liesInside(Path file) {
    try {
      return file.startsWith(folder.normalize())
          && (!Files.exists(file) || file.toRealPath().startsWith(folder.toRealPath()));
    } catch (IOException unreachable) {
      return false;
    }
  }

  private List<String> fileNames() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private Optional<String> readText(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (CharacterCodingException notUtf8) {
      problems.add(Place.of(file, 0), "the file is not UTF-8 text", "Save it as UTF-8.");
    } catch (IOException unreadable) {
      problems.add(Place.of(file, 0), "Cannot read the file: " + unreadable.getMessage(), "");
    }
    return Optional.empty();
  }

  private Optional<JsonNode> readJson(Path file) {
    Optional<String> text = readText(file);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(ExactJson.read(text.get()));
    } catch (JsonProcessingException malformed) {
      int line = malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr();
      problems.add(
          Place.of(file, line), "Cannot read this as JSON: " + malformed.getOriginalMessage(), "");
      return Optional.empty();
    }
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

package dev.assay.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  private enum Color {
    RED,
    DARK_BLUE
  }

  @TempDir Path folder;
  private final Problems problems = new Problems();

  private Section read(String... lines) throws IOException {
    return SettingsFile.read(write(lines), problems);
  }

  private Path write(String... lines) throws IOException {
    return Files.writeString(folder.resolve("a.yaml"), String.join("\n", lines));
  }

  private List<String> told() {
    return problems.all().stream()
        .map(Problem::toString)
        .map(text -> text.replace(folder + "/", ""))
        .toList();
  }

  @Test
  void aScalarIsWhatItsAuthorTyped() throws IOException {
    Section section =
        read("price: 1.10", "code: 012", "answer: yes", "time: 12:30", "word: null-and-void");

    assertThat(section.text("price")).contains("1.10");
    assertThat(section.decimal("price")).contains(new BigDecimal("1.10"));
    assertThat(section.text("code")).contains("012");
    assertThat(section.text("answer")).contains("yes");
    assertThat(section.json("answer").orElseThrow().isTextual()).isTrue();
    assertThat(section.json("code").orElseThrow().asText()).isEqualTo("012");
    assertThat(section.json("price").orElseThrow().asText()).isEqualTo("1.10");
    assertThat(section.json("time").orElseThrow().asText()).isEqualTo("12:30");
    assertThat(section.text("word")).contains("null-and-void");
    assertThat(problems.none()).isTrue();
  }

  @Test
  void everyKeyKnowsItsLine() throws IOException {
    Section section = read("# a comment", "", "name: x", "inner:", "  deep: y", "list: [a,", " b]");

    assertThat(section.placeOf("name").line()).isEqualTo(3);
    assertThat(section.section("inner").orElseThrow().placeOf("deep").line()).isEqualTo(5);
    assertThat(section.placeOf("list").line()).isEqualTo(6);
    assertThat(section.placeOf("absent")).isEqualTo(section.place());
  }

  @Test
  void aLineOfALiteralBlockIsALineOfTheFile() throws IOException {
    Section section = read("name: x", "text: |", "  one", "  two", "short: a");

    assertThat(section.placeInText("text", 1).line()).isEqualTo(3);
    assertThat(section.placeInText("text", 2).line()).isEqualTo(4);
    assertThat(section.placeInText("short", 1).line()).isEqualTo(5);
  }

  @Test
  void everyFaultOfAFileIsToldInOneReading() throws IOException {
    Section section =
        read(
            "count: many",
            "flag: yes",
            "color: drak-blue",
            "inner: flat",
            "list: {a: b}",
            "nme: x");

    assertThat(section.requiredText("name")).isEmpty();
    section.wholeNumber("count");
    section.flag("flag");
    section.choice("color", Color.class);
    section.section("inner");
    section.texts("list");
    section.refuseUnknownKeys();

    assertThat(told())
        .containsExactly(
            "a.yaml:1: 'name' is missing. Add 'name:'.",
            "a.yaml:1: 'count' is 'many', expected a whole number.",
            "a.yaml:2: 'flag' is 'yes', expected true or false.",
            "a.yaml:3: 'color' is 'drak-blue'. Did you mean 'dark-blue'? Known values: dark-blue, red.",
            "a.yaml:4: 'inner' is 'flat', expected a mapping of settings.",
            "a.yaml:5: 'list' is a mapping, expected a list of texts.",
            "a.yaml:6: 'nme' is not a known setting here. Did you mean 'name'? "
                + "Known settings: color, count, flag, inner, list, name.");
  }

  @Test
  void aKeyThatStandsTwiceIsToldWithBothLinesAndTheFirstIsKept() throws IOException {
    Section section = read("name: x", "name: y");

    assertThat(section.text("name")).contains("x");
    assertThat(told())
        .containsExactly(
            "a.yaml:2: 'name' stands here again. It stands first at line 1; keep one of the two.");
  }

  @Test
  void aKeyThatStandsTwiceInsideADocumentIsToldToo() throws IOException {
    Section section = read("schema:", "  type: object", "  items:", "    - {a: 1, a: 2}");

    section.json("schema");

    assertThat(told())
        .containsExactly(
            "a.yaml:4: 'a' stands here again. It stands first at line 4; keep one of the two.");
  }

  @Test
  void blankAndNullAreMissingWhereAValueIsRequired() throws IOException {
    Section section = read("name: '  '", "version:", "kind: ~");

    section.requiredText("name");
    section.requiredText("version");
    section.requiredText("kind");

    assertThat(told())
        .containsExactly(
            "a.yaml:1: 'name' is blank. Give it a value.",
            "a.yaml:2: 'version' is missing. Add 'version:'.",
            "a.yaml:3: 'kind' is missing. Add 'kind:'.");
  }

  @Test
  void anAliasRepeatsAValueAndKeepsItsPlace() throws IOException {
    Section section = read("first: &shared {a: 1}", "second: *shared");

    assertThat(section.section("second").orElseThrow().text("a")).contains("1");
    assertThat(problems.none()).isTrue();
  }

  @Test
  void aFewAliasesCannotStandForMillionsOfValues() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x]\n");
    for (int i = 1; i <= 15; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }

    Section section = read(bomb.toString());

    assertThat(section.isEmpty()).isTrue();
    assertThat(told())
        .containsExactly(
            "a.yaml: the aliases of the file stand for more than 1000000 values. Write the values out.");
  }

  @Test
  void moreAliasesThanAnyoneNeedsAreRefused() throws IOException {
    read("a: &a [x]", "b: [" + "*a, ".repeat(60) + "*a]");

    assertThat(told())
        .singleElement()
        .asString()
        .startsWith("a.yaml: Cannot read this as YAML: ")
        .contains("50");
  }

  @Test
  void aValueThatHoldsItselfIsRefused() throws IOException {
    Section section = read("name: x", "loop: &loop", "  - a", "  - *loop");

    assertThat(section.isEmpty()).isTrue();
    assertThat(told())
        .containsExactly(
            "a.yaml:2: an alias stands inside the value that it repeats. Write the value out.");
  }

  @Test
  void aDeeplyNestedFileIsRefused() throws IOException {
    read("a: " + "[".repeat(5000) + "]".repeat(5000));

    assertThat(told()).singleElement().asString().contains("Nesting Depth exceeded max 50");
  }

  @Test
  void malformedYamlIsToldWithItsLine() throws IOException {
    read("name: x", "list: [a, b", "other: y");

    assertThat(told())
        .singleElement()
        .asString()
        .startsWith("a.yaml:3: Cannot read this as YAML: ");
  }

  @Test
  void aTagOfALanguageMakesNoObject() throws IOException {
    Section section = read("name: !!javax.script.ScriptEngineManager [x]");

    assertThat(section.isEmpty()).isTrue();
    assertThat(told()).singleElement().asString().contains("Global tag is not allowed");
  }

  @Test
  void missingEmptyAndForeignFilesAreToldAsWhatTheyAre() throws IOException {
    SettingsFile.read(folder.resolve("missing.yaml"), problems);
    SettingsFile.read(write("# nothing yet"), problems);
    Files.write(
        folder.resolve("latin.yaml"), "name: Jos\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    SettingsFile.read(folder.resolve("latin.yaml"), problems);
    Files.writeString(folder.resolve("list.yaml"), "- a\n");
    SettingsFile.read(folder.resolve("list.yaml"), problems);
    SettingsFile.readList(Files.writeString(folder.resolve("map.yaml"), "a: b\n"), problems);

    assertThat(told())
        .containsExactly(
            "missing.yaml: there is no such file.",
            "a.yaml: the file is empty.",
            "latin.yaml: the file is not UTF-8 text. Save it as UTF-8.",
            "list.yaml:1: the file is not a mapping of settings. Start it with 'name: value'.",
            "map.yaml:1: the file is not a list. Start each item with '- '.");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
    assertThat(read("\uFEFFname: x").text("name")).contains("x");
  }

  @Test
  void anItemOfTheWrongKindIsToldAndTheOthersAreRead() throws IOException {
    List<Section> sections = SettingsFile.readList(write("- {a: 1}", "- b", "- {a: 2}"), problems);

    assertThat(sections).extracting(each -> each.text("a").orElseThrow()).containsExactly("1", "2");
    assertThat(told()).containsExactly("a.yaml:2: an item of the list is not a mapping.");
    assertThat(sections.get(1).place()).isEqualTo(Place.of(folder.resolve("a.yaml"), 3));
  }
}

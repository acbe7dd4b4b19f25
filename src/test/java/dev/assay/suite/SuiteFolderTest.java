package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuiteFolderTest {
  private static final String SUITE =
      """
      name: refunds
      version: "1"
      prompt:
        system: Be brief.
        user: "{{ question }}"
      scorers: [exact_match]
      cases: cases.yaml
      """;
  private static final String CASES =
      """
      - id: polite
        vars: {question: May I return it}
        expect: "yes"
      - id: late
        vars: {question: Where is it}
        expect: "no"
      """;

  @TempDir Path folder;

  private Suite read(String suite, String cases) throws IOException {
    Files.writeString(folder.resolve("suite.yaml"), suite);
    Files.writeString(folder.resolve("cases.yaml"), cases);
    return sound();
  }

  private Suite readCsv(String cases) throws IOException {
    Files.writeString(folder.resolve("suite.yaml"), SUITE.replace("cases.yaml", "cases.csv"));
    Files.writeString(folder.resolve("cases.csv"), cases);
    return sound();
  }

  private Suite sound() {
    Problems problems = new Problems();
    Suite suite = SuiteFolder.read(folder, problems).orElseThrow();
    assertThat(problems.all()).isEmpty();
    return suite;
  }

  private static String user(PromptCase promptCase) {
    return promptCase.messages().get(promptCase.messages().size() - 1).text();
  }

  private String prompt(String template, String variables) throws IOException {
    Suite suite =
        read(
            SUITE.replace("\"{{ question }}\"", template),
            "- {id: a, vars: %s, expect: x}".formatted(variables));
    return user(suite.cases().get(0));
  }

  @Test
  void aSuiteCarriesWhatItsFilesSay() throws IOException {
    Suite suite =
        read(
            SUITE + "description: Of a shop\nexpected-output-tokens: 4\ncategory: support\n",
            """
            - id: polite
              vars: {question: May I return it}
              expect: "yes"
              tags: [short, kind]
              cluster: thread-7
              category: returns
              reference: Yes, you may.
            - id: late
              vars: {question: Where is it}
              expect: "no"
            """);

    assertThat(suite.name()).isEqualTo("refunds");
    assertThat(suite.version()).isEqualTo("1");
    assertThat(suite.description()).isEqualTo("Of a shop");
    assertThat(suite.expectedOutputTokens()).isEqualTo(4);
    assertThat(suite.scorers()).extracting(ScorerSettings::name).containsExactly("exact_match");
    PromptCase polite = suite.cases().get(0);
    assertThat(polite.messages())
        .containsExactly(
            new Message(Message.Role.SYSTEM, "Be brief."),
            new Message(Message.Role.USER, "May I return it"));
    assertThat(polite.tags()).containsExactly("short", "kind");
    assertThat(polite.clusterId()).isEqualTo("thread-7");
    assertThat(polite.category()).isEqualTo("returns");
    assertThat(polite.reference()).isEqualTo("Yes, you may.");
    assertThat(polite.expectations())
        .singleElement()
        .extracting(each -> each.value().asText())
        .isEqualTo("yes");
    PromptCase late = suite.cases().get(1);
    assertThat(late.clusterId()).isEqualTo("late");
    assertThat(late.category()).isEqualTo("support");
    assertThat(late.reference()).isNull();
    assertThat(late.place().line()).isEqualTo(8);
  }

  @Test
  void aCsvSaysTheSameAsAYamlFile() throws IOException {
    Suite fromYaml = read(SUITE, CASES);
    Suite fromCsv =
        readCsv(
            """
            id,cluster,tags,category,reference,question,expect
            polite,,a; b,,,May I return it,yes
            late,,,,,Where is it,no
            """);

    assertThat(fromCsv.hash()).isEqualTo(fromYaml.hash());
    assertThat(fromCsv.cases().get(0).tags()).containsExactly("a", "b");
    assertThat(fromCsv.cases().get(0).category()).isNull();
  }

  @Test
  void aCsvCellKeepsItsLinesAndEachCaseItsLineNumber() throws IOException {
    Suite suite =
        readCsv(
            "\uFEFFid,question,expect\r\na,\"One\r\ntwo, \"\"three\"\"\",x\r\n\r\nb,Four,y\r\n");

    assertThat(user(suite.cases().get(0))).isEqualTo("One\ntwo, \"three\"");
    assertThat(suite.cases()).extracting(each -> each.place().line()).containsExactly(2, 5);
  }

  @Test
  void theTextOfACaseIsDataAndNeverATemplate() throws IOException {
    assertThat(
            prompt(
                "'{{ question }}'", "{question: 'Say {{ secret }} {% include \"x\" %} {# y #}'}"))
        .isEqualTo("Say {{ secret }} {% include \"x\" %} {# y #}");
  }

  @Test
  void nothingOfTheTextIsEscapedAndNoLineBreakIsLost() throws IOException {
    assertThat(prompt("|\n    {{ a }}\n    {{ b }}\n    end", "{a: '<b>&\"', b: two}"))
        .isEqualTo("<b>&\"\ntwo\nend");
  }

  @Test
  void aVariableIsTheTextThatWasTyped() throws IOException {
    assertThat(prompt("'{{ a }} {{ b }} {{ c }} {{ d }}'", "{a: 1.10, b: 012, c: yes, d: 1e3}"))
        .isEqualTo("1.10 012 yes 1e3");
  }

  @Test
  void listsMappingsAndConditionsCanBeUsed() throws IOException {
    assertThat(
            prompt(
                "'{% for each in lines %}{{ each.sku }} x {{ each.n }}; {% endfor %}"
                    + "{% if urgent %}now{% else %}later{% endif %} {{ tags | join(\"+\") }}"
                    + " {{ note | default(\"-\") }}'",
                "{lines: [{sku: A, n: 1}, {sku: B, n: 2}], urgent: false, tags: [x, y]}"))
        .isEqualTo("A x 1; B x 2; later x+y -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ locale }}",
        "{{ template }}",
        "{{ _context }}",
        "{% set x = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% import \"x\" %}",
        "{% extends \"x\" %}",
        "{% parallel %}{% endparallel %}",
        "{{ question | replace({\"a\": \"b\"}) }}",
        "{{ question | sha256 }}",
        "{% if question matches \"(a+)+b\" %}{% endif %}",
        "{{ question.class }}",
        "{{ question.bytes }}"
      })
  void whatAPromptDoesNotNeedIsNoPartOfTheLanguage(String template) throws IOException {
    Files.writeString(
        folder.resolve("suite.yaml"),
        SUITE.replace("\"{{ question }}\"", "'x {{ question }} " + template + "'"));
    Files.writeString(folder.resolve("cases.yaml"), CASES);
    Problems problems = new Problems();

    SuiteFolder.read(folder, problems);

    assertThat(problems.all()).isNotEmpty();
  }

  @Test
  void aPromptThatGrowsWithoutBoundIsStopped() throws IOException {
    Files.writeString(
        folder.resolve("suite.yaml"),
        SUITE.replace("{{ question }}", "{% for each in marks %}{{ question }}{% endfor %}"));
    Files.writeString(
        folder.resolve("cases.yaml"),
        "- {id: a, vars: {question: %s, marks: [%s]}, expect: x}"
            .formatted("long ".repeat(20_000), "m, ".repeat(30)));
    Problems problems = new Problems();

    SuiteFolder.read(folder, problems);

    assertThat(problems.all())
        .singleElement()
        .extracting(Problem::what)
        .asString()
        .startsWith("Cannot fill in the user prompt of case 'a': ")
        .contains("2000000");
  }

  @Test
  void aSystemPromptThatIsBlankForACaseIsLeftOut() throws IOException {
    Suite suite =
        read(
            SUITE.replace("Be brief.", "\"{{ tone }}\""),
            "- {id: a, vars: {question: q, tone: ''}, expect: x}");

    assertThat(suite.cases().get(0).messages())
        .containsExactly(new Message(Message.Role.USER, "q"));
  }

  @Test
  void promptsCanStandInFilesOfTheirOwn() throws IOException {
    Files.writeString(folder.resolve("user.txt"), "\r\nQ:\r\n{{ question }}\r\n");

    Suite suite = read(SUITE.replace("user: \"{{ question }}\"", "user-file: user.txt"), CASES);

    assertThat(user(suite.cases().get(0))).isEqualTo("Q:\nMay I return it");
  }

  @Test
  void theContentHashSaysWhatIsAskedAndNothingElse() throws IOException {
    PromptCase first = read(SUITE, CASES).cases().get(0);
    PromptCase expectingElse =
        read(SUITE, CASES.replace("yes", "maybe") + "  tags: [x]\n").cases().get(0);
    PromptCase askingElse = read(SUITE, CASES.replace("return", "keep")).cases().get(0);

    assertThat(expectingElse.contentHash()).isEqualTo(first.contentHash());
    assertThat(askingElse.contentHash()).isNotEqualTo(first.contentHash());
    assertThat(first.contentHash()).hasSize(32).matches("[0-9a-f]+");
  }

  @Test
  void theHashesAreThoseOfEveryOtherMachine() throws IOException {
    Suite suite = read(SUITE, CASES);

    assertThat(suite.cases().get(0).contentHash()).isEqualTo("7d4087df1ad713d80de12764b564063e");
    assertThat(suite.hash()).isEqualTo("d585f0fcdf40811b26d7fca813168905");
  }

  @Test
  void theSuiteHashFollowsWhatIsAskedAndJudgedButNotTheOrderOrTheTags() throws IOException {
    String hash = read(SUITE, CASES).hash();
    String turned =
        """
        - {id: late, vars: {question: Where is it}, expect: "no", tags: [x], category: y}
        - {id: polite, vars: {question: May I return it}, expect: "yes", reference: Yes.}
        """;

    assertThat(read(SUITE.replace("refunds", "other"), turned).hash()).isEqualTo(hash);
    assertThat(read(SUITE, CASES.replace("yes", "maybe")).hash()).isNotEqualTo(hash);
    assertThat(read(SUITE.replace("brief", "long"), CASES).hash()).isNotEqualTo(hash);
    assertThat(read(SUITE, CASES + "  cluster: z\n").hash()).isNotEqualTo(hash);
    assertThat(read(SUITE.replace("[exact_match]", "{exact_match: {trim: false}}"), CASES).hash())
        .isNotEqualTo(hash);
  }

  @Test
  void aDocumentIsHashedByItsMeaning() throws IOException {
    String suite = SUITE.replace("exact_match", "json_match");
    String first = "- {id: a, vars: {question: q}, expect: {x: 1.50, y: [1, 2]}}";
    String respelled = "- {id: a, vars: {question: q}, expect: {y: [1, 2], x: 1.5}}";
    String turned = "- {id: a, vars: {question: q}, expect: {y: [2, 1], x: 1.5}}";

    assertThat(read(suite, respelled).hash()).isEqualTo(read(suite, first).hash());
    assertThat(read(suite, turned).hash()).isNotEqualTo(read(suite, first).hash());
  }

  @Test
  void partsOfAHashDoNotRunTogether() {
    assertThat(new ContentHash().add("ab").add("c").hex())
        .isNotEqualTo(new ContentHash().add("a").add("bc").hex());
    assertThat(new ContentHash().addAll(List.of("a")).add("b").hex())
        .isNotEqualTo(new ContentHash().addAll(List.of("a", "b")).hex());
  }

  @Test
  void aSuiteTravelsAndArrivesAsItWas() throws IOException, ClassNotFoundException {
    Suite suite =
        read(
            SUITE.replace("exact_match", "json_match"),
            "- {id: a, vars: {question: q}, expect: {x: 0.12345678901234567890}}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(suite);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(suite);
    }
  }

  @Test
  void tenThousandCasesAreReadInOneGo() throws IOException {
    StringBuilder cases = new StringBuilder("id,question,expect\n");
    for (int i = 0; i < 10_000; i++) {
      cases.append("c%d,\"Question\nnumber %d\",%d\n".formatted(i, i, i));
    }

    Suite suite = readCsv(cases.toString());

    assertThat(suite.cases()).hasSize(10_000);
    assertThat(suite.cases().get(9_999).place().line()).isEqualTo(20_000);
  }

  @Test
  void aLinkThatLeadsOutOfTheFolderIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("key.txt"), "secret");
    Files.createSymbolicLink(folder.resolve("user.txt"), elsewhere.resolve("key.txt"));
    Files.writeString(
        folder.resolve("suite.yaml"),
        SUITE.replace("user: \"{{ question }}\"", "user-file: user.txt"));
    Files.writeString(folder.resolve("cases.yaml"), CASES);
    Problems problems = new Problems();

    SuiteFolder.read(folder, problems);

    assertThat(problems.all())
        .extracting(Problem::what)
        .containsExactly("'user-file' is 'user.txt', which lies outside the suite's folder");
  }
}

package dev.assay.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.assay.report.Document;
import dev.assay.report.Table;
import dev.assay.report.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderTest {
  private static final String HOSTILE =
      "red\u001b[31m bell\u0007 back\b\r\nline\u2028sep \u202eturned\u200b \u009b2J";

  private static Table table(List<String> columns, List<?>... rows) {
    return new Table(
        "What is it?",
        columns.stream().map(name -> new Table.Column(name, "meaning of " + name)).toList(),
        Stream.of(rows).map(row -> row.stream().map(each -> (Object) each).toList()).toList(),
        List.of("Simulated figures: no money was spent."));
  }

  private static Table nullable(List<String> columns, Object... row) {
    return new Table(
        "What is it?",
        columns.stream().map(name -> new Table.Column(name, "")).toList(),
        List.of(Arrays.asList(row)),
        List.of());
  }

  @Test
  void numbersStandRightAndTextsLeftAndTheNotesBelow() {
    Table table =
        table(
            List.of("arm", "n", "quality", "billed_usd", "latency_p50_ms"),
            List.of("small", 40L, 0.9, new BigDecimal("0.012345678901234567"), 812.25),
            List.of("a-larger-one", 1000L, 1.0, new BigDecimal("1.5"), 95.0));
    assertThat(Terminal.plain().text(table))
        .isEqualTo(
            """
            What is it?

            arm              n  quality  billed_usd  latency_p50_ms
            ------------  ----  -------  ----------  --------------
            small           40    0.900       0.012             812
            a-larger-one  1000    1.000       1.500              95

            Simulated figures: no money was spent.
            """);
  }

  @Test
  void smallMoneyKeepsFourDigitsAndAKnownAmountNeverReadsAsNothing() {
    Table table =
        table(
            List.of("billed_usd"),
            List.of(new BigDecimal("0.000123456")),
            List.of(new BigDecimal("0.000000000000000001")),
            List.of(new BigDecimal("-0.000000000000000001")),
            List.of(BigDecimal.ZERO));
    assertThat(Terminal.plain().text(table))
        .contains(" 0.0001235\n", "<0.0000001\n", ">-0.0000001\n", " 0.0000000\n");
  }

  @Test
  void sharesBesideLargeFiguresKeepTheirDigits() {
    Table table = table(List.of("value"), List.of(1234.5678), List.of(-0.0123456), List.of(0.0));
    assertThat(Terminal.plain().text(table)).contains("   1235\n", "-0.01235\n", "       0\n");
  }

  @Test
  void aShareBesideHundredsIsNotRoundedAway() {
    Table table = table(List.of("value"), List.of(238.07), List.of(0.3497));
    assertThat(Terminal.plain().text(table)).contains(" 238.1\n", "0.3497\n");
  }

  @Test
  void aColumnIsMeasuredOnceHoweverManyRowsThereAre() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "column_" + i).toList();
    List<?>[] rows = new List<?>[10_000];
    Arrays.fill(rows, names);
    // measuring it for each of its cells took minutes
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> Terminal.plain().text(table(names, rows)));
  }

  @Test
  void unknownIsADashAndNotZero() {
    assertThat(Terminal.plain().text(nullable(List.of("arm", "billed_usd"), "a", null)))
        .contains("\na    -\n");
  }

  @Test
  void aTableWithoutRowsSaysSo() {
    assertThat(Terminal.plain().text(table(List.of("arm", "n"))))
        .contains("arm  n\n---  -\n(no rows)\n");
  }

  @Test
  void coloursComeOnlyWhenAsked() {
    Table table = table(List.of("arm"), List.of("a"));
    assertThat(Terminal.plain().text(table)).doesNotContain("\u001b");
    assertThat(Terminal.plain().withColours().text(table)).contains("\u001b[1marm\u001b[0m");
  }

  @Test
  void aTableTooWideForTheScreenContinuesBelowWithItsNames() {
    Table table =
        table(
            List.of("suite", "arm", "n", "usd_per_1k_calls", "failed_calls", "latency_p95_ms"),
            List.of("refunds", "a", 1L, 2L, 0L, 30L),
            List.of("refunds", "b", 1L, 3L, 0L, 40L));
    assertThat(Terminal.plain().ofWidth(30).text(table))
        .isEqualTo(
            """
            What is it?

                          usd_per_
            suite    arm  1k_calls
            -------  ---  --------
            refunds  a           2
            refunds  b           3

                          latency_
            suite    arm    p95_ms
            -------  ---  --------
            refunds  a          30
            refunds  b          40

            In every row: n 1,
            failed_calls 0.
            Simulated figures: no money
            was spent.
            """);
  }

  @Test
  void aTableThatFitsTheScreenKeepsItsNamesAndColumnsWhole() {
    Table table = table(List.of("arm", "failed_calls"), List.of("a", 0L), List.of("b", 0L));
    assertThat(Terminal.plain().ofWidth(40).text(table))
        .isEqualTo(Terminal.plain().text(table))
        .contains("arm  failed_calls\n")
        .doesNotContain("In every row");
  }

  @Test
  void aTableWithoutATitleBeginsWithItsColumns() {
    Table table =
        new Table("", List.of(new Table.Column("n", "")), List.of(List.of(1L)), List.of());
    assertThat(Terminal.plain().text(table)).isEqualTo("n\n-\n1\n");
    assertThat(new Markdown().text(table)).isEqualTo("| n |\n| ---: |\n| 1 |\n");
  }

  @Test
  void wideSignsAndCombiningOnesTakeTheirOwnRoom() {
    Table table =
        table(
            List.of("name", "n"),
            List.of("日本", 1L),
            List.of("e\u0301a", 2L),
            List.of("👩‍💻x", 3L));
    assertThat(Terminal.plain().text(table))
        .contains("\n日本  1\n", "\ne\u0301a    2\n", "\n👩‍💻x   3\n");
  }

  @Test
  void aLongTextIsCutAndSaysSo() {
    String text = Terminal.plain().text(table(List.of("answer"), List.of("x".repeat(500))));
    assertThat(text).contains("\n" + "x".repeat(59) + "…\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      names = {"TABLE", "MARKDOWN"})
  void hostileTextCannotMoveTheCursorOrEndItsLine(Format format) throws IOException {
    Table table =
        new Table(
            HOSTILE,
            List.of(new Table.Column(HOSTILE, HOSTILE)),
            List.of(List.of(HOSTILE), List.of(List.of(HOSTILE))),
            List.of(HOSTILE));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    format.renderer().render(table, out);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(
            text.codePoints()
                .filter(point -> point != '\n')
                .filter(
                    point ->
                        Character.isISOControl(point)
                            || Character.getType(point) == Character.FORMAT
                            || Character.getType(point) == Character.LINE_SEPARATOR))
        .isEmpty();
    // title, blank, head, rule, two rows, blank, note: the text added no line
    assertThat(text.lines()).hasSize(8);
    assertThat(text).contains("u001b").contains("u202e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "=HYPERLINK(\"http://x\")"
      })
  void csvNeverHandsASpreadsheetAFormula(String text) throws IOException {
    String csv = new Csv().text(table(List.of("answer", text), List.of(text, "b")));
    List<CSVRecord> read = CSVFormat.DEFAULT.parse(new StringReader(csv)).getRecords();
    assertThat(read.get(0).get(1)).isEqualTo("'" + text);
    assertThat(read.get(1).get(0)).isEqualTo("'" + text);
    assertThat(read).hasSize(2);
  }

  @Test
  void csvHasEveryDigitAndAnEmptyCellForUnknown() {
    Table table =
        nullable(
            List.of("money", "small", "share", "n", "unknown", "at", "day", "is", "text"),
            new BigDecimal("-12.345678901234567890"),
            new BigDecimal("0.000000000000000001"),
            1e-7,
            -3L,
            null,
            OffsetDateTime.parse("2026-11-21T02:00:00.000001Z"),
            LocalDate.parse("2026-11-21"),
            true,
            "a \"quoted\", text\nof two lines");
    assertThat(new Csv().text(table))
        .isEqualTo(
            """
            money,small,share,n,unknown,at,day,is,text
            -12.34567890123456789,0.000000000000000001,0.0000001,-3,,2026-11-21T02:00:00.000001Z,2026-11-21,true,"a ""quoted"", text
            of two lines"
            """);
  }

  @Test
  void jsonKeepsEveryDigitOfANumberAndNullForUnknown() throws IOException {
    Table table =
        nullable(
            List.of("money", "quality", "n", "unknown", "not_a_number", "list", "text"),
            new BigDecimal("12345678901234567890.123456789012345678"),
            0.5,
            7L,
            null,
            Double.NaN,
            Arrays.asList("a", null, 2L),
            HOSTILE);
    String text = new Json().text(table);
    JsonNode json =
        JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readTree(text);
    JsonNode row = json.get("rows").get(0);
    assertThat(row.get("money").decimalValue())
        .isEqualTo("12345678901234567890.123456789012345678");
    assertThat(row.get("quality").isNumber()).isTrue();
    assertThat(row.get("n").longValue()).isEqualTo(7);
    assertThat(row.get("unknown").isNull()).isTrue();
    assertThat(row.get("not_a_number").isNull()).isTrue();
    assertThat(row.get("list").toString()).isEqualTo("[\"a\",null,2]");
    assertThat(row.get("text").textValue()).isEqualTo(HOSTILE);
    assertThat(json.get("title").textValue()).isEqualTo("What is it?");
    assertThat(text).doesNotContain("\u001b");
  }

  @Test
  void jsonCarriesTheNotesAndWhatEachColumnMeans() throws IOException {
    JsonNode json = JsonMapper.builder().build().readTree(new Json().text(table(List.of("arm"))));
    assertThat(json.get("notes").get(0).textValue())
        .isEqualTo("Simulated figures: no money was spent.");
    assertThat(json.get("columns").get(0).get("meaning").textValue()).isEqualTo("meaning of arm");
  }

  @Test
  void markdownIsATableThatNoTextCanBreak() {
    Table table =
        table(
            List.of("arm", "n"), List.of("a|b <img src=x> `c` [d](e)", 1L), List.of("plain", 22L));
    assertThat(new Markdown().text(table))
        .isEqualTo(
            """
            ## What is it?

            | arm | n |
            | --- | ---: |
            | a\\|b &lt;img src=x> \\`c\\` \\[d\\](e) | 1 |
            | plain | 22 |

            - Simulated figures: no money was spent.
            """);
  }

  @Test
  void formatsAreFoundByNameAndByEnding() {
    assertThat(Format.named("json")).isEqualTo(Format.JSON);
    assertThat(Format.of(Path.of("out/Night.CSV"))).isEqualTo(Format.CSV);
    assertThat(Format.of(Path.of("night.md"))).isEqualTo(Format.MARKDOWN);
    assertThatThrownBy(() -> Format.named("jsn"))
        .hasMessage(
            "-f: there is no format 'jsn'. Did you mean 'json'? Known formats: csv, json, markdown, table.");
    assertThatThrownBy(() -> Format.of(Path.of("night.pdf")))
        .hasMessage(
            "-o: the ending of 'night.pdf' names no format. Known endings: .txt, .csv, .json, .md.");
  }

  private static Table heated(Unit.Better better, List<?>... rows) {
    return new Table(
        "",
        List.of(
            new Table.Column("suite", ""),
            new Table.Column("arm", ""),
            new Table.Column("figure", "", new Unit("", better))),
        Stream.of(rows).map(row -> row.stream().map(each -> (Object) each).toList()).toList(),
        List.of());
  }

  @Test
  void aGoodFigureIsGreenAndABadOneRedAmongThoseItComparesWith() {
    Table quality =
        heated(
            Unit.Better.HIGH,
            List.of("easy", "a", 0.9),
            List.of("easy", "b", 0.5),
            List.of("hard", "a", 0.4),
            List.of("hard", "b", 0.1));
    Terminal coloured = Terminal.plain().withColours();
    assertThat(coloured.text(quality))
        .contains("\u001b[32m 0.900\u001b[0m", "\u001b[31m 0.500\u001b[0m")
        .contains("\u001b[32m 0.400\u001b[0m", "\u001b[31m 0.100\u001b[0m");
    assertThat(Terminal.plain().text(quality)).doesNotContain("\u001b");
    Table latency = heated(Unit.Better.LOW, List.of("easy", "a", 100L), List.of("easy", "b", 900L));
    assertThat(coloured.text(latency))
        .contains("\u001b[32m   100\u001b[0m", "\u001b[31m   900\u001b[0m");
  }

  @Test
  void figuresThatAreAlikeOrOfWhichNoEndIsGoodHaveNoColour() {
    Terminal coloured = Terminal.plain().withColours();
    List<Table> plain =
        List.of(
            heated(Unit.Better.HIGH, List.of("s", "a", 0.98), List.of("s", "b", 0.97)),
            heated(Unit.Better.NEITHER, List.of("s", "a", 0.9), List.of("s", "b", 0.1)),
            heated(Unit.Better.HIGH, List.of("s", "a", 0.9), List.of("t", "a", 0.1)));
    assertThat(plain)
        .allSatisfy(table -> assertThat(coloured.text(table)).doesNotContain("\u001b[3"));
  }

  @Test
  void aDocumentHasASectionForEachTable() throws IOException {
    Document document =
        new Document(
            "Reports of night",
            List.of(
                new Document.Section("night/one", table(List.of("n"), List.of(1L))),
                new Document.Section("night/two", table(List.of("n"), List.of(2L)))),
            List.of("night/three is not shown: it broke."));
    JsonNode json = JsonMapper.builder().build().readTree(new Json().text(document));
    assertThat(json.get("sections").findValuesAsText("title"))
        .containsExactly("What is it?", "What is it?");
    assertThat(json.get("sections").get(1).get("rows").get(0).get("n").longValue()).isEqualTo(2);
    assertThat(json.get("notes").get(0).textValue()).startsWith("night/three");
    assertThat(new Markdown().text(document))
        .startsWith(
            """
            # Reports of night

            - Simulated figures: no money was spent.
            - night/three is not shown: it broke.

            ## What is it?

            | n |
            | ---: |
            | 1 |

            - Report night/one.
            """)
        .endsWith("| 2 |\n\n- Report night/two.\n");
    assertThat(Terminal.plain().text(document))
        .startsWith("Reports of night\n\nnight/one\n=========\nWhat is it?\n")
        .endsWith("night/three is not shown: it broke.\n");
    assertThatThrownBy(() -> new Csv().text(document))
        .hasMessage("A CSV file holds one table, and this document has 2");
  }

  @Test
  void aLongPackBeginsWithItsContentsAndSaysWhatIsTrueOfAllTablesOnce() {
    List<Document.Section> sections =
        Stream.of("review", "spend", "waste", "fees")
            .map(
                name ->
                    new Document.Section(
                        "finops/" + name,
                        new Table(
                            "What of %s, then?".formatted(name),
                            List.of(new Table.Column("n", "")),
                            name.equals("fees") ? List.of() : List.of(List.of(1L)),
                            List.of("Run night.", "Of " + name + " alone."))))
            .toList();

    String page = new Markdown().text(new Document("Reports of finops", sections, List.of()));

    assertThat(page)
        .startsWith(
            """
            # Reports of finops

            - Run night.

            - [What of review, then?](#what-of-review-then) review, 1 row
            - [What of spend, then?](#what-of-spend-then) spend, 1 row
            - [What of waste, then?](#what-of-waste-then) waste, 1 row
            - [What of fees, then?](#what-of-fees-then) fees, nothing

            ## What of review, then?
            """)
        .contains("- Of waste alone.\n- Report finops/waste.\n")
        .containsOnlyOnce("Run night.");
  }

  @Test
  void aPackShowsTheFirstRowsOfALongTableAndSaysHowManyMoreThereAre() {
    List<List<Object>> rows =
        LongStream.rangeClosed(1, 60).mapToObj(i -> List.<Object>of(i)).toList();
    Table table = new Table("What?", List.of(new Table.Column("n", "")), rows, List.of());

    String page =
        new Markdown()
            .text(
                new Document(
                    "Reports of finops",
                    List.of(
                        new Document.Section("finops/long", table),
                        new Document.Section("finops/again", table)),
                    List.of()));

    assertThat(page)
        .contains("| 50 |\n\n- Report finops/long, which has 10 rows more; run alone it shows all.")
        .doesNotContain("| 51 |");
    assertThat(new Markdown().text(table)).contains("| 60 |");
  }
}

package dev.assay.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UsageSchemaTest {
  @TempDir Path folder;

  static Stream<Arguments> tables() {
    return Stream.of(
        Arguments.of(UsageSchema.USAGE_EVENTS, UsageEvent.class),
        Arguments.of(UsageSchema.SCORES, ScoreRow.class),
        Arguments.of(UsageSchema.ANSWERS, AnswerRow.class),
        Arguments.of(UsageSchema.PREFERENCES, PreferenceRow.class),
        Arguments.of(UsageSchema.ADJUSTMENTS, AdjustmentRow.class),
        Arguments.of(UsageSchema.STATEMENTS, StatementRow.class),
        Arguments.of(UsageSchema.CHARGES, ChargeRow.class),
        Arguments.of(UsageSchema.KEY_CARDS, KeyCardRow.class));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyColumnIsDocumentedInTheOrderOfTheRow(
      UsageSchema.Table table, Class<? extends Record> row) {
    assertThat(table.columns().stream().map(UsageSchema.Column::name))
        .containsExactlyElementsOf(
            Arrays.stream(row.getRecordComponents())
                .map(RecordComponent::getName)
                .map(UsageSchemaTest::snakeCase)
                .toList());
    assertThat(table.columns())
        .allSatisfy(column -> assertThat(column.meaning()).as(column.name()).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void theFileHasTheDocumentedColumnsWithTheirNullability(
      UsageSchema.Table table, Class<? extends Record> row) throws IOException {
    MessageType schema = schemaOf(row);
    assertThat(schema.getFields().stream().map(Type::getName))
        .containsExactlyElementsOf(table.columns().stream().map(UsageSchema.Column::name).toList());
    for (UsageSchema.Column column : table.columns()) {
      assertThat(schema.getType(column.name()).isRepetition(Type.Repetition.OPTIONAL))
          .as(column.name())
          .isEqualTo(column.nullable());
    }
  }

  @Test
  void moneyIsADecimalOfEighteenPlacesAndTimeIsUtcInMicroseconds() throws IOException {
    MessageType schema = schemaOf(UsageEvent.class);
    assertThat(UsageSchema.USAGE_EVENTS.columns())
        .filteredOn(column -> column.unit().equals("USD"))
        .extracting(UsageSchema.Column::name)
        .containsExactly(
            "billed_usd",
            "upstream_usd",
            "byok_fee_usd",
            "tools_usd",
            "cache_usd",
            "computed_usd",
            "estimated_usd",
            "cheapest_usd",
            "cap_usd")
        .allSatisfy(
            name ->
                assertThat(schema.getType(name).getLogicalTypeAnnotation())
                    .isEqualTo(LogicalTypeAnnotation.decimalType(18, 38)));
    assertThat(schema.getType("started_at").getLogicalTypeAnnotation())
        .isEqualTo(
            LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS));
  }

  private <R extends Record> MessageType schemaOf(Class<R> row) throws IOException {
    Path file = folder.resolve("empty.parquet");
    RowFile.create(file, row).close();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      return reader.getFileMetaData().getSchema();
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}

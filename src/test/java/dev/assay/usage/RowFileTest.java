package dev.assay.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.assertj.core.util.BigDecimalComparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
  private static final BigDecimal LARGEST =
      new BigDecimal("99999999999999999999.999999999999999999");

  @TempDir Path folder;

  @Test
  void everyColumnComesBackAsItWasWritten() throws Exception {
    UsageEvent full = filled(UsageEvent.class, 1, Set.of());
    UsageEvent other = filled(UsageEvent.class, 2, Set.of());
    assertThat(written(UsageEvent.class, full, other))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(full, other);
  }

  @Test
  void everyNullableColumnCanBeNull() throws Exception {
    for (Map.Entry<UsageSchema.Table, Class<? extends Record>> each :
        Map.of(
                UsageSchema.USAGE_EVENTS, UsageEvent.class,
                UsageSchema.SCORES, ScoreRow.class,
                UsageSchema.ANSWERS, AnswerRow.class)
            .entrySet()) {
      Set<String> nullable =
          each.getKey().columns().stream()
              .filter(UsageSchema.Column::nullable)
              .map(column -> column.name().replace("_", ""))
              .collect(Collectors.toSet());
      assertNullsSurvive(each.getValue(), nullable);
    }
  }

  private <R extends Record> void assertNullsSurvive(Class<R> type, Set<String> nullable)
      throws Exception {
    R sparse = filled(type, 3, nullable);
    assertThat(written(type, sparse)).containsExactly(sparse);
  }

  @Test
  void extremeAmountsKeepEveryDigit() throws Exception {
    UsageEvent row = filled(UsageEvent.class, 1, Set.of());
    List<BigDecimal> amounts =
        List.of(
            LARGEST,
            LARGEST.negate(),
            new BigDecimal("0.000000000000000001"),
            BigDecimal.ZERO,
            new BigDecimal("0.0000000375"),
            new BigDecimal("100"));
    UsageEvent[] rows =
        amounts.stream().map(amount -> with(row, "billedUsd", amount)).toArray(UsageEvent[]::new);
    assertThat(written(UsageEvent.class, rows))
        .extracting(UsageEvent::billedUsd)
        .usingElementComparator(BigDecimalComparator.BIG_DECIMAL_COMPARATOR)
        .containsExactlyElementsOf(amounts);
  }

  @Test
  void timeKeepsItsMicroseconds() throws Exception {
    UsageEvent row = filled(UsageEvent.class, 1, Set.of());
    Instant early = Instant.parse("1969-12-31T23:59:59.999999Z");
    Instant late = Instant.parse("2199-01-01T00:00:00.000001Z");
    assertThat(
            written(UsageEvent.class, with(row, "startedAt", early), with(row, "startedAt", late)))
        .extracting(UsageEvent::startedAt)
        .containsExactly(early, late);
  }

  @Test
  void textOfEveryScriptAndManyLinesComesBack() throws Exception {
    AnswerRow answer =
        new AnswerRow("run", "call", "ответ\n\"x\", 答え \uD83D\uDE80 \u0000", "", "[]");
    assertThat(written(AnswerRow.class, answer)).containsExactly(answer);
  }

  @Test
  void theFileIsCompressedWithZstdAndNamesItsSchemaVersion() throws Exception {
    written(ScoreRow.class, new ScoreRow("run", "call", "exact_match", "h", 1.0, true, null, ""));
    try (ParquetFileReader reader =
        ParquetFileReader.open(new LocalInputFile(folder.resolve("rows.parquet")))) {
      ParquetMetadata footer = reader.getFooter();
      assertThat(footer.getBlocks().get(0).getColumns())
          .allSatisfy(column -> assertThat(column.getCodec()).isEqualTo(CompressionCodecName.ZSTD));
      assertThat(footer.getFileMetaData().getKeyValueMetaData())
          .containsEntry("assay.schema-version", "1");
    }
  }

  @SafeVarargs
  private <R extends Record> List<R> written(Class<R> type, R... rows) throws IOException {
    try (RowFile<R> file = RowFile.create(folder.resolve("rows.parquet"), type)) {
      for (R row : rows) {
        file.write(row);
      }
    }
    return RowReader.read(folder, type);
  }

  /** A row whose columns all differ; those named in nulls (lower case) are null. */
  private static <R extends Record> R filled(Class<R> type, int seed, Set<String> nulls)
      throws ReflectiveOperationException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] =
          nulls.contains(components[i].getName().toLowerCase(Locale.ROOT))
              ? null
              : sample(components[i].getType(), seed * 1000 + i);
    }
    return construct(type, values);
  }

  private static Object sample(Class<?> type, int number) {
    Map<Class<?>, Object> samples =
        Map.ofEntries(
            Map.entry(String.class, "text " + number),
            Map.entry(int.class, number),
            Map.entry(Integer.class, number),
            Map.entry(Long.class, (long) number << 33),
            Map.entry(Double.class, number / 8.0),
            Map.entry(boolean.class, number % 2 == 0),
            Map.entry(Boolean.class, number % 2 == 0),
            Map.entry(Instant.class, Instant.ofEpochSecond(number, 1000L * number)),
            Map.entry(BigDecimal.class, new BigDecimal(number + ".123456789012345678")),
            Map.entry(List.class, List.of("a" + number, "b")));
    return samples.get(type);
  }

  private static UsageEvent with(UsageEvent row, String component, Object value) {
    try {
      RecordComponent[] components = UsageEvent.class.getRecordComponents();
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        values[i] =
            components[i].getName().equals(component)
                ? value
                : components[i].getAccessor().invoke(row);
      }
      return construct(UsageEvent.class, values);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError(impossible.getMessage(), impossible);
    }
  }

  private static <R extends Record> R construct(Class<R> type, Object[] values)
      throws NoSuchMethodException,
          InstantiationException,
          IllegalAccessException,
          InvocationTargetException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }
}

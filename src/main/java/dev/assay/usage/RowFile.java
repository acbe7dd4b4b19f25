package dev.assay.usage;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.FieldMatchingStrategy;
import com.jerolba.carpet.TimeUnit;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.assay.money.Usd;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** A Parquet file of one table being written; it is whole once closed. */
public final class RowFile<R extends Record> implements Closeable {
  private static final String SCHEMA_VERSION_KEY = "assay.schema-version";
  private static final int MONEY_PRECISION = 38;
  // what one open file may hold in memory; large enough for a reader to skip and small enough for
  // many lanes
  private static final long ROW_GROUP_BYTES = 16L << 20;
  private static final int PAGE_BYTES = 256 << 10;

  private final CarpetWriter<R> writer;

  private RowFile(CarpetWriter<R> writer) {
    this.writer = writer;
  }

  /** Begins a file of rows of one of the tables of {@link UsageSchema}. */
  public static <R extends Record> RowFile<R> create(Path file, Class<R> rowType)
      throws IOException {
    Files.createDirectories(file.getParent());
    return new RowFile<>(
        new CarpetWriter.Builder<>(new FileSystemOutputFile(file.toFile()), rowType)
            .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
            .withDefaultDecimal(MONEY_PRECISION, Usd.DECIMALS)
            .withDefaultTimeUnit(TimeUnit.MICROS)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            .withExtraMetaData(SCHEMA_VERSION_KEY, Integer.toString(UsageSchema.VERSION))
            .build());
  }

  /** Hands over the rows of a file, one at a time. */
  public static <R extends Record> void read(Path file, Class<R> rowType, Consumer<R> rows)
      throws IOException {
    try (CloseableIterator<R> each =
        new CarpetReader<>(file.toFile(), rowType)
            .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
            .iterator()) {
      each.forEachRemaining(rows);
    }
  }

  public void write(R row) throws IOException {
    writer.write(row);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}

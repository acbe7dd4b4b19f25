package dev.assay.usage;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.FieldMatchingStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads rows back from the Parquet files of a folder, in the order of their names. */
public final class RowReader {
  private RowReader() {}

  public static <R extends Record> List<R> read(Path folder, Class<R> rowType) throws IOException {
    List<R> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(each -> each.toString().endsWith(".parquet")).sorted().toList()) {
        rows.addAll(
            new CarpetReader<>(file.toFile(), rowType)
                .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
                .toList());
      }
    }
    return rows;
  }
}

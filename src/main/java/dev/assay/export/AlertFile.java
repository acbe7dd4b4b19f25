package dev.assay.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file to which each alert is appended as a line of JSON. */
record AlertFile(Path file) implements AlertTarget {
  @Override
  public String name() {
    return "file:" + file.toAbsolutePath().normalize();
  }

  @Override
  public void deliver(BudgetCrossing crossing) throws Undelivered {
    ByteBuffer line = ByteBuffer.wrap((crossing.json() + "\n").getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(true);
    } catch (IOException refused) {
      throw new Undelivered(
          "it cannot be written (%s)".formatted(refused.getClass().getSimpleName()));
    }
  }
}

package dev.assay.journal;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.RawExchange;
import dev.assay.gateway.Recorder;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Keeps what goes over the wire in a file that only its owner can read, since prompts and answers
 * stand in it. Keys never do.
 *
 * <p>After a header each exchange stands as length, CRC32C and payload; what follows the last whole
 * one is a torn write. Every opening begins a file of its own. A failed write never stops a run: it
 * ends the recording, and closing tells of it.
 */
public final class Recording implements Recorder, Closeable {
  static final byte[] HEADER = {'A', 'S', 'S', 'A', 'Y', 'R', 0, 1};
  static final int FRAME_BYTES = 2 * Integer.BYTES;
  private static final String SUFFIX = ".recording";

  private final Path folder;
  private final FileChannel channel;
  private long lost;
  private IOException broken;

  private Recording(Path folder, FileChannel channel) throws IOException {
    this.folder = folder;
    this.channel = channel;
    write(ByteBuffer.wrap(HEADER));
  }

  /** Begins the next file of a folder. */
  public static Recording begin(Path folder) throws IOException {
    Files.createDirectories(requireNonNull(folder, "folder"));
    for (int number = files(folder).size() + 1; ; number++) {
      Path file = folder.resolve("exchanges-%06d%s".formatted(number, SUFFIX));
      try {
        return new Recording(
            folder,
            FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownerOnly(file)));
      } catch (FileAlreadyExistsException taken) {
        // by another process; the next one is tried
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** The files of a folder in the order in which they were begun; none where there is no folder. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /** How much room the recordings of a folder take. */
  public static long bytesIn(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : files(folder)) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  static int checksum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }

  @Override
  public void record(RawExchange exchange) {
    byte[] payload = ExchangeFormat.write(exchange);
    ByteBuffer framed = ByteBuffer.allocate(FRAME_BYTES + payload.length);
    framed.putInt(payload.length).putInt(checksum(payload)).put(payload).flip();
    synchronized (this) {
      if (!channel.isOpen() || broken != null) {
        lost++;
        return;
      }
      try {
        write(framed);
      } catch (IOException cause) {
        broken = cause;
        lost++;
      }
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (channel) {
      if (channel.isOpen() && broken == null) {
        channel.force(false);
      }
    }
    if (broken != null) {
      throw new UncheckedIOException(
          "Cannot write the recording in %s: %s. The run goes without the last %,d exchanges of it"
              .formatted(folder, broken.getMessage(), lost),
          broken);
    }
  }
}

package dev.assay.journal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * One file of a journal. After a header each record stands as length, CRC32C and payload; what
 * follows the last whole record is a torn write and is left alone. A segment is never appended to
 * by a second process.
 */
final class Segment implements Closeable {
  private static final String PREFIX = "segment-";
  private static final String SUFFIX = ".journal";
  private static final byte[] HEADER = {'A', 'S', 'S', 'A', 'Y', 'J', 0, 2};
  private static final int READ_BYTES = 64 << 10;
  private static final int FRAME_BYTES = 2 * Integer.BYTES;
  // most records are shorter, and are read in one go
  private static final int LIKELY_RECORD = 1 << 10;
  // no answer is near this; a length beyond it is garbage
  private static final int LARGEST_RECORD = 256 << 20;

  private final FileChannel channel;
  private long size;
  private volatile boolean dirty = true;

  private Segment(FileChannel channel) throws IOException {
    this.channel = channel;
    write(ByteBuffer.wrap(HEADER));
  }

  /** The segment after the last of a folder. */
  static Segment createNext(Path folder) throws IOException {
    List<Path> existing = all(folder);
    int number = existing.isEmpty() ? 1 : number(existing.get(existing.size() - 1)) + 1;
    while (true) {
      try {
        return new Segment(
            FileChannel.open(
                folder.resolve("%s%06d%s".formatted(PREFIX, number, SUFFIX)),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE));
      } catch (FileAlreadyExistsException takenMeanwhile) {
        number++;
      }
    }
  }

  /** The segments of a folder in the order in which they were begun. */
  static List<Path> all(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> number(file) > 0).sorted().toList();
    }
  }

  /** 0 for a file that is no segment. */
  private static int number(Path file) {
    String name = file.getFileName().toString();
    if (!name.matches(PREFIX + "[0-9]{6,9}" + SUFFIX.replace(".", "\\."))) {
      return 0;
    }
    return Integer.parseInt(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
  }

  /** Hears of one whole record and of where in its file it begins. */
  interface Reader {
    void record(ByteBuffer payload, long place);
  }

  /**
   * Hands over the whole records of a segment, in order.
   *
   * @return how many bytes at its end belong to no whole record
   */
  static long read(Path file, Reader reader) throws IOException {
    long length = Files.size(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), READ_BYTES)) {
      if (!Arrays.equals(in.readNBytes(HEADER.length), HEADER)) {
        return length;
      }
      long whole = HEADER.length;
      while (true) {
        byte[] frame = in.readNBytes(FRAME_BYTES);
        if (frame.length < FRAME_BYTES) {
          return length - whole;
        }
        ByteBuffer numbers = ByteBuffer.wrap(frame);
        int size = numbers.getInt();
        int checksum = numbers.getInt();
        if (size <= 0 || size > LARGEST_RECORD || size > length - whole - FRAME_BYTES) {
          return length - whole;
        }
        byte[] payload = in.readNBytes(size);
        if (payload.length < size || checksum(payload) != checksum) {
          return length - whole;
        }
        reader.record(ByteBuffer.wrap(payload), whole);
        whole += FRAME_BYTES + size;
      }
    }
  }

  /** The record that begins at a place which a reader was told. */
  static ByteBuffer at(FileChannel file, long place) throws IOException {
    ByteBuffer bytes = fill(file, place, ByteBuffer.allocate(LIKELY_RECORD));
    int size = bytes.getInt(0);
    if (bytes.limit() < FRAME_BYTES + size) {
      bytes = fill(file, place, ByteBuffer.allocate(FRAME_BYTES + size));
    }
    return bytes.slice(FRAME_BYTES, size);
  }

  private static ByteBuffer fill(FileChannel file, long place, ByteBuffer bytes)
      throws IOException {
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = file.read(bytes, place + bytes.position());
    }
    return bytes.flip();
  }

  private static int checksum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }

  void append(byte[] payload) throws IOException {
    ByteBuffer framed = ByteBuffer.allocate(FRAME_BYTES + payload.length);
    framed.putInt(payload.length).putInt(checksum(payload)).put(payload).flip();
    write(framed);
    dirty = true;
  }

  private void write(ByteBuffer bytes) throws IOException {
    size += bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  long size() {
    return size;
  }

  boolean isDirty() {
    return dirty;
  }

  /** Brings everything written so far onto the disk. */
  void force() throws IOException {
    // before, not after: a record written meanwhile must count as not yet forced
    dirty = false;
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      // a failed write may have closed it already, and whoever wrote was told
      if (channel.isOpen()) {
        force();
      }
    }
  }
}

package dev.assay.journal;

import static dev.assay.journal.Recording.FRAME_BYTES;

import dev.assay.gateway.RawExchange;
import dev.assay.journal.ExchangeFormat.Key;
import dev.assay.plan.CallId;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the recordings of a run hold, by call and attempt. Only where each exchange lies is kept in
 * memory; many threads may read. Of several of one attempt the last counts.
 */
public final class RecordedExchanges implements Closeable {
  private static final int READ_BYTES = 64 << 10;

  private record Place(FileChannel file, long offset, int bytes) {}

  private final Map<Key, Place> places = new HashMap<>();
  private final List<FileChannel> files = new ArrayList<>();

  private RecordedExchanges() {}

  /** Finds every whole exchange in a folder of recordings; a missing folder holds none. */
  public static RecordedExchanges in(Path folder) throws IOException {
    RecordedExchanges exchanges = new RecordedExchanges();
    try {
      for (Path file : Recording.files(folder)) {
        exchanges.index(file);
      }
    } catch (IOException | RuntimeException unreadable) {
      exchanges.close();
      throw unreadable;
    }
    return exchanges;
  }

  private void index(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    files.add(channel);
    long length = channel.size();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), READ_BYTES)) {
      if (!Arrays.equals(in.readNBytes(Recording.HEADER.length), Recording.HEADER)) {
        return;
      }
      long offset = Recording.HEADER.length;
      while (length - offset > FRAME_BYTES) {
        ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(FRAME_BYTES));
        int size = frame.getInt();
        int checksum = frame.getInt();
        offset += FRAME_BYTES;
        if (size <= 0 || size > length - offset) {
          return;
        }
        byte[] payload = in.readNBytes(size);
        if (Recording.checksum(payload) != checksum) {
          return;
        }
        places.put(ExchangeFormat.key(ByteBuffer.wrap(payload)), new Place(channel, offset, size));
        offset += size;
      }
    }
  }

  /** How many attempts can be found. */
  public int size() {
    return places.size();
  }

  boolean holds(CallId call, int attempt) {
    return places.containsKey(new Key(call.value(), attempt));
  }

  Optional<RawExchange> find(CallId call, int attempt) {
    return Optional.ofNullable(places.get(new Key(call.value(), attempt)))
        .map(RecordedExchanges::read);
  }

  private static RawExchange read(Place place) {
    ByteBuffer bytes = ByteBuffer.allocate(place.bytes());
    try {
      while (bytes.hasRemaining()) {
        if (place.file().read(bytes, place.offset() + bytes.position()) < 0) {
          throw new EOFException("the recording was cut off while it was read");
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return ExchangeFormat.read(bytes.flip());
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) {
      file.close();
    }
  }
}

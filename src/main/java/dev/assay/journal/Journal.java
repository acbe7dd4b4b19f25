package dev.assay.journal;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Outcome;
import dev.assay.journal.JournalRecord.Intent;
import dev.assay.journal.JournalRecord.Named;
import dev.assay.journal.JournalRecord.Recorded;
import dev.assay.plan.CallId;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The memory of one run: every attempt is written here before it is sent, and its outcome before
 * anyone else sees it. Many threads may write.
 *
 * <p>A record survives the death of this process as soon as its method returns, and the loss of
 * power {@value #SYNC_MILLIS} ms later. After a failed write (a full disk) nothing more is written,
 * so that a torn record stays the last of its segment.
 */
public final class Journal implements Closeable {
  static final int SYNC_MILLIS = 50;
  private static final long SEGMENT_BYTES = 64L << 20;

  private final Path folder;
  private final long segmentBytes;
  private final ScheduledExecutorService syncing;
  private final ScheduledFuture<?> untilClosed;
  private Segment segment;
  private IOException broken;
  private boolean closed;

  private Journal(Path folder, long segmentBytes) throws IOException {
    this.folder = requireNonNull(folder, "folder");
    this.segmentBytes = segmentBytes;
    Files.createDirectories(folder);
    this.segment = Segment.createNext(folder);
    this.syncing =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "journal-sync");
              thread.setDaemon(true);
              return thread;
            });
    this.untilClosed =
        syncing.scheduleWithFixedDelay(this::sync, SYNC_MILLIS, SYNC_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Opens the journal of a run for writing; what is already there stays as it is. */
  public static Journal open(Path folder) throws IOException {
    return open(folder, SEGMENT_BYTES);
  }

  static Journal open(Path folder, long segmentBytes) throws IOException {
    return new Journal(folder, segmentBytes);
  }

  /** Everything that can be read of a journal; a missing folder is an empty one. */
  public static Recollection read(Path folder) throws IOException {
    return Recollection.of(folder);
  }

  /** How much a journal holds, without holding it. */
  public static JournalSummary summary(Path folder) throws IOException {
    return JournalSummary.of(folder);
  }

  /** Notes that an attempt is about to be sent. */
  public void intend(CallId call, int attempt, String traceId, Instant at) {
    append(new Intent(call, attempt, traceId, at));
  }

  /** Notes under which id the gateway's own books have an attempt that is in flight. */
  public void name(CallId call, int attempt, String generationId) {
    append(new Named(call, attempt, generationId));
  }

  /** Notes what became of an attempt. */
  public void record(Outcome outcome, Duration queued, Duration retryWait) {
    append(new Recorded(outcome, queued, retryWait));
  }

  /** Notes an answer that another run bought and that this one takes over. */
  public void reuse(Outcome.Answer answer, String boughtBy) {
    append(new Recorded(answer, Duration.ZERO, Duration.ZERO, boughtBy));
  }

  private void append(JournalRecord entry) {
    byte[] bytes = RecordFormat.write(entry);
    synchronized (this) {
      requireWritable();
      try {
        if (segment.size() >= segmentBytes) {
          segment.close();
          segment = Segment.createNext(folder);
        }
        segment.append(bytes);
      } catch (IOException cause) {
        throw breakDown(cause);
      }
    }
  }

  /** Returns when everything recorded so far would survive the loss of power. */
  public synchronized void force() {
    requireWritable();
    try {
      segment.force();
    } catch (IOException cause) {
      throw breakDown(cause);
    }
  }

  private void requireWritable() {
    if (broken != null) {
      throw cannotWrite(broken);
    }
    if (closed) {
      throw new IllegalStateException("The journal in %s is closed".formatted(folder));
    }
  }

  private void sync() {
    Segment dirty;
    synchronized (this) {
      if (closed || broken != null || !segment.isDirty()) {
        return;
      }
      dirty = segment;
    }
    try {
      // not under the lock: a slow disk must not hold up those who write
      dirty.force();
    } catch (IOException cause) {
      synchronized (this) {
        // a segment closed meanwhile was forced by that
        if (!closed && dirty == segment) {
          breakDown(cause);
        }
      }
    }
  }

  private UncheckedIOException breakDown(IOException cause) {
    broken = cause;
    return cannotWrite(cause);
  }

  private UncheckedIOException cannotWrite(IOException cause) {
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new UncheckedIOException(
        "Cannot write the journal in %s: %s".formatted(folder, reason), cause);
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    // without an interrupt, which would close the file under a sync that is under way
    untilClosed.cancel(false);
    syncing.shutdown();
    segment.close();
  }
}

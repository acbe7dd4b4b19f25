package dev.assay.usage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Holds a run for one process, so that no other continues it meanwhile; ends with the process, even
 * when that is killed.
 */
public final class RunInUse implements Closeable {
  private static final String LOCK = "lock";

  private final FileChannel file;

  private RunInUse(FileChannel file) {
    this.file = file;
  }

  /** Nothing where another one holds the run. */
  public static Optional<RunInUse> hold(RunFolder run) throws IOException {
    Files.createDirectories(run.path());
    FileChannel file =
        FileChannel.open(
            run.path().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return Optional.of(new RunInUse(file));
      }
    } catch (OverlappingFileLockException heldInThisProcess) {
      // as good as held by another process
    } catch (IOException | RuntimeException unlockable) {
      file.close();
      throw unlockable;
    }
    file.close();
    return Optional.empty();
  }

  /** Whether a process holds a run; never makes a file. */
  public static boolean isHeld(RunFolder run) throws IOException {
    if (!Files.exists(run.path().resolve(LOCK))) {
      return false;
    }
    Optional<RunInUse> free = hold(run);
    if (free.isPresent()) {
      free.get().close();
    }
    return free.isEmpty();
  }

  /** Gives the run free. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}

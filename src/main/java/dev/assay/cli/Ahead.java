package dev.assay.cli;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Loads on a thread of its own what will be needed in a moment. */
final class Ahead {
  private static final Queue<Thread> LOADING = new ConcurrentLinkedQueue<>();

  private Ahead() {}

  /**
   * @param loading what fails here fails again, and is told, where it is needed
   */
  static void load(Runnable loading) {
    Thread thread = new Thread(loading, "ahead");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((same, failure) -> {});
    LOADING.add(thread);
    thread.start();
  }

  /**
   * Waits for all of it: a library that is cut off while it is unpacked stays behind on the disk.
   */
  static void finish() {
    for (Thread thread : LOADING) {
      try {
        thread.join();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}

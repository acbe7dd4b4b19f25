package dev.assay.cli;

/** Loads on a thread of its own what will be needed in a moment. */
final class Ahead {
  private Ahead() {}

  /**
   * @param loading what fails here fails again, and is told, where it is needed
   */
  static void load(Runnable loading) {
    Thread thread = new Thread(loading, "ahead");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((same, failure) -> {});
    thread.start();
  }
}

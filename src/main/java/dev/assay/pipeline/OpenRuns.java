package dev.assay.pipeline;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The runs that are open in this process, by id. A runner hands its workers copies of what they are
 * made of; here all copies within a process find the one journal, the one budget and the one set of
 * connections again.
 */
final class OpenRuns {
  private static final Map<String, OpenRun> OPEN = new HashMap<>();

  private OpenRuns() {}

  /** The run's open parts, opened by whoever comes first. */
  static synchronized OpenRun of(RunSpec spec) throws IOException {
    OpenRun open = OPEN.get(spec.runId());
    if (open == null) {
      open = OpenRun.open(spec, Timekeeper.system());
      OPEN.put(spec.runId(), open);
    }
    return open;
  }

  static synchronized void close(String runId) throws IOException {
    OpenRun open = OPEN.remove(runId);
    if (open != null) {
      open.close();
    }
  }
}

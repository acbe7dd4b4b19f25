package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.catalog.Catalog;
import dev.assay.gateway.TransportFactory;
import dev.assay.job.Job;
import dev.assay.usage.RunContext;
import dev.assay.usage.RunFolder;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything a run is made of. It travels to the workers, so it holds descriptions and no
 * connections.
 *
 * @param suiteHashes suite name to content hash
 * @param warehouse the folder that holds all runs
 * @param sitting 1 when the run begins, one more each time it is continued
 * @param reuse the run whose answers stand in for asking; null where every call is asked
 */
public record RunSpec(
    RunContext context,
    Job job,
    Catalog catalog,
    Map<String, String> suiteHashes,
    Calls calls,
    Judge judge,
    TransportFactory transports,
    String warehouse,
    int sitting,
    String reuse)
    implements Serializable {
  public RunSpec {
    requireNonNull(context, "context");
    requireNonNull(job, "job");
    requireNonNull(catalog, "catalog");
    suiteHashes = Map.copyOf(suiteHashes);
    requireNonNull(calls, "calls");
    requireNonNull(judge, "judge");
    requireNonNull(transports, "transports");
    requireNonNull(warehouse, "warehouse");
  }

  /** A run that begins and asks every call. */
  public RunSpec(
      RunContext context,
      Job job,
      Catalog catalog,
      Map<String, String> suiteHashes,
      Calls calls,
      Judge judge,
      TransportFactory transports,
      String warehouse) {
    this(context, job, catalog, suiteHashes, calls, judge, transports, warehouse, 1, null);
  }

  String runId() {
    return context.runId();
  }

  RunFolder folder() {
    return RunFolder.of(Path.of(warehouse), runId());
  }
}

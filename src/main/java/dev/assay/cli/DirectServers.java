package dev.assay.cli;

import dev.assay.gateway.HttpGateway;
import dev.assay.gateway.KeySource;
import dev.assay.job.Arm;
import dev.assay.job.DirectServer;
import dev.assay.job.Job;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.problem.Problems;
import dev.assay.usage.ApiKeyHash;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The providers' own servers that a job's calls may go to, past a failing gateway. */
final class DirectServers {
  private DirectServers() {}

  /** Those that a policy of the job makes use of, by author: no key of another is asked for. */
  static Map<String, DirectServer> usedBy(Job job) {
    Map<String, DirectServer> used = new TreeMap<>();
    for (Arm arm : job.arms()) {
      String author = author(arm);
      if (mayGoDirect(arm) && job.gateway().direct().containsKey(author)) {
        used.put(author, job.gateway().direct().get(author));
      }
    }
    return used;
  }

  static boolean mayGoDirect(Arm arm) {
    return arm.policy().directFallback() == DirectFallback.WHEN_THE_GATEWAY_FAILS;
  }

  static String author(Arm arm) {
    String model = arm.candidate().model();
    return model.substring(0, Math.max(0, model.indexOf('/')));
  }

  static Map<String, HttpGateway> open(Job job, String runId) {
    Map<String, HttpGateway> servers = new TreeMap<>();
    usedBy(job)
        .forEach(
            (author, server) ->
                servers.put(
                    author,
                    HttpGateway.at(Dialects.of(server.api()), server.url(), key(server), runId)
                        .delivering(Dialects.delivery(job))
                        .withConnections(job.maxConcurrency())));
    return servers;
  }

  private static KeySource key(DirectServer server) {
    return server.key() == null ? KeySource.none() : KeySource.at(server.key());
  }

  /** The hash of each one's key, by its address; a key that is not there is a problem. */
  static Map<String, String> keyHashes(
      Job job, Map<String, String> environment, Problems problems) {
    Map<String, String> hashes = new HashMap<>();
    for (DirectServer server : usedBy(job).values()) {
      hashes.put(
          server.url(),
          server.key() == null
              ? null
              : server.key().resolve(environment, problems).map(ApiKeyHash::of).orElse(null));
    }
    return hashes;
  }
}

package dev.assay.cli;

import dev.assay.gateway.HttpGateway;
import dev.assay.gateway.KeySource;
import dev.assay.gateway.TransportFactory;
import dev.assay.gateway.WithDirectFallback;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.journal.RecordingGateway;
import dev.assay.journal.Replay;
import dev.assay.money.Usd;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import dev.assay.settings.Secret;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import dev.assay.usage.ApiKeyHash;
import dev.assay.usage.ApiKeyHashes;
import dev.assay.usage.RunFolder;
import java.util.Map;
import java.util.Optional;

/** The gateway a run asks, ready to be asked: the twin started, or a real one's key found. */
final class OpenGateway implements AutoCloseable {
  private static final String TWIN_KEY = "sk-twin";
  private static final int ANY_FREE_PORT = 0;
  private static final String KEYLESS_SERVER = " Pass '--key none' to a server that takes none.";

  private final Job job;
  private final String url;
  private final KeySource key;
  private final ApiKeyHashes keyHashes;
  private final Twin twin;
  private final RunFolder replayed;

  private OpenGateway(Job job, String url, KeySource key, ApiKeyHashes keyHashes, Twin twin) {
    this.job = job;
    this.url = url;
    this.key = key;
    this.keyHashes = keyHashes;
    this.twin = twin;
    this.replayed = null;
  }

  private OpenGateway(Job job, RunFolder replayed) {
    this.job = job;
    this.url = null;
    this.key = KeySource.none();
    this.keyHashes = ApiKeyHashes.NONE;
    this.twin = null;
    this.replayed = replayed;
  }

  /** The recording of a run, in the gateway's place. */
  static OpenGateway replaying(Job job, RunFolder run) {
    return new OpenGateway(job, run);
  }

  /** Starts the twin that a job on the embedded gateway asks. */
  static OpenGateway embedded(PreparedJob prepared) {
    Twin twin =
        Twin.start(
            new TwinSettings(
                prepared.plan().catalog(),
                prepared.scenario().orElseThrow(),
                AnswerKeys.of(prepared.plan().suites()),
                ANY_FREE_PORT));
    return new OpenGateway(
        prepared.job(),
        twin.baseUrl().toString(),
        KeySource.notSecret(TWIN_KEY),
        ApiKeyHashes.ofGateway(ApiKeyHash.of(new Secret(TWIN_KEY))),
        twin);
  }

  /** A real gateway; that every key is there is known before anything is sent. */
  static OpenGateway real(Job job, Map<String, String> environment, Problems problems) {
    GatewayTarget target = job.gateway();
    Map<String, String> direct = DirectServers.keyHashes(job, environment, problems);
    Problems ofTheKey = new Problems();
    Optional<Secret> key =
        Optional.ofNullable(target.key()).flatMap(each -> each.resolve(environment, ofTheKey));
    for (Problem problem : ofTheKey.all()) {
      boolean byFlag = !problem.place().isFile();
      problems.add(
          problem.place(), problem.what(), problem.mend() + (byFlag ? KEYLESS_SERVER : ""));
    }
    problems.throwIfAny();
    return new OpenGateway(
        job,
        target.url(),
        target.key() == null ? KeySource.none() : KeySource.at(target.key()),
        new ApiKeyHashes(key.map(ApiKeyHash::of).orElse(null), direct),
        null);
  }

  TransportFactory transports(String runId) {
    if (replayed != null) {
      return new Replay(replayed.runId(), replayed.recordings().toString());
    }
    HttpGateway gateway = server(runId);
    Map<String, HttpGateway> direct = DirectServers.open(job, runId);
    return direct.isEmpty() ? gateway : new WithDirectFallback(gateway, direct);
  }

  /** Keeps what goes over the wire, too. */
  TransportFactory recording(RunFolder run) {
    return new RecordingGateway(server(run.runId()), run.recordings().toString());
  }

  private HttpGateway server(String runId) {
    return HttpGateway.at(Dialects.of(job.gateway().api()), url, key, runId)
        .delivering(Dialects.delivery(job))
        .withConnections(job.maxConcurrency());
  }

  /** The run whose recording answers; nothing where a gateway does. */
  Optional<String> replayedRun() {
    return Optional.ofNullable(replayed).map(RunFolder::runId);
  }

  /** SHA-256 of each key that pays. */
  ApiKeyHashes keyHash() {
    return keyHashes;
  }

  /** What the gateway's own books say it charged; nothing for a real one. */
  Optional<Usd> ledgerTotal() {
    return Optional.ofNullable(twin).map(each -> each.ledger().totalUsd());
  }

  @Override
  public void close() {
    if (twin != null) {
      twin.close();
    }
  }
}

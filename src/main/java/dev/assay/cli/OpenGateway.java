package dev.assay.cli;

import dev.assay.gateway.Delivery;
import dev.assay.gateway.Dialect;
import dev.assay.gateway.HttpGateway;
import dev.assay.gateway.KeySource;
import dev.assay.gateway.TransportFactory;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.money.Usd;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import dev.assay.settings.Secret;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import dev.assay.usage.ApiKeyHash;
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
  private final String keyHash;
  private final Twin twin;

  private OpenGateway(Job job, String url, KeySource key, String keyHash, Twin twin) {
    this.job = job;
    this.url = url;
    this.key = key;
    this.keyHash = keyHash;
    this.twin = twin;
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
        ApiKeyHash.of(new Secret(TWIN_KEY)),
        twin);
  }

  /** A real gateway; that its key is there is known before anything is sent. */
  static OpenGateway real(Job job, Map<String, String> environment, Problems problems) {
    GatewayTarget target = job.gateway();
    if (target.key() == null) {
      problems.throwIfAny();
      return new OpenGateway(job, target.url(), KeySource.none(), null, null);
    }
    Problems ofTheKey = new Problems();
    Optional<Secret> key = target.key().resolve(environment, ofTheKey);
    for (Problem problem : ofTheKey.all()) {
      boolean byFlag = !problem.place().isFile();
      problems.add(
          problem.place(), problem.what(), problem.mend() + (byFlag ? KEYLESS_SERVER : ""));
    }
    problems.throwIfAny();
    return new OpenGateway(
        job, target.url(), KeySource.at(target.key()), key.map(ApiKeyHash::of).orElse(null), null);
  }

  TransportFactory transports(String runId) {
    return HttpGateway.at(dialect(), url, key, runId)
        .delivering(job.streamed() ? Delivery.STREAMED : Delivery.WHOLE)
        .withConnections(job.maxConcurrency());
  }

  private Dialect dialect() {
    return switch (job.gateway().api()) {
      case OPENROUTER -> Dialect.OPENROUTER;
      case OPENAI_COMPATIBLE -> Dialect.OPENAI_COMPATIBLE;
    };
  }

  /** SHA-256 of the key; null where none is used. */
  String keyHash() {
    return keyHash;
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

package dev.assay.cli;

import dev.assay.catalog.Catalog;
import dev.assay.catalog.CatalogFile;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.suite.Suite;
import dev.assay.twin.Scenario;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the embedded gateway alone, for other clients. */
@Command(
    name = "twin",
    description = {
      "Runs the embedded gateway alone, for other clients, until it is interrupted.",
      "",
      "  assay twin --port 8787",
      "  assay twin --port 8787 --scenario pipelines/twin/outage.yaml",
      "  curl http://127.0.0.1:8787/api/v1/chat/completions -H 'Authorization: Bearer sk-any' \\",
      "    -d '{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'",
      "",
    })
final class TwinVerb implements Verb {
  private static final int DEFAULT_PORT = 8787;
  private static final int LAST_PORT = 65_535;

  private final Surroundings surroundings;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port on 127.0.0.1; 0 takes any that is free. Default: ${DEFAULT-VALUE}.")
  private int port = DEFAULT_PORT;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "How it behaves. Default: pipelines/twin/calm.yaml of Assay's own folder.")
  private Path scenario;

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "Its models and prices. Default: the one of pipelines/catalog/.")
  private Path catalog;

  @Option(
      names = "--suite",
      paramLabel = "DIR",
      description =
          "Let its models know the answers to this suite, as their skill allows. May repeat.")
  private List<String> suites = List.of();

  TwinVerb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public ExitCode run() throws InterruptedException {
    try (Twin twin = Twin.start(settings())) {
      surroundings.console().out().print(twin.banner());
      surroundings.console().flush();
      CountDownLatch interrupted = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(interrupted::countDown, "twin-stop"));
      interrupted.await();
    }
    return ExitCode.INTERRUPTED;
  }

  private TwinSettings settings() {
    Problems problems = new Problems();
    if (port < 0 || port > LAST_PORT) {
      problems.add(
          Place.setting("--port"), "there is no port %d, expected 0 to 65535".formatted(port), "");
    }
    Path pipelines = surroundings.home().resolve("pipelines");
    Optional<Catalog> read =
        CatalogFile.read(
            catalog == null ? pipelines.resolve("catalog/keeptrusts-2026-08.yaml") : catalog,
            problems);
    Scenario behaviour =
        Scenario.read(scenario == null ? pipelines.resolve("twin/calm.yaml") : scenario, problems);
    List<Suite> known = PreparedJob.suites(suites, problems);
    problems.throwIfAny();
    return new TwinSettings(
        read.orElseThrow(() -> new InvalidInput(problems.all())),
        behaviour,
        AnswerKeys.of(known),
        port);
  }
}

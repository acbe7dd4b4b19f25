package dev.assay.twin;

import dev.assay.problem.Problems;
import java.nio.file.Path;

/** Twins that behave as a scenario file of the test resources says. */
final class Scenarios {
  private static final Path FOLDER = Path.of("src/test/resources/twin");

  private Scenarios() {}

  static Scenario scenario(String name) {
    Problems problems = new Problems();
    Scenario scenario = Scenario.read(FOLDER.resolve(name + ".yaml"), problems);
    problems.throwIfAny();
    return scenario;
  }

  static Twin twin(String name) {
    return Twin.start(settings(name));
  }

  static Twin twin(String name, SetClock clock) {
    return Twin.start(settings(name), clock);
  }

  private static TwinSettings settings(String name) {
    return new TwinSettings(SampleCatalog.catalog(), scenario(name), AnswerKey.none(), 0);
  }
}

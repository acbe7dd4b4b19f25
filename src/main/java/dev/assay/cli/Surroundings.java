package dev.assay.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;

/** What a verb finds around it: the console, the environment variables and Assay's own folder. */
public record Surroundings(Console console, Map<String, String> environment) {
  public Surroundings {
    requireNonNull(console, "console");
    environment = Map.copyOf(environment);
  }

  /** The folder that holds Assay's own reports, catalog and policies. */
  public Path home() {
    return Path.of(System.getProperty("assay.home", ""));
  }

  /** Whether the user wants to see where in the program a fault arose. */
  boolean debugging() {
    return environment.getOrDefault("ASSAY_DEBUG", "").equals("1");
  }
}

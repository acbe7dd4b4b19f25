package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;

/**
 * How the twin behaves: how its models talk, how fast, who may ask, and what goes wrong.
 *
 * @param seed the same seed gives the same behaviour, call by call
 * @param clockScale what a second of the catalog's pace lasts: 1 is real time, 0.02 fifty times
 *     faster, 0 without any delay
 * @param overheadMillis what the gateway adds before the first token, on the scenario's clock, and
 *     says so as LiteLLM does; null adds nothing and says nothing, as OpenRouter
 */
public record Scenario(
    long seed,
    double clockScale,
    Speech speech,
    Administration administration,
    List<Fault> faults,
    Double overheadMillis) {

  public Scenario {
    requireNonNull(speech, "speech");
    requireNonNull(administration, "administration");
    faults = List.copyOf(faults);
  }

  /** A gateway that does not tell what it adds. */
  public Scenario(
      long seed,
      double clockScale,
      Speech speech,
      Administration administration,
      List<Fault> faults) {
    this(seed, clockScale, speech, administration, faults, null);
  }

  /** Nothing goes wrong and nothing takes time; every model answers right as often as told. */
  public static Scenario instant(long seed, double skill) {
    return new Scenario(seed, 0, Speech.of(skill), Administration.OPEN, List.of());
  }

  /** A scenario file; every fault of it is reported. */
  public static Scenario read(Path file, Problems problems) {
    Section section = SettingsFile.read(file, problems);
    Scenario scenario =
        new Scenario(
            section.longNumber("seed").orElse(1L),
            Bounds.zeroOrMore(section, "clock-scale", 1),
            Speech.read(section),
            Administration.read(section),
            section.sections("faults").stream()
                .flatMap(fault -> Fault.read(fault).stream())
                .toList(),
            section.decimal("gateway-overhead-ms").isPresent()
                ? Bounds.zeroOrMore(section, "gateway-overhead-ms", 0)
                : null);
    section.refuseUnknownKeys();
    return scenario;
  }
}

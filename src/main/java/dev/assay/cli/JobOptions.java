package dev.assay.cli;

import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.job.JobFile;
import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.SecretReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A job, and what the command line changes about it. */
final class JobOptions {
  private static final String NO_KEY = "none";
  private static final String USUAL_KEY = "env:OPENROUTER_API_KEY";

  @Parameters(paramLabel = "JOB", description = "The job, a file of pipelines/.")
  private Path file;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description =
          "Ask this gateway instead of the job's, e.g. https://openrouter.ai/api/v1 or any OpenAI-compatible server.")
  private String gateway;

  @Option(
      names = "--api",
      paramLabel = "API",
      description =
          "What --gateway speaks: openrouter or openai-compatible. Default: openrouter at openrouter.ai, else the latter.")
  private String api;

  @Option(
      names = "--key",
      paramLabel = "REF",
      description =
          "Where the key of --gateway lies: env:NAME, file:PATH, or none. Default: env:OPENROUTER_API_KEY.")
  private String key;

  @Option(
      names = {"-j", "--max-concurrency"},
      paramLabel = "N",
      description = "At most N calls in flight. Default: the job's, else 64.")
  private Integer maxConcurrency;

  /** Reads, checks and plans the job; every fault is reported in one go. */
  PreparedJob prepare() {
    Problems problems = new Problems();
    if (file.toString().isBlank()) {
      throw new InvalidInput(Place.setting("JOB"), "the file's name is empty", JobFile.EXAMPLE);
    }
    refuseWhatWouldDoNothing(problems);
    Optional<Job> job = JobFile.read(file, problems).map(each -> asked(each, problems));
    if (job.isEmpty()) {
      PreparedJob.checkWhatIsNamed(JobFile.named(file), problems);
      throw new InvalidInput(problems.all());
    }
    return PreparedJob.of(job.get(), problems);
  }

  private void refuseWhatWouldDoNothing(Problems problems) {
    String mend = "Add --gateway URL, or leave it out.";
    if (gateway == null && api != null) {
      problems.add(
          Place.setting("--api"), "it says what --gateway speaks, and there is none", mend);
    }
    if (gateway == null && key != null) {
      problems.add(Place.setting("--key"), "it is the key of --gateway, and there is none", mend);
    }
  }

  private Job asked(Job job, Problems problems) {
    Job asked = job;
    if (gateway != null) {
      Place place = Place.setting("--gateway");
      GatewayTarget.checkUrl(gateway, place, problems);
      GatewayTarget other = job.gateway().at(gateway, keyReference(problems), place);
      asked = asked.askedThrough(api == null ? other : other.speaking(api(problems)));
    }
    if (maxConcurrency != null) {
      if (maxConcurrency < 1) {
        problems.add(
            Place.setting("-j"),
            "'%d' calls in flight, expected 1 or more".formatted(maxConcurrency),
            "");
        return asked;
      }
      asked = asked.withMaxConcurrency(maxConcurrency);
    }
    return asked;
  }

  private GatewayTarget.Api api(Problems problems) {
    Map<String, GatewayTarget.Api> known =
        Map.of(
            "openrouter", GatewayTarget.Api.OPENROUTER,
            "openai-compatible", GatewayTarget.Api.OPENAI_COMPATIBLE);
    if (!known.containsKey(api)) {
      problems.add(
          Place.setting("--api"),
          "there is no API '%s'".formatted(api),
          Closest.hint(api, "APIs", known.keySet()));
    }
    return known.getOrDefault(api, GatewayTarget.Api.OPENAI_COMPATIBLE);
  }

  private SecretReference keyReference(Problems problems) {
    String reference = key == null ? USUAL_KEY : key;
    return reference.equals(NO_KEY)
        ? null
        : SecretReference.of("--key", reference, Place.setting("--key"), problems).orElse(null);
  }
}

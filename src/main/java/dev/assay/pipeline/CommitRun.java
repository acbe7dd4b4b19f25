package dev.assay.pipeline;

import static java.util.Objects.requireNonNull;

import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.pipeline.Written.AsideFile;
import dev.assay.usage.RunFolder;
import dev.assay.usage.RunManifest;
import dev.assay.usage.UsageSchema;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Makes a run visible, once all of it is written: moves its files into place, then its manifest.
 */
final class CommitRun extends PTransform<PCollection<Written>, PDone> {
  private static final long serialVersionUID = 1L;

  private final RunSpec run;
  private final String runner;

  private CommitRun(RunSpec run, String runner) {
    this.run = requireNonNull(run, "run");
    this.runner = requireNonNull(runner, "runner");
  }

  static CommitRun of(RunSpec run, String runner) {
    return new CommitRun(run, runner);
  }

  @Override
  public PDone expand(PCollection<Written> lanes) {
    lanes
        .apply("GatherLanes", Combine.globally(new Together()).withoutDefaults())
        .setCoder(new WrittenCoder())
        .apply("Commit", ParDo.of(new Commit(run, runner)));
    return PDone.in(lanes.getPipeline());
  }

  private static final class Together implements SerializableFunction<Iterable<Written>, Written> {
    private static final long serialVersionUID = 1L;

    @Override
    public Written apply(Iterable<Written> lanes) {
      Written together = Written.NOTHING;
      for (Written lane : lanes) {
        together = together.and(lane);
      }
      return together;
    }
  }

  private static final class Commit extends DoFn<Written, Void> {
    private static final long serialVersionUID = 1L;

    private final RunSpec spec;
    private final String runner;

    Commit(RunSpec spec, String runner) {
      this.spec = spec;
      this.runner = runner;
    }

    @ProcessElement
    public void commit(@Element Written written) throws IOException {
      RunFolder folder = spec.folder();
      moveIntoPlace(folder, written.files());
      folder.commit(manifest(spec, runner, written, Instant.now()));
      folder.removeOtherSittings();
    }
  }

  static void moveIntoPlace(RunFolder folder, List<AsideFile> files) throws IOException {
    for (AsideFile file : files) {
      Path aside = folder.path().resolve(file.aside());
      Path place = folder.path().resolve(file.place());
      // a commit that is tried again finds some files moved already
      if (Files.exists(aside) || !Files.exists(place)) {
        bringToDisk(aside);
        Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    for (Path table :
        files.stream()
            .map(file -> folder.path().resolve(file.place()).getParent())
            .distinct()
            .toList()) {
      deleteLeftovers(table);
    }
  }

  /** Else a loss of power could leave a manifest whose rows are gone. */
  static void bringToDisk(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Files of tries of a lane that did not count. */
  private static void deleteLeftovers(Path table) throws IOException {
    try (Stream<Path> all = Files.list(table)) {
      for (Path file : all.filter(each -> each.toString().endsWith(LaneFiles.ASIDE)).toList()) {
        Files.delete(file);
      }
    }
  }

  static RunManifest manifest(RunSpec spec, String runner, Written written, Instant finishedAt) {
    Map<String, String> policyHashes =
        spec.job().arms().stream()
            .map(Arm::policy)
            .collect(
                Collectors.toMap(policy -> policy.name(), policy -> policy.hash(), (a, b) -> a));
    return new RunManifest(
        spec.runId(),
        UsageSchema.VERSION,
        spec.context().toolVersion(),
        spec.job().name(),
        spec.context().startedAt(),
        finishedAt,
        written.ended().word(),
        spec.context().simulated(),
        runner,
        spec.context().deploymentContext(),
        spec.job().gateway().name(),
        spec.catalog().version(),
        spec.suiteHashes(),
        policyHashes,
        incumbentFirst(spec.job()),
        spec.judge().scoring(),
        new RunManifest.Parts(
            spec.calls().size(),
            written.answered(),
            written.failed(),
            written.notSent(),
            written.attempts(),
            written.unknownCost()),
        written.billed().amount(),
        spec.job().budget().amount(),
        spec.sitting(),
        written.lost(),
        null,
        null);
  }

  private static List<String> incumbentFirst(Job job) {
    List<String> arms = new ArrayList<>(job.arms().stream().map(Arm::name).toList());
    if (arms.remove(job.incumbent())) {
      arms.add(0, job.incumbent());
    }
    return arms;
  }
}

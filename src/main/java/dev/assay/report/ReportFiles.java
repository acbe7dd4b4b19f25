package dev.assay.report;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problem;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reports of some folders, found and read. A broken report is a fault for whoever runs it or
 * builds on it; the others stay what they are.
 */
public final class ReportFiles {
  private final Map<String, ReportFile> files = new TreeMap<>();
  private final Map<String, InvalidInput> broken = new TreeMap<>();
  private final Map<String, ReportFile> layers = new LinkedHashMap<>();

  private ReportFiles() {}

  /** Finds the reports; a later folder may replace a report of an earlier one by its name. */
  public static ReportFiles in(List<Path> folders) throws IOException {
    ReportFiles reports = new ReportFiles();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new InvalidInput(
            Place.of(folder, 0), "there is no such folder of reports", "Check the path.");
      }
      List<Path> files;
      try (Stream<Path> inside = Files.walk(folder)) {
        files = inside.filter(each -> each.toString().endsWith(".sql")).sorted().toList();
      }
      // every command that shows a report waits for all of them to be read
      files.parallelStream().map(file -> read(folder, file)).toList().forEach(reports::add);
    }
    return reports;
  }

  /** A file as it was read, or what is wrong with it. */
  private record Read(String name, Optional<ReportFile> file, Problems problems) {}

  private static Read read(Path folder, Path file) {
    Problems problems = new Problems();
    try {
      return new Read(
          ReportFile.nameOf(folder, file), ReportFile.read(folder, file, problems), problems);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void add(Read read) {
    files.remove(read.name());
    broken.remove(read.name());
    read.file().ifPresent(report -> files.put(read.name(), report));
    if (!read.problems().none()) {
      broken.put(read.name(), new InvalidInput(read.problems().all()));
    } else if (files.get(read.name()).isLayer()) {
      layers.put(files.get(read.name()).shortName(), files.get(read.name()));
    }
  }

  /** What readers can ask, by name; the layers underneath are left out. */
  public List<ReportFile> all() {
    return files.values().stream().filter(file -> !file.isLayer()).toList();
  }

  /** The staging and intermediate views, by name. */
  public List<ReportFile> layers() {
    return List.copyOf(layers.values());
  }

  boolean isLayer(String shortName) {
    return layers.containsKey(shortName);
  }

  ReportFile layer(String shortName) {
    return layers.get(shortName);
  }

  Set<String> layerNames() {
    return layers.keySet();
  }

  /** Why a layer cannot be built on, where that is so. */
  void throwIfBroken(String shortName) {
    for (String folder : List.of("staging/", "intermediate/")) {
      if (broken.containsKey(folder + shortName)) {
        throw broken.get(folder + shortName);
      }
    }
  }

  /** Every fault found while reading the files. */
  public List<Problem> faults() {
    return broken.values().stream().flatMap(fault -> fault.problems().stream()).toList();
  }

  public ReportFile named(String name) {
    if (broken.containsKey(name)) {
      throw broken.get(name);
    }
    if (!files.containsKey(name)) {
      throw new InvalidInput(
          Place.setting("report"),
          "there is no report '%s'".formatted(name),
          Closest.hint(name, "reports", all().stream().map(ReportFile::name).toList()));
    }
    return files.get(name);
  }

  /**
   * The reports of one folder, e.g. {@code comparison}, those with faults included: first those
   * that name their page, the others by name.
   */
  public List<String> pack(String pack) {
    List<String> names =
        Stream.concat(files.keySet().stream(), broken.keySet().stream())
            .filter(name -> name.startsWith(pack + "/"))
            .distinct()
            .sorted(Comparator.comparingInt(this::page).thenComparing(Comparator.naturalOrder()))
            .toList();
    if (names.isEmpty() || !packs().contains(pack)) {
      throw new InvalidInput(
          Place.setting("pack"),
          "there is no pack '%s'".formatted(pack),
          Closest.hint(pack, "packs", packs()));
    }
    return names;
  }

  private int page(String name) {
    return files.containsKey(name) ? files.get(name).page() : ReportFile.NO_PAGE;
  }

  /** The folders that readers find reports in. */
  public Set<String> packs() {
    return all().stream()
        .map(ReportFile::pack)
        .filter(pack -> !pack.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of route policies, one a file; each is read once, when it is first named. */
public final class PolicyFolder {
  /** Files of such a folder that are no route policies. */
  private static final Set<String> OTHERS =
      Set.of(OrganizationFile.USUAL_NAME, FeaturesFile.USUAL_NAME, FeesFile.USUAL_NAME);

  private final Path folder;
  private final Map<String, Optional<RoutePolicy>> read = new HashMap<>();

  private PolicyFolder(Path folder) {
    this.folder = requireNonNull(folder, "folder");
  }

  public static PolicyFolder at(Path folder) {
    return new PolicyFolder(folder);
  }

  /** The policies there are, by name. */
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(PolicyFile.EXTENSION) && !OTHERS.contains(name))
          .map(name -> name.substring(0, name.length() - PolicyFile.EXTENSION.length()))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * The policy of that name, or nothing and the faults of its file.
   *
   * @param place where the name is written, for the message when there is no such policy
   */
  public Optional<RoutePolicy> named(String name, Place place, Problems problems) {
    List<String> known = names();
    if (!known.contains(name)) {
      problems.add(
          place,
          "there is no policy '%s' in %s".formatted(name, folder),
          Closest.hint(name, "policies", known));
      return Optional.empty();
    }
    return read.computeIfAbsent(
        name, each -> PolicyFile.read(folder.resolve(each + PolicyFile.EXTENSION), problems));
  }
}

package dev.assay.settings;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Opens a YAML file as a {@link Section}, or as a list of them; what cannot be read is a problem
 * and reads as empty.
 */
public final class SettingsFile {
  /** A suite of cases in one file may be long; the library stops at 3 MB unless told. */
  private static final int MAX_CODE_POINTS = 64 << 20;

  private SettingsFile() {}

  /** The file as one mapping. */
  public static Section read(Path file, Problems problems) {
    Section empty = Section.empty(Place.of(file, 0), problems);
    Optional<Node> root = compose(file, problems);
    if (root.isEmpty()) {
      return empty;
    }
    if (root.get() instanceof MappingNode mapping) {
      return Section.of(mapping, file.toString(), problems);
    }
    problems.add(
        Place.of(file, 1), "the file is not a mapping of settings", "Start it with 'name: value'.");
    return empty;
  }

  /** The file as a list of mappings. */
  public static List<Section> readList(Path file, Problems problems) {
    Optional<Node> root = compose(file, problems);
    List<Section> sections = new ArrayList<>();
    if (root.isPresent() && root.get() instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof MappingNode mapping) {
          sections.add(Section.of(mapping, file.toString(), problems));
        } else {
          problems.add(
              Place.of(file, item.getStartMark().getLine() + 1),
              "an item of the list is not a mapping",
              "");
        }
      }
    } else if (root.isPresent()) {
      problems.add(Place.of(file, 1), "the file is not a list", "Start each item with '- '.");
    }
    return sections;
  }

  /** The file in the folder of a missing one that was most likely meant. */
  public static Optional<Path> nearest(Path missing) {
    Path folder = missing.toAbsolutePath().getParent();
    try (Stream<Path> beside = Files.list(folder)) {
      List<String> names = beside.map(each -> each.getFileName().toString()).toList();
      return Closest.to(missing.getFileName().toString(), names).map(missing::resolveSibling);
    } catch (IOException noSuchFolder) {
      return Optional.empty();
    }
  }

  private static Optional<Node> compose(Path file, Problems problems) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CODE_POINTS);
    options.setMaxAliasesForCollections(50);
    options.setNestingDepthLimit(50);
    try {
      Node root = new Yaml(options).compose(new StringReader(Files.readString(file)));
      if (root == null) {
        problems.add(Place.of(file, 0), "the file is empty", "");
        return Optional.empty();
      }
      return Aliases.areSound(root, file, problems) ? Optional.of(root) : Optional.empty();
    } catch (MarkedYAMLException malformed) {
      int line = malformed.getProblemMark() == null ? 0 : malformed.getProblemMark().getLine() + 1;
      problems.add(Place.of(file, line), "Cannot read this as YAML: " + malformed.getProblem(), "");
    } catch (YAMLException malformed) {
      problems.add(Place.of(file, 0), "Cannot read this as YAML: " + malformed.getMessage(), "");
    } catch (NoSuchFileException missing) {
      problems.add(
          Place.of(file, 0),
          "there is no such file",
          nearest(file).map("Did you mean '%s'?"::formatted).orElse(""));
    } catch (CharacterCodingException notUtf8) {
      problems.add(Place.of(file, 0), "the file is not UTF-8 text", "Save it as UTF-8.");
    } catch (IOException unreadable) {
      if (Files.isDirectory(file)) {
        problems.add(Place.of(file, 0), "this is a folder, expected a file", "Name a file in it.");
        return Optional.empty();
      }
      problems.add(Place.of(file, 0), "Cannot read the file: " + unreadable.getMessage(), "");
    }
    return Optional.empty();
  }
}

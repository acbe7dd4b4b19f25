package dev.assay.settings;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Refuses the two abuses of YAML's aliases: a value that holds itself, and a few lines that stand
 * for millions of values.
 */
final class Aliases {
  /** How many values the aliases of a file may add to those that are written out. */
  private static final long MAX_REPEATED_VALUES = 1_000_000;

  private static final long OPEN = -1;

  private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
  private Node holdsItself;

  private Aliases() {}

  static boolean areSound(Node root, Path file, Problems problems) {
    Aliases aliases = new Aliases();
    long size = aliases.size(root);
    if (aliases.holdsItself != null) {
      problems.add(
          Place.of(file, aliases.holdsItself.getStartMark().getLine() + 1),
          "an alias stands inside the value that it repeats",
          "Write the value out.");
      return false;
    }
    if (size - aliases.sizes.size() > MAX_REPEATED_VALUES) {
      problems.add(
          Place.of(file, 0),
          "the aliases of the file stand for more than %d values".formatted(MAX_REPEATED_VALUES),
          "Write the values out.");
      return false;
    }
    return true;
  }

  /** How many values a node stands for; the depth of a file is bounded by its reader. */
  private long size(Node node) {
    Long known = sizes.putIfAbsent(node, OPEN);
    if (known != null) {
      if (known == OPEN) {
        holdsItself = node;
        return 0;
      }
      return known;
    }
    long size = 1;
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        size = sum(size, size(item));
      }
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple pair : mapping.getValue()) {
        size = sum(size, sum(size(pair.getKeyNode()), size(pair.getValueNode())));
      }
    }
    sizes.put(node, size);
    return size;
  }

  private static long sum(long left, long right) {
    return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
  }
}

package dev.assay.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read key by key.
 *
 * <p>A fault is reported where it is found and a harmless value is handed on, so that one reading
 * finds every fault of a file; whoever builds something from the values first asks {@link Problems}
 * whether there were any. A scalar is what its author typed: 1.10 stays 1.10, 012 stays 012 and yes
 * stays yes until a reader asks for a type. The keys that were asked for are the known ones; {@link
 * #refuseUnknownKeys} reports the others.
 */
public final class Section {
  private final Place place;
  private final Problems problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Place> keyPlaces = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  private Section(Place place, Problems problems) {
    this.place = place;
    this.problems = problems;
  }

  static Section empty(Place place, Problems problems) {
    return new Section(place, problems);
  }

  static Section of(MappingNode mapping, String file, Problems problems) {
    Section section = new Section(placeOf(mapping, file), problems);
    for (NodeTuple pair : mapping.getValue()) {
      Place keyPlace = placeOf(pair.getKeyNode(), file);
      if (!(pair.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyPlace, "a key is not plain text", "Write it as 'name: value'.");
      } else if (section.values.containsKey(key.getValue())) {
        problems.add(
            keyPlace,
            "'%s' stands here again".formatted(key.getValue()),
            "It stands first at line %d; keep one of the two."
                .formatted(section.placeOf(key.getValue()).line()));
      } else {
        section.values.put(key.getValue(), pair.getValueNode());
        section.keyPlaces.put(key.getValue(), keyPlace);
      }
    }
    return section;
  }

  private static Place placeOf(Node node, String file) {
    return new Place(file, node.getStartMark().getLine() + 1);
  }

  /** Where this mapping begins. */
  public Place place() {
    return place;
  }

  /** Where a key stands, or where the mapping begins when the key is absent. */
  public Place placeOf(String key) {
    return keyPlaces.getOrDefault(key, place);
  }

  /**
   * Where a line of the text under a key stands, counted from 1. Only a literal block ({@code |})
   * and a text on one line have lines of their own; any other text stands where it begins.
   */
  public Place placeInText(String key, int line) {
    Node value = values.get(key);
    if (!(value instanceof ScalarNode scalar)) {
      return placeOf(key);
    }
    int begin = scalar.getStartMark().getLine() + 1;
    boolean literal = scalar.getScalarStyle() == ScalarStyle.LITERAL;
    return new Place(place.name(), literal ? begin + line : begin);
  }

  /** Whether nothing stands here, or nothing that could be read. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether a key stands here with a value, be it of the wrong type. */
  public boolean has(String key) {
    return value(key).isPresent();
  }

  /**
   * The keys in file order, for mappings whose keys are the user's own names; asking for them makes
   * them known.
   */
  public List<String> keys() {
    asked.addAll(values.keySet());
    return List.copyOf(values.keySet());
  }

  /** Reports a fault of the value of a key, with the line on which it stands. */
  public void problem(String key, String what, String mend) {
    problems.add(placeOf(key), what, mend);
  }

  public Optional<String> text(String key) {
    return value(key).flatMap(node -> scalar(key, node, "text"));
  }

  /**
   * The text of a key that must be there and not blank; an empty one is handed on where it is not.
   */
  public String requiredText(String key) {
    return required(key, text(key).filter(text -> missingIfBlank(key, text)), "");
  }

  public Optional<Integer> wholeNumber(String key) {
    return parsed(key, "a whole number", Integer::valueOf);
  }

  public Optional<Long> longNumber(String key) {
    return parsed(key, "a whole number", Long::valueOf);
  }

  /** A decimal as it was typed, digit for digit. */
  public Optional<BigDecimal> decimal(String key) {
    return parsed(key, "a decimal number", BigDecimal::new);
  }

  public Optional<Boolean> flag(String key) {
    return parsed(
        key,
        "true or false",
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(text);
          }
          return text.equals("true");
        });
  }

  /** One of few: the constants of an enum, written in kebab-case. */
  public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    return text(key).flatMap(text -> constant(key, text, type));
  }

  private <E extends Enum<E>> Optional<E> constant(String key, String text, Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants())
        .forEach(
            each -> constants.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), each));
    if (!constants.containsKey(text)) {
      problem(
          key,
          "'%s' is '%s'".formatted(key, text),
          Closest.hint(text, "values", constants.keySet()));
    }
    return Optional.ofNullable(constants.get(text));
  }

  /**
   * A list of constants of an enum, written in kebab-case; wrong ones are reported and left out.
   */
  public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    return texts(key).stream().flatMap(text -> constant(key, text, type).stream()).toList();
  }

  /** A list of texts; a single text counts as a list of one; an absent key as an empty list. */
  public List<String> texts(String key) {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    List<Node> items =
        value.get() instanceof SequenceNode sequence ? sequence.getValue() : List.of(value.get());
    return items.stream().flatMap(item -> scalar(key, item, "a list of texts").stream()).toList();
  }

  /** The mapping under a key. */
  public Optional<Section> section(String key) {
    return value(key).flatMap(node -> mapping(key, node));
  }

  /** The mapping under a key that must be there; an empty one is handed on where it is not. */
  public Section requiredSection(String key) {
    return required(key, section(key), empty(placeOf(key), problems));
  }

  /** A list of mappings; an absent key counts as an empty list. */
  public List<Section> sections(String key) {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof SequenceNode sequence)) {
      wrongType(key, value.get(), "a list");
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    sequence.getValue().forEach(item -> mapping(key, item).ifPresent(sections::add));
    return sections;
  }

  /**
   * Whatever stands under a key, as JSON, for values whose shape is not ours to define, such as a
   * JSON schema.
   */
  public Optional<JsonNode> json(String key) {
    Optional<Node> value = value(key);
    value.ifPresent(this::reportRepeatedKeys);
    return value.map(YamlJson::of);
  }

  private void reportRepeatedKeys(Node node) {
    if (node instanceof MappingNode mapping) {
      of(mapping, place.name(), problems).values.values().forEach(this::reportRepeatedKeys);
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::reportRepeatedKeys);
    }
  }

  /** Reports each key that no reader asked for, with the closest one that was. */
  public void refuseUnknownKeys() {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        problem(
            key,
            "'%s' is not a known setting here".formatted(key),
            Closest.hint(key, "settings", asked));
      }
    }
  }

  private Optional<Node> value(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key)).filter(node -> !YamlJson.isNull(node));
  }

  private boolean missingIfBlank(String key, String text) {
    if (text.isBlank()) {
      problem(key, "'%s' is blank".formatted(key), "Give it a value.");
    }
    return true;
  }

  private <T> T required(String key, Optional<T> value, T harmless) {
    if (value.isEmpty() && !has(key)) {
      problem(key, "'%s' is missing".formatted(key), "Add '%s:'.".formatted(key));
    }
    return value.orElse(harmless);
  }

  private <T> Optional<T> parsed(String key, String expected, Function<String, T> parser) {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text = scalar(key, value.get(), expected);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException notOfThatType) {
      wrongType(key, value.get(), expected);
      return Optional.empty();
    }
  }

  private Optional<String> scalar(String key, Node node, String expected) {
    if (node instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    wrongType(key, node, expected);
    return Optional.empty();
  }

  private Optional<Section> mapping(String key, Node node) {
    if (node instanceof MappingNode mapping) {
      return Optional.of(of(mapping, place.name(), problems));
    }
    wrongType(key, node, "a mapping of settings");
    return Optional.empty();
  }

  private void wrongType(String key, Node node, String expected) {
    problems.add(
        placeOf(node, place.name()),
        "'%s' is %s, expected %s".formatted(key, described(node), expected),
        "");
  }

  private static String described(Node node) {
    if (node instanceof ScalarNode scalar) {
      return "'" + scalar.getValue().lines().findFirst().orElse("") + "'";
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  @Override
  public String toString() {
    return place + values.keySet().stream().collect(Collectors.joining(", ", " {", "}"));
  }
}

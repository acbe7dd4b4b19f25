package dev.assay.intake;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Somebody's books that can be imported, with the forms that an export of them has. */
public final class BookSource {
  private final String name;
  private final String system;
  private final String summary;
  private final List<String> examples;
  private final Set<Said> takes;
  private final Function<Map<Said, String>, List<Layout>> layouts;

  BookSource(
      String name,
      String system,
      String summary,
      List<String> examples,
      Set<Said> takes,
      Function<Map<Said, String>, List<Layout>> layouts) {
    this.name = requireNonNull(name, "name");
    this.system = system;
    this.summary = requireNonNull(summary, "summary");
    this.examples = List.copyOf(examples);
    this.takes = Set.copyOf(takes);
    this.layouts = requireNonNull(layouts, "layouts");
  }

  /** As a user names it. */
  public String name() {
    return name;
  }

  /** Whose books they are; null where the user says it. */
  String system() {
    return system;
  }

  /** What an import of it does, as a sentence. */
  public String summary() {
    return summary;
  }

  /** What follows {@code assay import NAME} in its help. */
  public List<String> examples() {
    return examples;
  }

  /** What a user may say of them. */
  public Set<Said> takes() {
    return takes;
  }

  /** The forms that an export has, by what was said of it; the first that fits is meant. */
  List<Layout> layouts(Map<Said, String> said) {
    return layouts.apply(said);
  }

  /** Every source there is, in the order of a list for readers. */
  public static List<BookSource> all() {
    return List.of(
        OpenRouterBooks.LOGS,
        OpenRouterBooks.ACTIVITY,
        OpenRouterBooks.KEYS,
        ChargeBooks.PURCHASES,
        ChargeBooks.INVOICE,
        LiteLlmBooks.SPEND,
        ProviderBooks.OPENAI_USAGE,
        ProviderBooks.OPENAI_COSTS,
        ProviderBooks.ANTHROPIC_USAGE,
        ProviderBooks.ANTHROPIC_COSTS,
        GenericBooks.USAGE);
  }
}

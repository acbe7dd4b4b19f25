package dev.assay.catalog;

import dev.assay.catalog.Listing.ListedEndpoint;
import dev.assay.catalog.Listing.ListedModel;
import dev.assay.catalog.PriceTimeline.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a listing as a snapshot, a catalog file made to be reviewed: the same listing is the same
 * text, and what changed is what a diff of two of them shows.
 */
public final class SnapshotFile {
  private final StringBuilder text = new StringBuilder();

  private SnapshotFile() {}

  /**
   * The text of a snapshot.
   *
   * @param origin whose listing it is
   */
  public static String text(Listing listing, String origin, Instant takenAt) {
    return new SnapshotFile().write(listing.sorted(), origin, takenAt);
  }

  private String write(Listing listing, String origin, Instant takenAt) {
    text.append(
        """
        # Written by 'assay catalog sync'. Review what changed before it is committed; what is known better
        # stands in a curated file beside it. Prices are US dollars per million tokens, or per piece.
        """);
    line(0, "version", quoted(listing.version()));
    text.append("snapshot:\n");
    line(1, "of", quoted(origin));
    line(1, "taken-at", quoted(takenAt.truncatedTo(ChronoUnit.SECONDS).toString()));
    text.append("\nmodels:\n");
    listing.models().forEach(this::model);
    return text.toString();
  }

  private void model(ListedModel model) {
    text.append("  - id: ").append(quoted(model.id())).append('\n');
    facts(2, model.facts());
    prices(2, "list-prices", model.listPrices());
    if (!model.endpoints().isEmpty()) {
      text.append("    endpoints:\n");
      model.endpoints().forEach(this::endpoint);
    }
  }

  private void endpoint(ListedEndpoint endpoint) {
    text.append("      - provider: ")
        .append(quoted(endpoint.facts().text(Fact.PROVIDER).orElse(endpoint.tag())))
        .append('\n');
    line(4, "tag", quoted(endpoint.tag()));
    facts(4, endpoint.facts());
    prices(4, "prices", endpoint.prices());
  }

  private void facts(int depth, Facts facts) {
    facts.forEach(
        (fact, stated) -> {
          switch (fact) {
            case PROVIDER, MAY_TRAIN, ZERO_RETENTION, FIRST_TOKEN_MILLIS, TOKENS_PER_SECOND -> {}
            default ->
                line(
                    depth,
                    fact.word(),
                    fact.type() == List.class ? list(facts.words(fact)) : quoted(stated));
          }
        });
    together(depth, "data-policy", facts, Fact.MAY_TRAIN, Fact.ZERO_RETENTION);
    together(depth, "pace", facts, Fact.FIRST_TOKEN_MILLIS, Fact.TOKENS_PER_SECOND);
  }

  private void together(int depth, String key, Facts facts, Fact... parts) {
    String stated =
        Stream.of(parts)
            .filter(facts::isStated)
            .map(fact -> "%s: %s".formatted(fact.word(), facts.text(fact).orElseThrow()))
            .collect(Collectors.joining(", "));
    if (!stated.isEmpty()) {
      line(depth, key, "{" + stated + "}");
    }
  }

  private static String list(Set<String> words) {
    return words.stream()
        .sorted()
        .map(SnapshotFile::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private void prices(int depth, String key, PriceTimeline prices) {
    if (prices.isEmpty()) {
      return;
    }
    text.append("  ".repeat(depth)).append(key).append(":\n");
    prices.entries().forEach(entry -> entry(depth + 1, entry));
  }

  private void entry(int depth, Entry entry) {
    text.append("  ".repeat(depth)).append("- valid-from: ").append(entry.validFrom()).append('\n');
    if (entry.price() == null) {
      line(depth + 1, "not-priceable", quoted(entry.notPriceable()));
      return;
    }
    TokenPrice price = entry.price();
    rates(depth + 1, price.listed());
    if (price.discount().signum() != 0) {
      line(depth + 1, "discount", price.discount().toPlainString());
    }
    if (!price.overrides().isEmpty()) {
      text.append("  ".repeat(depth + 1)).append("overrides:\n");
      price.overrides().forEach(override -> override(depth + 2, override));
    }
  }

  private void override(int depth, PriceOverride override) {
    String first =
        override.abovePromptTokens() == null
            ? ""
            : "above-prompt-tokens: %d\n".formatted(override.abovePromptTokens());
    String hours =
        override.hasHours()
            ? "from-utc: \"%s\"\nuntil-utc: \"%s\"\n".formatted(override.from(), override.until())
            : "";
    String indented =
        (first + hours)
            .lines()
            .map(each -> "  ".repeat(depth + 1) + each + "\n")
            .collect(Collectors.joining());
    text.append("  ".repeat(depth)).append("- ").append(indented.stripLeading());
    rates(depth + 1, override.rates());
  }

  private void rates(int depth, Rates rates) {
    String perToken =
        rates.stated().entrySet().stream()
            .filter(each -> each.getKey().isPerToken())
            .map(SnapshotFile::stated)
            .collect(Collectors.joining(", "));
    line(depth, "usd-per-million", "{" + perToken + "}");
    rates
        .stated()
        .forEach(
            (part, amount) -> {
              if (!part.isPerToken()) {
                line(depth, "usd-per-" + part.word(), amount.toPlainString());
              }
            });
  }

  private static String stated(Map.Entry<PriceClass, BigDecimal> rate) {
    return "%s: %s".formatted(rate.getKey().word(), rate.getValue().toPlainString());
  }

  private void line(int depth, String key, String value) {
    text.append("  ".repeat(depth)).append(key).append(": ").append(value).append('\n');
  }

  /** As it is where YAML reads it as the same text, else in quotes. */
  private static String quoted(String value) {
    boolean plain = value.matches("[A-Za-z0-9][A-Za-z0-9 ./_@+()-]*[A-Za-z0-9)]|[A-Za-z0-9]");
    if (plain && !value.equalsIgnoreCase("null")) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      if (each == '"' || each == '\\') {
        quoted.append('\\').append(each);
      } else if (each < ' ' || each > '~') {
        quoted.append("\\u%04x".formatted((int) each));
      } else {
        quoted.append(each);
      }
    }
    return quoted.append('"').toString();
  }
}

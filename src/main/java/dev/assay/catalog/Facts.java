package dev.assay.catalog;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** What is stated of one model or endpoint; what is not in here is not known. */
public final class Facts implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final Facts NONE = new Facts(Map.of());

  private final Map<Fact, Object> stated;

  private Facts(Map<Fact, Object> stated) {
    EnumMap<Fact, Object> copy = new EnumMap<>(Fact.class);
    copy.putAll(stated);
    this.stated = Collections.unmodifiableMap(copy);
  }

  /** Gathers facts; an absent value states nothing. */
  public static final class Builder {
    private final Map<Fact, Object> stated = new EnumMap<>(Fact.class);

    public Builder put(Fact fact, Object value) {
      if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
        Object sorted =
            value instanceof List<?> list
                ? list.stream().map(Facts::text).distinct().sorted().toList()
                : fact.type().cast(value);
        stated.put(fact, sorted);
      }
      return this;
    }

    public Builder put(Fact fact, Optional<?> value) {
      return put(fact, value.orElse(null));
    }

    public Facts facts() {
      return new Facts(stated);
    }
  }

  public boolean isStated(Fact fact) {
    return stated.containsKey(fact);
  }

  public <T> Optional<T> value(Fact fact, Class<T> type) {
    return Optional.ofNullable(stated.get(fact)).map(type::cast);
  }

  /** A list of words; empty where nothing is stated. */
  Set<String> words(Fact fact) {
    return value(fact, List.class).map(Facts::texts).orElse(Set.of());
  }

  private static Set<String> texts(List<?> list) {
    return list.stream().map(String.class::cast).collect(Collectors.toSet());
  }

  /** The value as a file would state it; empty where nothing is stated. */
  public Optional<String> text(Fact fact) {
    return Optional.ofNullable(stated.get(fact)).map(Facts::text);
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Facts::text).collect(Collectors.joining(", "));
    }
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }

  public void forEach(BiConsumer<Fact, String> each) {
    stated.forEach((fact, value) -> each.accept(fact, text(value)));
  }

  /** The same with what a more trusted source states, value by value. */
  Facts under(Facts trusted) {
    Map<Fact, Object> all = new EnumMap<>(Fact.class);
    all.putAll(stated);
    all.putAll(trusted.stated);
    return new Facts(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && stated.equals(facts.stated);
  }

  @Override
  public int hashCode() {
    return stated.hashCode();
  }

  @Override
  public String toString() {
    return stated.toString();
  }
}

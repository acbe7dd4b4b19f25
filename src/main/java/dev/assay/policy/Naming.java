package dev.assay.policy;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** How a name on a list covers others: a provider its endpoints, a model its variants. */
enum Naming {
  /** {@code azure} covers {@code azure/eu}. */
  PROVIDERS('/'),
  /** {@code openai/gpt-4o} covers {@code openai/gpt-4o:free}. */
  MODELS(':');

  private final char mark;

  Naming(char mark) {
    this.mark = mark;
  }

  boolean covers(Collection<String> list, String name) {
    int at = name.indexOf(mark);
    return list.contains(name) || (at > 0 && list.contains(name.substring(0, at)));
  }

  /** What both lists allow. */
  Set<String> intersection(Collection<String> one, Collection<String> other) {
    Set<String> both = new TreeSet<>();
    one.stream().filter(name -> covers(other, name)).forEach(both::add);
    other.stream().filter(name -> covers(one, name)).forEach(both::add);
    return both;
  }
}

package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.money.UsdPerMillion;
import dev.assay.policy.CallRules.Modality;
import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an organisation, a workspace, a member or a key demands of every call, and what several of
 * them demand together. Null means no demand.
 *
 * @param ignoredModels never these, whoever allows them; likewise ignoredProviders
 * @param zeroRetention groups of models whose prompts nobody may keep
 * @param trainingDenied that nobody may learn from prompts; never false
 * @param regions the gateway's own regions that may be asked
 * @param sensitive what becomes of a prompt in which something sensitive is found, by what it is
 * @param limits each for itself
 */
public record Guardrail(
    Sourced<Set<String>> allowedModels,
    Sourced<Set<String>> ignoredModels,
    Sourced<Set<String>> allowedProviders,
    Sourced<Set<String>> ignoredProviders,
    Sourced<Set<String>> zeroRetention,
    Sourced<Boolean> trainingDenied,
    Sourced<Set<String>> regions,
    Sourced<UsdPerMillion> maxPrompt,
    Sourced<UsdPerMillion> maxCompletion,
    Sourced<Set<Modality>> forbiddenModalities,
    Map<String, Sourced<Filter>> sensitive,
    List<SpendLimit> limits)
    implements Serializable {

  /** Demands nothing. */
  public static final Guardrail NONE =
      new Guardrail(
          null, null, null, null, null, null, null, null, null, null, Map.of(), List.of());

  /** What the gateway does with a prompt in which a filter finds something; the stricter first. */
  public enum Filter {
    BLOCK,
    REDACT
  }

  public Guardrail {
    sensitive = Collections.unmodifiableMap(new TreeMap<>(sensitive));
    limits = List.copyOf(requireNonNull(limits, "limits"));
  }

  /** Demands nothing but that these budgets are kept. */
  static Guardrail of(List<SpendLimit> limits) {
    return new Guardrail(
        null, null, null, null, null, null, null, null, null, null, Map.of(), limits);
  }

  /**
   * What both demand: allow-lists intersect, what is ignored, filtered, forbidden or not to be kept
   * adds up, the lower price cap holds, and every budget stays a budget of its own.
   */
  public Guardrail and(Guardrail other) {
    return new Guardrail(
        Sourced.merged(allowedModels, other.allowedModels, Naming.MODELS::intersection),
        Sourced.merged(ignoredModels, other.ignoredModels, Guardrail::union),
        Sourced.merged(allowedProviders, other.allowedProviders, Naming.PROVIDERS::intersection),
        Sourced.merged(ignoredProviders, other.ignoredProviders, Guardrail::union),
        Sourced.merged(zeroRetention, other.zeroRetention, Guardrail::union),
        Sourced.merged(trainingDenied, other.trainingDenied, Boolean::logicalOr),
        Sourced.merged(regions, other.regions, Guardrail::common),
        Sourced.lesser(maxPrompt, other.maxPrompt),
        Sourced.lesser(maxCompletion, other.maxCompletion),
        Sourced.merged(forbiddenModalities, other.forbiddenModalities, Guardrail::union),
        stricter(sensitive, other.sensitive),
        Stream.concat(limits.stream(), other.limits.stream())
            .distinct()
            .sorted(
                Comparator.comparing(SpendLimit::holder)
                    .thenComparing(SpendLimit::reset)
                    .thenComparing(SpendLimit::usd)
                    .thenComparing(limit -> limit.place().toString()))
            .toList());
  }

  private static <T extends Comparable<T>> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  private static Set<String> common(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.retainAll(other);
    return both;
  }

  private static Map<String, Sourced<Filter>> stricter(
      Map<String, Sourced<Filter>> one, Map<String, Sourced<Filter>> other) {
    Map<String, Sourced<Filter>> all = new TreeMap<>(one);
    other.forEach((found, filter) -> all.merge(found, filter, Sourced::lesser));
    return all;
  }
}

package dev.assay.policy;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import dev.assay.policy.RoutePolicy.DataCollection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which endpoints of a model a policy leaves, and why the others fell out.
 *
 * @param remaining in catalog order
 */
public record Eligibility(List<Endpoint> remaining, List<Excluded> excluded) {

  /**
   * An endpoint that may not be asked, with the reason in a few words, e.g. {@code "provider not in
   * 'only'"}.
   *
   * @param setting of the policy, which it breaks; null where it is not the policy's doing
   */
  public record Excluded(Endpoint endpoint, String setting, String reason) {
    @Override
    public String toString() {
      return "%s: %s".formatted(endpoint.tag(), reason);
    }
  }

  private record Reason(String setting, String words) {}

  public Eligibility {
    remaining = List.copyOf(remaining);
    excluded = List.copyOf(excluded);
  }

  /**
   * Puts each endpoint of a model to the policy; the first rule it breaks is the reason given.
   *
   * @param day whose prices hold
   * @param required what the call's parameters ask an endpoint to know
   * @param tokens prompt and output together; 0 where any context will do
   */
  public static Eligibility of(
      Model model, RoutePolicy policy, LocalDate day, Set<Capability> required, long tokens) {
    List<Endpoint> remaining = new ArrayList<>();
    List<Excluded> excluded = new ArrayList<>();
    for (Endpoint endpoint : model.endpoints()) {
      whyNotAtAll(model, policy)
          .or(() -> whyNot(endpoint, policy, day, required, tokens))
          .ifPresentOrElse(
              reason -> excluded.add(new Excluded(endpoint, reason.setting(), reason.words())),
              () -> remaining.add(endpoint));
    }
    return new Eligibility(remaining, excluded);
  }

  private static Optional<Reason> whyNotAtAll(Model model, RoutePolicy policy) {
    List<String> forbidden = policy.rules().forbiddenOf(model);
    return forbidden.isEmpty()
        ? Optional.empty()
        : because("forbid-modalities", "puts out " + String.join(", ", forbidden));
  }

  private static Optional<Reason> whyNot(
      Endpoint endpoint, RoutePolicy policy, LocalDate day, Set<Capability> required, long tokens) {
    return whyNotChosen(endpoint, policy)
        .or(() -> whyNotTrusted(endpoint, policy))
        .or(() -> whyNotPaid(endpoint, policy, day))
        .or(() -> whyNotAble(endpoint, policy, required, tokens));
  }

  private static Optional<Reason> whyNotChosen(Endpoint endpoint, RoutePolicy policy) {
    if (!policy.only().isEmpty() && !isNamed(endpoint, policy.only())) {
      return because("only", "provider not in 'only'");
    }
    if (isNamed(endpoint, policy.ignore())) {
      return because("ignore", "provider in 'ignore'");
    }
    if (!policy.allowFallbacks()
        && !policy.order().isEmpty()
        && !isNamed(endpoint, policy.order())) {
      return because("allow-fallbacks", "provider not in 'order', and fallbacks are off");
    }
    return Optional.empty();
  }

  private static Optional<Reason> because(String setting, String words) {
    return Optional.of(new Reason(setting, words));
  }

  /** A policy may name a provider, or one endpoint of it by tag. */
  private static boolean isNamed(Endpoint endpoint, List<String> names) {
    return names.contains(endpoint.provider()) || names.contains(endpoint.tag());
  }

  private static Optional<Reason> whyNotTrusted(Endpoint endpoint, RoutePolicy policy) {
    // an in-region gateway reaches only what runs in that region; the global one reaches all
    if (!policy.region().equals("global") && !policy.region().equals(endpoint.region())) {
      return because(
          "region", "runs in '%s', not in '%s'".formatted(endpoint.region(), policy.region()));
    }
    if (policy.dataCollection() == DataCollection.DENY && endpoint.dataPolicy().mayTrain()) {
      return because("data-collection", "may train on prompts");
    }
    if (policy.zeroRetention() && !endpoint.dataPolicy().zeroRetention()) {
      return because("zero-retention", "keeps prompts");
    }
    if (!policy.quantizations().isEmpty()
        && !policy.quantizations().contains(endpoint.quantization())) {
      return because("quantizations", "quantization '%s'".formatted(endpoint.quantization()));
    }
    return Optional.empty();
  }

  private static Optional<Reason> whyNotPaid(Endpoint endpoint, RoutePolicy policy, LocalDate day) {
    Optional<TokenPrice> price = endpoint.priceOn(day);
    if (price.isEmpty()) {
      return because(null, endpoint.whyNoPriceOn(day));
    }
    if (policy.maxPrice() == null) {
      return Optional.empty();
    }
    if (price.get().input().compareTo(policy.maxPrice().prompt()) > 0) {
      return because(
          "max-price",
          "input at %s is dearer than max-price %s"
              .formatted(price.get().input(), policy.maxPrice().prompt()));
    }
    if (price.get().output().compareTo(policy.maxPrice().completion()) > 0) {
      return because(
          "max-price",
          "output at %s is dearer than max-price %s"
              .formatted(price.get().output(), policy.maxPrice().completion()));
    }
    return Optional.empty();
  }

  private static Optional<Reason> whyNotAble(
      Endpoint endpoint, RoutePolicy policy, Set<Capability> required, long tokens) {
    if (policy.requireParameters() && !endpoint.capabilities().containsAll(required)) {
      String missing =
          required.stream()
              .filter(each -> !endpoint.capabilities().contains(each))
              .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .sorted()
              .collect(Collectors.joining(", "));
      return because("require-parameters", "does not know " + missing);
    }
    if (tokens > endpoint.contextTokens()) {
      return because(
          null,
          String.format(
              Locale.ROOT,
              "context of %,d is too small for %,d tokens",
              endpoint.contextTokens(),
              tokens));
    }
    return Optional.empty();
  }
}

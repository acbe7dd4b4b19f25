package dev.assay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Model;
import dev.assay.job.Arm;
import dev.assay.job.Job;
import dev.assay.policy.CallRules;
import dev.assay.policy.Eligibility;
import dev.assay.policy.Guardrail;
import dev.assay.policy.RouteDetails;
import dev.assay.policy.RouteDetails.Percentiles;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.Sourced;
import dev.assay.policy.SpendLimit;
import dev.assay.problem.Place;
import dev.assay.report.Table;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Under what an arm is asked, as a table: each value with where it was written, each budget, and
 * each endpoint with why it fell out.
 */
final class PolicyExplanation {
  private static final String DEFAULT = "default";

  private final Job job;
  private final Arm arm;
  private final RoutePolicy policy;
  private final List<List<Object>> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean leavesAnEndpoint;

  PolicyExplanation(Job job, Arm arm, Catalog catalog, LocalDate day) {
    this.job = job;
    this.arm = arm;
    this.policy = arm.policy();
    settings();
    floor();
    Stream.concat(Stream.of(arm.candidate().model()), policy.fallbackModels().stream())
        .forEach(model -> endpoints(model, catalog, day));
    remarks();
  }

  /** Whether the arm's model, or one it falls back to, can be asked at all. */
  boolean leavesAnEndpoint() {
    return leavesAnEndpoint || !arm.isReproducible();
  }

  Table table() {
    return new Table(
        "Arm '%s' asks %s under policy '%s'"
            .formatted(arm.name(), arm.candidate().model(), policy.name()),
        List.of(
            new Table.Column("part", "policy, guardrail, budget or endpoint"),
            new Table.Column("name", "the setting, whose budget, or the endpoint by its tag"),
            new Table.Column("value", "what holds"),
            new Table.Column("from", "where it was written")),
        rows,
        notes);
  }

  private void settings() {
    RouteDetails details = policy.details();
    CallRules rules = policy.rules();
    setting("region", policy.region());
    setting("order", listed(policy.order()));
    setting("only", listed(policy.only()));
    setting("ignore", listed(policy.ignore()));
    setting("allow-fallbacks", policy.allowFallbacks());
    setting("require-parameters", policy.requireParameters());
    setting("data-collection", word(policy.dataCollection()));
    setting("zero-retention", policy.zeroRetention());
    setting("distillable-only", details.distillableOnly());
    setting("quantizations", listed(policy.quantizations()));
    setting("sort", word(policy.sort()));
    setting("sort-across", word(details.sortAcross()));
    setting("preferred-min-throughput-tokens-per-second", bounds(details.minThroughput()));
    setting("preferred-max-latency-seconds", bounds(details.maxLatency()));
    setting("max-price", maxPrice());
    setting("uncapped", policy.uncappedReason());
    setting("fallback-mode", word(policy.fallbackMode()));
    setting("fallback-models", listed(policy.fallbackModels()));
    setting("direct-fallback", policy.directFallback() != DirectFallback.NEVER);
    setting("response-cache-seconds", seconds(details.responseCache()));
    setting("transports", listed(rules.transports().stream().map(each -> each.word()).toList()));
    setting(
        "forbid-modalities",
        listed(rules.forbiddenModalities().stream().map(each -> each.word()).toList()));
    setting(
        "preset",
        rules.preset() == null
            ? null
            : rules.preset().name() + " version " + rules.preset().version());
    setting("retry", rules.maxAttempts() == null ? null : "max-attempts " + rules.maxAttempts());
    setting("timeouts", timeouts(rules));
  }

  /** What nobody states and nothing follows from is left out. */
  private void setting(String name, Object value) {
    if (value != null) {
      rows.add(
          Arrays.asList(
              "policy",
              name,
              value.toString(),
              policy.states(name) ? where(policy.originsOf(name)) : DEFAULT));
    }
  }

  private static String where(List<Place> places) {
    return places.stream().map(Place::toString).collect(Collectors.joining(", "));
  }

  private static String listed(Collection<String> names) {
    return names.isEmpty() ? null : String.join(", ", names);
  }

  private static String word(Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String seconds(Duration duration) {
    return duration == null
        ? null
        : BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  private static String bounds(Percentiles bounds) {
    if (bounds == null) {
      return null;
    }
    StringJoiner stated = new StringJoiner(", ");
    addBound(stated, "p50", bounds.p50());
    addBound(stated, "p75", bounds.p75());
    addBound(stated, "p90", bounds.p90());
    addBound(stated, "p99", bounds.p99());
    return stated.toString();
  }

  private static void addBound(StringJoiner stated, String name, Object bound) {
    if (bound != null) {
      stated.add(name + " " + bound);
    }
  }

  private String maxPrice() {
    StringJoiner caps = new StringJoiner(", ").setEmptyValue("");
    if (policy.maxPrice() != null) {
      addBound(caps, "prompt", policy.maxPrice().prompt());
      addBound(caps, "completion", policy.maxPrice().completion());
    }
    policy.details().maxUnitPrices().forEach((unit, usd) -> addBound(caps, unit, usd));
    return caps.length() == 0 ? null : caps.toString();
  }

  private static String timeouts(CallRules rules) {
    StringJoiner stated = new StringJoiner(", ").setEmptyValue("");
    addBound(stated, "first-token-seconds", seconds(rules.firstToken()));
    addBound(stated, "idle-seconds", seconds(rules.idle()));
    addBound(stated, "total-seconds", seconds(rules.total()));
    return stated.length() == 0 ? null : stated.toString();
  }

  private void floor() {
    Guardrail floor = job.floor();
    demand("allowed-models", floor.allowedModels());
    demand("ignored-models", floor.ignoredModels());
    floor
        .sensitive()
        .forEach(
            (found, filter) ->
                rows.add(
                    List.of(
                        "guardrail",
                        "sensitive-information." + found,
                        word(filter.value()),
                        filter.where())));
    for (SpendLimit limit : floor.limits()) {
      rows.add(
          List.of(
              "budget",
              limit.holder(),
              "%s USD %s".formatted(limit.usd(), word(limit.reset())),
              limit.place().toString()));
    }
  }

  private void demand(String name, Sourced<? extends Collection<String>> demand) {
    if (demand != null) {
      rows.add(List.of("guardrail", name, listed(demand.value()), demand.where()));
    }
  }

  private void endpoints(String id, Catalog catalog, LocalDate day) {
    Model model = catalog.model(id).orElse(null);
    if (model == null) {
      notes.add("The catalog does not know '%s', so its endpoints are not known.".formatted(id));
      return;
    }
    Eligibility eligibility =
        Eligibility.of(model, policy, day, arm.candidate().parameters().requiredCapabilities(), 0);
    for (Endpoint endpoint : eligibility.remaining()) {
      leavesAnEndpoint = true;
      rows.add(Arrays.asList("endpoint", named(id, endpoint), "remains", null));
    }
    for (Eligibility.Excluded each : eligibility.excluded()) {
      rows.add(
          Arrays.asList(
              "endpoint",
              named(id, each.endpoint()),
              "out: " + each.reason(),
              each.setting() == null
                  ? null
                  : policy.states(each.setting())
                      ? where(policy.originsOf(each.setting()))
                      : DEFAULT));
    }
    if (eligibility.remaining().isEmpty()) {
      notes.add("No endpoint of '%s' is left.".formatted(id));
    }
  }

  private String named(String model, Endpoint endpoint) {
    return policy.fallbackModels().isEmpty()
        ? endpoint.tag()
        : "%s at %s".formatted(model, endpoint.tag());
  }

  private void remarks() {
    if (!arm.isReproducible()) {
      notes.add(
          "Not reproducible: '%s' leaves it to the gateway which model answers, so it can be no incumbent and no baseline."
              .formatted(arm.candidate().model()));
    }
    JsonNode plugins = arm.candidate().parameters().plugins();
    if (policy.zeroRetention() && plugins != null && !plugins.isEmpty()) {
      notes.add(
          "Zero retention binds providers only: what the plugins of this arm send elsewhere is outside of it.");
    }
  }
}

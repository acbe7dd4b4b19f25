package dev.assay.policy;

import dev.assay.money.UsdPerMillion;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads one route policy; it is named as its file is. */
public final class PolicyFile {
  static final String EXTENSION = ".yaml";

  private static final List<String> REGIONS = List.of("global", "eu", "us");

  private static final List<String> QUANTIZATIONS =
      List.of(
          "int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32",
          "unknown");

  private PolicyFile() {}

  /** The policy, or nothing and every fault of the file. */
  public static Optional<RoutePolicy> read(Path file, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    String fileName = file.getFileName().toString();
    String name =
        fileName.endsWith(EXTENSION)
            ? fileName.substring(0, fileName.length() - EXTENSION.length())
            : fileName;
    RoutePolicy policy = policy(name, root);
    root.refuseUnknownKeys();
    Map<String, List<Place>> origins = new TreeMap<>();
    root.keys().forEach(key -> origins.put(key, List.of(root.placeOf(key))));
    return problems.count() > before ? Optional.empty() : Optional.of(policy.from(origins));
  }

  private static RoutePolicy policy(String name, Section root) {
    String description = root.requiredText("description");
    String region = oneOf(root, "region", REGIONS, root.text("region").orElse("global"));
    List<String> order = root.texts("order");
    List<String> only = root.texts("only");
    List<String> ignore = root.texts("ignore");
    refuseContradiction(root, only, ignore);
    boolean allowFallbacks = root.flag("allow-fallbacks").orElse(true);
    boolean requireParameters = root.flag("require-parameters").orElse(true);
    DataCollection dataCollection =
        root.choice("data-collection", DataCollection.class).orElse(null);
    boolean zeroRetention = root.flag("zero-retention").orElse(false);
    List<String> quantizations = root.texts("quantizations");
    quantizations.forEach(each -> oneOf(root, "quantizations", QUANTIZATIONS, each));
    Sort sort = root.choice("sort", Sort.class).orElse(null);
    Optional<Section> priceCap = root.section("max-price");
    MaxPrice maxPrice = priceCap.map(PolicyFile::maxPrice).orElse(null);
    RouteDetails details = RouteDetailsSection.read(root, priceCap);
    priceCap.ifPresent(Section::refuseUnknownKeys);
    String uncappedReason = root.text("uncapped").orElse(null);
    refuseUnclearCap(root);
    FallbackMode mode =
        root.choice("fallback-mode", FallbackMode.class).orElse(FallbackMode.DISABLED);
    List<String> fallbackModels = root.texts("fallback-models");
    refuseIdleFallback(root, mode, fallbackModels);
    DirectFallback directFallback =
        root.flag("direct-fallback").orElse(false)
            ? DirectFallback.WHEN_THE_GATEWAY_FAILS
            : DirectFallback.NEVER;
    CallRules rules = CallRulesSection.read(root);
    refuseUnclearTraining(root, dataCollection);
    RoutePolicy policy =
        new RoutePolicy(
            name,
            description,
            region,
            order,
            only,
            ignore,
            allowFallbacks,
            requireParameters,
            dataCollection,
            zeroRetention,
            quantizations,
            sort,
            maxPrice,
            uncappedReason,
            mode,
            fallbackModels,
            "",
            root.place(),
            details,
            directFallback,
            rules,
            Map.of());
    refuseBrokenPromise(root, policy);
    return policy;
  }

  private static String oneOf(Section root, String key, List<String> known, String value) {
    if (!known.contains(value)) {
      root.problem(key, "'%s' is '%s'".formatted(key, value), Closest.hint(value, "values", known));
    }
    return value;
  }

  private static MaxPrice maxPrice(Section stated) {
    return new MaxPrice(perMillion(stated, "prompt"), perMillion(stated, "completion"));
  }

  static UsdPerMillion perMillion(Section maxPrice, String key) {
    if (!maxPrice.has(key)) {
      maxPrice.problem(
          key,
          "'max-price' has no '%s'".formatted(key),
          "Add '%s:' in US dollars per million tokens.".formatted(key));
    }
    BigDecimal amount = maxPrice.decimal(key).orElse(BigDecimal.ZERO);
    try {
      return new UsdPerMillion(amount);
    } catch (IllegalArgumentException notAPrice) {
      maxPrice.problem(
          key,
          "'%s' is %s, expected zero or more US dollars per million tokens".formatted(key, amount),
          "");
      return new UsdPerMillion(BigDecimal.ZERO);
    }
  }

  private static void refuseUnclearCap(Section root) {
    boolean capped = root.has("max-price");
    boolean uncapped = root.text("uncapped").filter(reason -> !reason.isBlank()).isPresent();
    if (!capped && !uncapped) {
      root.problem(
          "uncapped",
          "the policy has no 'max-price'",
          "Add 'max-price: {prompt: ..., completion: ...}' in US dollars per million tokens,"
              + " or 'uncapped:' with the reason why there is none.");
    }
    if (capped && root.has("uncapped")) {
      root.problem(
          "uncapped", "the policy has both 'max-price' and 'uncapped'", "Keep one of the two.");
    }
  }

  private static void refuseUnclearTraining(Section root, DataCollection dataCollection) {
    Optional<String> reason = root.text("training-allowed");
    if (reason.filter(String::isBlank).isPresent()) {
      root.problem("training-allowed", "'training-allowed' is blank", "Say why it is.");
    }
    if (reason.isPresent() && dataCollection == DataCollection.DENY) {
      root.problem(
          "training-allowed",
          "the policy has both 'training-allowed' and 'data-collection: deny'",
          "Keep one of the two.");
    }
  }

  private static void refuseContradiction(Section root, List<String> only, List<String> ignore) {
    List<String> both = only.stream().filter(ignore::contains).toList();
    if (!both.isEmpty()) {
      root.problem(
          "ignore",
          "'only' and 'ignore' both name %s".formatted(String.join(", ", both)),
          "Keep each provider in one of the two.");
    }
  }

  private static void refuseIdleFallback(
      Section root, FallbackMode mode, List<String> fallbackModels) {
    if (mode == FallbackMode.DISABLED && !fallbackModels.isEmpty()) {
      root.problem(
          "fallback-models",
          "'fallback-models' names models, but 'fallback-mode' is disabled",
          "Set 'fallback-mode: any' or 'implicit-default-only', or remove the models.");
    }
  }

  /** Past the gateway nobody could be held to what the policy says of the data. */
  private static void refuseBrokenPromise(Section root, RoutePolicy policy) {
    if (policy.directFallback() != DirectFallback.NEVER && !policy.promises().isEmpty()) {
      root.problem(
          "direct-fallback",
          "the policy promises %s, which no provider asked directly can be held to"
              .formatted(
                  policy.promises().stream()
                      .map(DataPromise::setting)
                      .collect(Collectors.joining(", "))),
          "Remove 'direct-fallback', or the promise.");
    }
  }
}

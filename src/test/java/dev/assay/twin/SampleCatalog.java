package dev.assay.twin;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Endpoint.DataPolicy;
import dev.assay.catalog.Endpoint.Pace;
import dev.assay.catalog.Model;
import dev.assay.catalog.TokenPrice;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.problem.Place;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** A small catalog in which each endpoint differs from its neighbours in something routable. */
final class SampleCatalog {
  static final String CHAT = "openai/gpt-4o-mini";
  static final String LARGE = "anthropic/claude-sonnet-4-5";
  static final String THINKER = "deepseek/deepseek-r1";
  static final LocalDate LONG_AGO = LocalDate.of(2025, 1, 1);

  private static final Place PLACE = Place.of(Path.of("models.yaml"), 1);
  private static final Set<Capability> ALL =
      Set.of(
          Capability.TOOLS,
          Capability.JSON_OBJECT,
          Capability.JSON_SCHEMA,
          Capability.REASONING,
          Capability.VISION,
          Capability.SEED);

  private SampleCatalog() {}

  static Catalog catalog() {
    return new Catalog(
        "sample-1",
        List.of(
            model(
                CHAT,
                // dear, private, in the EU, knows everything
                endpoint("azure", "eu", "bf16", ALL, policy(false, true), 400, 90, "0.20", "0.80"),
                // in between
                endpoint(
                    "openai", "us", "bf16", ALL, policy(false, false), 300, 120, "0.15", "0.60"),
                // cheap, learns from prompts, knows no parameters
                endpoint(
                    "bargain",
                    "global",
                    "fp8",
                    Set.of(),
                    policy(true, false),
                    900,
                    40,
                    "0.10",
                    "0.40")),
            model(
                LARGE,
                endpoint(
                    "anthropic", "us", "unknown", ALL, policy(false, false), 600, 70, "3", "15"),
                endpoint(
                    "google-vertex",
                    "eu",
                    "unknown",
                    ALL,
                    policy(false, true),
                    700,
                    60,
                    "3",
                    "15")),
            model(
                THINKER,
                endpoint(
                    "deepseek",
                    "global",
                    "fp8",
                    ALL,
                    policy(true, false),
                    500,
                    50,
                    "0.55",
                    "2.19"))));
  }

  static DataPolicy policy(boolean mayTrain, boolean zeroRetention) {
    return new DataPolicy(mayTrain, zeroRetention);
  }

  static Model model(String id, Endpoint... endpoints) {
    return new Model(id, id, 128_000, List.of(endpoints), PLACE);
  }

  static Endpoint endpoint(
      String provider,
      String region,
      String quantization,
      Set<Capability> capabilities,
      DataPolicy policy,
      int firstTokenMillis,
      int tokensPerSecond,
      String input,
      String output) {
    TokenPrice price =
        new TokenPrice(
            LONG_AGO,
            UsdPerMillion.of(input),
            UsdPerMillion.of(output),
            new UsdPerMillion(UsdPerMillion.of(input).amount().movePointLeft(1)),
            null,
            null,
            Usd.ZERO);
    return new Endpoint(
        provider,
        provider + "/" + quantization,
        region,
        quantization,
        128_000,
        4_096,
        capabilities,
        policy,
        new Pace(firstTokenMillis, tokensPerSecond),
        List.of(price));
  }
}

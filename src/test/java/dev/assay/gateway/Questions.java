package dev.assay.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Preset;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.catalog.Tools;
import dev.assay.money.UsdPerMillion;
import dev.assay.plan.CallId;
import dev.assay.plan.PlannedCall;
import dev.assay.plan.Question;
import dev.assay.policy.RouteDetails;
import dev.assay.policy.RouteDetails.Percentiles;
import dev.assay.policy.RouteDetails.SortAcross;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DataCollection;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.MaxPrice;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.problem.Place;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Planned calls to ask in tests. */
final class Questions {
  static final String MODEL = "openai/gpt-4o-mini";
  static final CallId CALL = new CallId("c0ffee");

  private Questions() {}

  static PlannedCall of(String model, RoutePolicy policy, boolean defaulted) {
    return of(new Candidate(model, Parameters.NONE), policy, defaulted);
  }

  static PlannedCall of(Candidate candidate, RoutePolicy policy, boolean defaulted) {
    return of(
        new Question(
            List.of(
                new Question.Turn("system", "You sort support tickets."),
                new Question.Turn("user", "My parcel is late. \u00dcber \ud83d\udce6")),
            candidate,
            policy,
            defaulted));
  }

  private static PlannedCall of(Question question) {
    return new PlannedCall(
        CALL,
        0,
        PlannedCall.Purpose.EVAL,
        "triage",
        "1",
        "late_parcel",
        "late_parcel",
        1,
        List.of("shipping"),
        "classify",
        "small",
        question,
        null,
        null);
  }

  static PlannedCall plain() {
    return of(MODEL, policy(FallbackMode.DISABLED), false);
  }

  /** A policy that states nothing it need not. */
  static RoutePolicy policy(FallbackMode mode, String... fallbackModels) {
    return new RoutePolicy(
        "plain",
        "",
        "global",
        List.of(),
        List.of(),
        List.of(),
        true,
        true,
        null,
        false,
        List.of(),
        null,
        null,
        null,
        mode,
        List.of(fallbackModels),
        "hash",
        place());
  }

  /** A policy that states the finer points, too. */
  static RoutePolicy finePolicy() {
    RoutePolicy strict = strictPolicy("us");
    return new RoutePolicy(
        strict.name(),
        strict.description(),
        strict.region(),
        strict.order(),
        strict.only(),
        strict.ignore(),
        strict.allowFallbacks(),
        strict.requireParameters(),
        DataCollection.ALLOW,
        false,
        strict.quantizations(),
        Sort.THROUGHPUT,
        strict.maxPrice(),
        null,
        strict.fallbackMode(),
        strict.fallbackModels(),
        strict.hash(),
        strict.place(),
        new RouteDetails(
            true,
            new Percentiles(new BigDecimal("50"), null, new BigDecimal("20"), null),
            new Percentiles(new BigDecimal("1.5"), null, null, new BigDecimal("9")),
            SortAcross.NONE,
            Map.of("request", new BigDecimal("0.01"), "image", new BigDecimal("0.02")),
            Duration.ofMinutes(10)),
        DirectFallback.NEVER);
  }

  /** Everything that can be set. */
  static Parameters everyParameter() {
    return new Parameters(
        8192,
        new BigDecimal("0.2"),
        new BigDecimal("0.9"),
        7L,
        List.of("END"),
        "medium",
        json("{\"type\":\"json_object\"}"),
        new Sampling(
            40,
            new BigDecimal("0.05"),
            new BigDecimal("0.1"),
            new BigDecimal("0.5"),
            new BigDecimal("-0.5"),
            new BigDecimal("1.1"),
            Map.of("1734", new BigDecimal("-100"))),
        new Thinking(2048, true, false, "concise"),
        new Tools(
            json(
                "[{\"type\":\"function\",\"function\":{\"name\":\"find_order\",\"description\":\"Finds it.\",\"parameters\":{\"type\":\"object\"}}}]"),
            json("{\"type\":\"function\",\"function\":{\"name\":\"find_order\"}}"),
            false),
        "flex",
        new Preset("support", "3"),
        json("[{\"id\":\"web\",\"max_results\":2}]"));
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A policy that states everything it can. */
  static RoutePolicy strictPolicy(String region) {
    return new RoutePolicy(
        "strict",
        "",
        region,
        List.of("azure", "openai"),
        List.of("azure", "openai"),
        List.of("deepinfra"),
        false,
        true,
        DataCollection.DENY,
        true,
        List.of("bf16", "fp8"),
        Sort.PRICE,
        new MaxPrice(UsdPerMillion.of("0.15"), UsdPerMillion.of("0.60")),
        null,
        FallbackMode.ANY,
        List.of("anthropic/claude-sonnet-4.5"),
        "hash",
        place());
  }

  static Place place() {
    return Place.setting("a test");
  }
}

package dev.assay.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Capability;
import dev.assay.catalog.Catalog;
import dev.assay.catalog.Endpoint;
import dev.assay.catalog.Endpoint.DataPolicy;
import dev.assay.catalog.Endpoint.Pace;
import dev.assay.catalog.Model;
import dev.assay.catalog.Parameters;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.catalog.TokenPrice;
import dev.assay.catalog.Tools;
import dev.assay.job.Arm;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.job.Payer;
import dev.assay.money.Usd;
import dev.assay.money.UsdPerMillion;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.FallbackMode;
import dev.assay.policy.RoutePolicy.Sort;
import dev.assay.problem.Place;
import dev.assay.suite.Message;
import dev.assay.suite.PromptCase;
import dev.assay.suite.Suite;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Small plans, built part by part. */
final class Plans {
  static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  static final Place JOB = new Place("job.yaml", 1);
  static final GatewayTarget TWIN = new GatewayTarget("twin", "calm.yaml", null, null, JOB);

  private Plans() {}

  static PromptCase promptCase(String id, String text, int line) {
    return new PromptCase(
        id,
        id,
        null,
        List.of(),
        List.of(new Message(Message.Role.USER, text)),
        List.of(),
        null,
        "hash of " + text,
        new Place("cases.yaml", line));
  }

  static Suite suite(String name, Integer expectedOutputTokens, PromptCase... cases) {
    return suite(name, expectedOutputTokens, List.of(cases));
  }

  static Suite suite(String name, Integer expectedOutputTokens, List<PromptCase> cases) {
    return new Suite(
        name, "1", "For tests", cases, "hash", expectedOutputTokens, new Place(name + ".yaml", 1));
  }

  /** A suite of made-up prompts, no two alike. */
  static Suite suiteOf(int cases, String name) {
    return suite(
        name,
        40,
        IntStream.rangeClosed(1, cases)
            .mapToObj(i -> promptCase("case-" + i, "Ticket %d of %s?".formatted(i, name), i))
            .toList());
  }

  static Parameters capped(int maxOutputTokens) {
    return new Parameters(maxOutputTokens, null, null, null, null, null, null);
  }

  static Parameters withTools(int maxOutputTokens, JsonNode definitions) {
    return new Parameters(
        maxOutputTokens,
        null,
        null,
        null,
        null,
        null,
        null,
        Sampling.NONE,
        Thinking.NONE,
        new Tools(definitions, null, null),
        null,
        null,
        null);
  }

  static Parameters capped(int maxOutputTokens, String temperature) {
    return new Parameters(
        maxOutputTokens, new BigDecimal(temperature), null, null, null, null, null);
  }

  static RoutePolicy policy(String name, Sort sort) {
    return policy(name, sort, List.of(), FallbackMode.DISABLED, List.of());
  }

  static RoutePolicy policy(
      String name, Sort sort, List<String> only, FallbackMode mode, List<String> fallbackModels) {
    return new RoutePolicy(
        name,
        "For tests",
        "global",
        List.of(),
        only,
        List.of(),
        true,
        true,
        null,
        false,
        List.of(),
        sort,
        null,
        "a test",
        mode,
        fallbackModels,
        "hash of %s, %s, %s, %s".formatted(sort, only, mode, fallbackModels),
        new Place("policies/" + name + ".yaml", 1));
  }

  static Arm arm(String name, String model, Parameters parameters, RoutePolicy policy) {
    return new Arm(name, new Candidate(model, parameters), policy, new Place("job.yaml", 7));
  }

  static Endpoint endpoint(String tag, Integer maxOutputTokens, TokenPrice... prices) {
    return new Endpoint(
        tag,
        tag,
        "us",
        "unknown",
        8192,
        maxOutputTokens,
        Set.of(),
        new DataPolicy(false, false),
        new Pace(300, 50),
        List.of(prices));
  }

  /** The same endpoint, able to do more than plain text. */
  static Endpoint able(Endpoint plain, Capability... capabilities) {
    return new Endpoint(
        plain.provider(),
        plain.tag(),
        plain.region(),
        plain.quantization(),
        plain.contextTokens(),
        plain.maxOutputTokens(),
        Set.of(capabilities),
        plain.dataPolicy(),
        plain.pace(),
        plain.prices());
  }

  static TokenPrice price(String input, String output) {
    return TokenPrice.of(
        LocalDate.of(2026, 1, 1), UsdPerMillion.of(input), UsdPerMillion.of(output));
  }

  static Model model(String id, Endpoint... endpoints) {
    return new Model(id, id, 8192, List.of(endpoints), new Place("catalog.yaml", 1));
  }

  static Catalog catalog(Model... models) {
    return new Catalog("test-prices", List.of(models));
  }

  static Job job(int repeats, String budget, Arm... arms) {
    return job(repeats, budget, TWIN, List.of(arms));
  }

  static Job job(int repeats, String budget, GatewayTarget gateway, List<Arm> arms) {
    return new Job(
        "test",
        List.of("prompts/test"),
        "catalog.yaml",
        gateway,
        arms,
        repeats,
        Usd.of(budget),
        64,
        true,
        false,
        new BigDecimal("0.05"),
        3,
        Payer.NOBODY,
        JOB);
  }
}

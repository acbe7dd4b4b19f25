package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Parameters;
import dev.assay.plan.PlannedCall;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes over the wire, field by field, as a server sees it. */
class RequestTest {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

  @Test
  void aQuestionUnderAStrictPolicyIsSentWithAllThePolicySays() throws Exception {
    Parameters parameters =
        new Parameters(
            64,
            new BigDecimal("0.20"),
            new BigDecimal("0.9"),
            7L,
            List.of("END"),
            "low",
            Json.MAPPER.readTree("{\"type\":\"json_object\"}"));
    PlannedCall call =
        Questions.of(
            new Candidate(Questions.MODEL, parameters), Questions.strictPolicy("eu"), false);

    ScriptedServer.Request request = sent(Dialect.OPENROUTER, Delivery.STREAMED, call, 2);

    assertThat(request.firstLine()).isEqualTo("POST /eu/api/v1/chat/completions HTTP/1.1");
    isGolden(request, "openrouter-strict");
    assertThat(request.header("Authorization")).isEqualTo("Bearer key-1");
    assertThat(request.header("Accept")).isEqualTo("text/event-stream");
    assertThat(request.header("Accept-Encoding")).isNull();
    assertThat(request.header("HTTP-Referer")).isEqualTo("https://assay.dev");
    assertThat(request.header("X-OpenRouter-Title")).isEqualTo("Assay");
    assertThat(request.header("X-OpenRouter-Metadata")).isEqualTo("enabled");
    assertThat(request.header("X-OpenRouter-Cache")).isEqualTo("false");
    assertThat(request.header("X-OpenRouter-No-Prompt-Training")).isEqualTo("true");
    assertThat(request.header("Idempotency-Key")).isEqualTo("run-1.c0ffee.2");
    assertThat(request.header("X-Request-ID"))
        .isEqualTo(body(request).path("trace").path("trace_id").textValue());
  }

  @Test
  void everythingThatCanBeSetIsSentToOpenRouter() throws Exception {
    PlannedCall call =
        Questions.of(
            new Candidate(Questions.MODEL, Questions.everyParameter()),
            Questions.finePolicy(),
            false);
    ScriptedServer.Request request = sent(Dialect.OPENROUTER, Delivery.WHOLE, call, 1);
    isGolden(request, "openrouter-everything");
    assertThat(request.header("X-OpenRouter-Cache")).isEqualTo("true");
    assertThat(request.header("X-OpenRouter-Cache-TTL")).isEqualTo("600");
    assertThat(Dialect.OPENROUTER.leavesOut(call.question())).isEmpty();
  }

  @Test
  void anthropicIsAskedInItsOwnWords() throws Exception {
    PlannedCall call =
        Questions.of(
            new Candidate("anthropic/claude-sonnet-4.5", Questions.everyParameter()),
            Questions.strictPolicy("eu"),
            false);
    ScriptedServer.Request request = sent(Dialect.ANTHROPIC, Delivery.STREAMED, call, 1);
    assertThat(request.firstLine()).isEqualTo("POST /api/v1/messages HTTP/1.1");
    isGolden(request, "anthropic");
    assertThat(request.header("x-api-key")).isEqualTo("key-1");
    assertThat(request.header("Authorization")).isNull();
    assertThat(request.header("anthropic-version")).isEqualTo("2023-06-01");
  }

  @Test
  void anthropicDemandsACapWhereNoneIsSet() throws Exception {
    PlannedCall call =
        Questions.of("claude-sonnet-4-5", Questions.policy(FallbackMode.DISABLED), false);
    JsonNode body = body(sent(Dialect.ANTHROPIC, Delivery.WHOLE, call, 1));
    assertThat(body.path("max_tokens").intValue()).isEqualTo(4096);
    assertThat(body.has("thinking")).isFalse();
  }

  @Test
  void whatADialectHasNoWordForIsNamed() {
    PlannedCall strict =
        Questions.of(
            new Candidate(Questions.MODEL, Questions.everyParameter()),
            Questions.strictPolicy("eu"),
            false);
    assertThat(Dialect.OPENAI_COMPATIBLE.leavesOut(Questions.plain().question())).isEmpty();
    assertThat(Dialect.OPENAI_COMPATIBLE.leavesOut(strict.question()))
        .containsExactly(
            "region",
            "order",
            "only",
            "ignore",
            "data-collection",
            "zero-retention",
            "quantizations",
            "sort",
            "max-price",
            "fallback-models",
            "preset",
            "plugins",
            "reasoning-max-tokens",
            "reasoning-enabled",
            "reasoning-exclude",
            "reasoning-summary");
    PlannedCall fine =
        Questions.of(
            new Candidate(Questions.MODEL, Parameters.NONE), Questions.finePolicy(), false);
    assertThat(Dialect.OPENAI_COMPATIBLE.leavesOut(fine.question()))
        .contains(
            "distillable-only",
            "preferred-min-throughput-tokens-per-second",
            "preferred-max-latency-seconds",
            "sort-across",
            "response-cache-seconds");
    assertThat(Dialect.ANTHROPIC.leavesOut(strict.question()))
        .contains(
            "data-collection", "seed", "response-format", "min-p", "logit-bias", "service-tier")
        .doesNotContain("top-k", "reasoning-max-tokens");
  }

  @Test
  void whatNobodySetIsNotSent() throws Exception {
    ScriptedServer.Request request = sent(Dialect.OPENROUTER, Delivery.WHOLE, Questions.plain(), 1);

    assertThat(request.firstLine()).isEqualTo("POST /api/v1/chat/completions HTTP/1.1");
    isGolden(request, "openrouter-plain");
    assertThat(request.header("Accept")).isEqualTo("application/json");
    assertThat(request.header("X-OpenRouter-No-Prompt-Training")).isNull();
  }

  @Test
  void aPolicyThatDoesNotSpeakOfDataCollectionDoesNotAllowIt() throws Exception {
    ScriptedServer.Request request = sent(Dialect.OPENROUTER, Delivery.WHOLE, Questions.plain(), 1);
    assertThat(body(request).path("provider").has("data_collection")).isFalse();
  }

  @Test
  void anOpenAiCompatibleServerGetsOnlyWhatItKnows() throws Exception {
    Parameters parameters = new Parameters(64, null, null, null, null, "low", null);
    PlannedCall call =
        Questions.of(
            new Candidate(Questions.MODEL, parameters), Questions.strictPolicy("eu"), false);

    ScriptedServer.Request request = sent(Dialect.OPENAI_COMPATIBLE, Delivery.STREAMED, call, 1);

    assertThat(request.firstLine()).isEqualTo("POST /api/v1/chat/completions HTTP/1.1");
    isGolden(request, "openai-compatible");
    assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("x-openrouter"));
  }

  @Test
  void fallbackModelsAreSentOnlyWhereTheModeLetsThemAnswer() throws Exception {
    String other = "anthropic/claude-sonnet-4.5";
    assertThat(models(FallbackMode.DISABLED, true, other)).isEmpty();
    assertThat(models(FallbackMode.IMPLICIT_DEFAULT_ONLY, false, other)).isEmpty();
    assertThat(models(FallbackMode.IMPLICIT_DEFAULT_ONLY, true, other)).containsExactly(other);
    assertThat(models(FallbackMode.ANY, false, other)).containsExactly(other);
  }

  private static List<String> models(FallbackMode mode, boolean defaulted, String other)
      throws Exception {
    PlannedCall call = Questions.of(Questions.MODEL, Questions.policy(mode, other), defaulted);
    JsonNode models = body(sent(Dialect.OPENROUTER, Delivery.WHOLE, call, 1)).path("models");
    List<String> names = new java.util.ArrayList<>();
    models.forEach(model -> names.add(model.textValue()));
    return names;
  }

  @Test
  void eachAttemptHasATraceOfItsOwnAndAllShareTheSession() throws Exception {
    ScriptedServer.Request first = sent(Dialect.OPENROUTER, Delivery.WHOLE, Questions.plain(), 1);
    ScriptedServer.Request second = sent(Dialect.OPENROUTER, Delivery.WHOLE, Questions.plain(), 2);
    assertThat(first.header("X-Request-ID")).isNotEqualTo(second.header("X-Request-ID"));
    assertThat(first.header("Idempotency-Key")).isNotEqualTo(second.header("Idempotency-Key"));
    assertThat(body(first).path("session_id")).isEqualTo(body(second).path("session_id"));
  }

  private static ScriptedServer.Request sent(
      Dialect dialect, Delivery delivery, PlannedCall call, int attempt) throws Exception {
    try (ScriptedServer server = new ScriptedServer(line -> line.write(ANSWER));
        Transport transport =
            HttpGateway.at(dialect, server.url(), KeySource.notSecret("key-1"), "run-1")
                .delivering(delivery)
                .open()) {
      transport.ask(call, attempt).get();
      assertThat(server.requests()).hasSize(1);
      return server.requests().get(0);
    }
  }

  private static JsonNode body(ScriptedServer.Request request) throws IOException {
    return Json.MAPPER.readTree(request.body());
  }

  /** The whole body, so that a field too many is seen, too. */
  private static void isGolden(ScriptedServer.Request request, String name) throws IOException {
    String golden =
        Files.readString(Path.of("src/test/resources/gateway/requests/" + name + ".json"))
            .replace("{trace-id}", request.header("X-Request-ID"));
    assertThat(body(request).toPrettyString())
        .isEqualTo(Json.MAPPER.readTree(golden).toPrettyString());
  }
}

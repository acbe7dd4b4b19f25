package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.plan.PlannedCall;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.policy.RoutePolicy.FallbackMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a call goes past the gateway to the provider, and that it shows. */
@Timeout(30)
class FallbackTransportTest {
  private static final String MODEL = "openai/gpt-4o-mini:floor";
  private static final String ANSWER =
      """
      {"id":"x","model":"gpt-4o-mini-2024-07-18","choices":[{"finish_reason":"stop","message":{"content":"Hi"}}]}""";

  @ParameterizedTest
  @ValueSource(ints = {402, 429, 502, 503, 504, 529})
  void afterAFailureOfTheGatewayTheNextAttemptGoesToTheProviderAndShowsIt(int status)
      throws Exception {
    try (ScriptedServer gateway = ScriptedServer.sending(response(status, "{}"));
        ScriptedServer provider = ScriptedServer.sending(response(200, ANSWER));
        Transport transport = between(gateway, provider)) {
      PlannedCall call = call(DirectFallback.WHEN_THE_GATEWAY_FAILS);
      Outcome.Failure first = (Outcome.Failure) transport.ask(call, 1).get();
      assertThat(first.exchange().transport()).isEqualTo("openrouter");
      assertThat(transport.mayHelp(call, first)).isTrue();

      Outcome second = transport.ask(call, 2).get();
      assertThat(second).isInstanceOf(Outcome.Answer.class);
      assertThat(second.exchange().transport()).isEqualTo("openai-compatible");
      assertThat(second.exchange().gatewayUrl()).isEqualTo(provider.url());
      assertThat(second.exchange().attempt()).isEqualTo(2);
      assertThat(gateway.requests()).hasSize(1);
      assertThat(provider.requests().get(0).body()).contains("\"model\":\"gpt-4o-mini\"");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413})
  void whatTheGatewayRefusesIsNotAskedElsewhere(int status) throws Exception {
    try (ScriptedServer gateway = ScriptedServer.sending(response(status, "{}"));
        ScriptedServer provider = ScriptedServer.sending(response(200, ANSWER));
        Transport transport = between(gateway, provider)) {
      PlannedCall call = call(DirectFallback.WHEN_THE_GATEWAY_FAILS);
      Outcome.Failure first = (Outcome.Failure) transport.ask(call, 1).get();
      assertThat(transport.mayHelp(call, first)).isFalse();
      transport.ask(call, 2).get();
      assertThat(provider.requests()).isEmpty();
    }
  }

  @Test
  void aPolicyThatDoesNotAllowItStaysWithTheGateway() throws Exception {
    try (ScriptedServer gateway = ScriptedServer.sending(response(402, "{}"));
        ScriptedServer provider = ScriptedServer.sending(response(200, ANSWER));
        Transport transport = between(gateway, provider)) {
      PlannedCall call = call(DirectFallback.NEVER);
      Outcome.Failure first = (Outcome.Failure) transport.ask(call, 1).get();
      assertThat(transport.mayHelp(call, first)).isFalse();
      transport.ask(call, 2).get();
      assertThat(gateway.requests()).hasSize(2);
      assertThat(provider.requests()).isEmpty();
    }
  }

  @Test
  void aPolicyWithAPromiseAboutDataStaysWithTheGateway() throws Exception {
    try (ScriptedServer gateway = ScriptedServer.sending(response(503, "{}"));
        ScriptedServer provider = ScriptedServer.sending(response(200, ANSWER));
        Transport transport = between(gateway, provider)) {
      PlannedCall call =
          Questions.of(
              MODEL,
              allowing(Questions.strictPolicy("global"), DirectFallback.WHEN_THE_GATEWAY_FAILS),
              false);
      transport.ask(call, 1).get();
      transport.ask(call, 2).get();
      assertThat(provider.requests()).isEmpty();
    }
  }

  private static Transport between(ScriptedServer gateway, ScriptedServer provider) {
    return new WithDirectFallback(
            HttpGateway.at(Dialect.OPENROUTER, gateway.url(), KeySource.none(), "run-1"),
            Map.of(
                "openai",
                HttpGateway.at(
                    Dialect.OPENAI_COMPATIBLE, provider.url(), KeySource.none(), "run-1")))
        .open();
  }

  private static PlannedCall call(DirectFallback direct) {
    return Questions.of(MODEL, allowing(Questions.policy(FallbackMode.DISABLED), direct), false);
  }

  private static RoutePolicy allowing(RoutePolicy policy, DirectFallback direct) {
    return new RoutePolicy(
        policy.name(),
        policy.description(),
        policy.region(),
        policy.order(),
        policy.only(),
        policy.ignore(),
        policy.allowFallbacks(),
        policy.requireParameters(),
        policy.dataCollection(),
        policy.zeroRetention(),
        policy.quantizations(),
        policy.sort(),
        policy.maxPrice(),
        policy.uncappedReason(),
        policy.fallbackMode(),
        policy.fallbackModels(),
        policy.hash(),
        policy.place(),
        policy.details(),
        direct);
  }

  private static byte[] response(int status, String body) {
    return "HTTP/1.1 %d Any\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}

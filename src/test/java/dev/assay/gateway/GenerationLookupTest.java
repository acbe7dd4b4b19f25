package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.money.Usd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GenerationLookupTest {
  private static final String RECORD =
      """
      {"data": {"id": "gen-1", "model": "openai/gpt-4o-mini", "provider_name": "Azure",
        "is_byok": false, "total_cost": 0.00000705, "upstream_inference_cost": 0.000006,
        "tokens_prompt": 29, "tokens_completion": 5,
        "native_tokens_prompt": 31, "native_tokens_completion": 4, "native_tokens_cached": 8,
        "native_tokens_reasoning": 0, "finish_reason": "stop", "native_finish_reason": "STOP"}}""";
  private static final String BYOK_RECORD =
      """
      {"data": {"id": "gen-1", "is_byok": true, "total_cost": 0.0005, "upstream_inference_cost": 0.01}}""";

  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @Test
  void aRecordThatComesLateIsAskedForUntilItIsThere() throws Exception {
    LateCharge charge = lookUp(Dialect.OPENROUTER, "gen-1", 3, 404, "", RECORD);

    assertThat(charge.charge().billed()).isEqualTo(Usd.of("0.00000705"));
    assertThat(charge.whyUnknown()).isNull();
    assertThat(charge.tokens()).isEqualTo(new TokenCounts(31L, 8L, null, 4L, 0L, 35L));
    assertThat(charge.served().provider()).isEqualTo("Azure");
    assertThat(charge.call()).isEqualTo(Questions.CALL);
    assertThat(pauses)
        .containsExactly(GenerationLookup.PAUSE, GenerationLookup.PAUSE, GenerationLookup.PAUSE);
  }

  @Test
  void aRecordOfAKeyOfOurOwnFollowsTheCostRule() throws Exception {
    LateCharge charge = lookUp(Dialect.OPENROUTER, "gen-1", 0, 404, "", BYOK_RECORD);
    assertThat(charge.charge())
        .isEqualTo(new Charge(Usd.of("0.0105"), Usd.of("0.01"), Usd.of("0.0005"), null));
  }

  @Test
  void aRecordThatNeverComesIsGivenUpAfterTwelveTries() throws Exception {
    LateCharge charge = lookUp(Dialect.OPENROUTER, "gen-1", 99, 503, "", RECORD);
    assertThat(charge.charge()).isEqualTo(Charge.UNKNOWN);
    assertThat(charge.whyUnknown())
        .isEqualTo("the gateway's record did not come in 12 tries: HTTP 503");
    assertThat(pauses).hasSize(11);
  }

  @Test
  void aGatewayThatAsksToWaitLongerIsHeeded() throws Exception {
    lookUp(Dialect.OPENROUTER, "gen-1", 1, 429, "Retry-After: 17\r\n", RECORD);
    assertThat(pauses).containsExactly(Duration.ofSeconds(17));
  }

  @Test
  void aRefusalIsNotAskedAgain() throws Exception {
    LateCharge charge = lookUp(Dialect.OPENROUTER, "gen-1", 99, 401, "", RECORD);
    assertThat(charge.whyUnknown()).isEqualTo("the gateway refused its record with HTTP 401");
    assertThat(pauses).isEmpty();
  }

  @Test
  void whereThereIsNothingToLookUpItSaysSo() throws Exception {
    assertThat(lookUp(Dialect.OPENROUTER, null, 0, 404, "", RECORD).whyUnknown())
        .isEqualTo("the response brought no generation id");
    assertThat(lookUp(Dialect.OPENAI_COMPATIBLE, "gen-1", 0, 404, "", RECORD).whyUnknown())
        .isEqualTo("openai-compatible servers keep no record to look up");
  }

  @Test
  void theRecordIsAskedWhereTheAttemptWasWithTheKey() throws Exception {
    try (ScriptedServer server = new ScriptedServer(line -> line.write(response(200, "", RECORD)));
        GenerationLookup lookup = GenerationLookup.at(gateway(Dialect.OPENROUTER, server))) {
      String region = server.url().replace("/api/v1", "/eu/api/v1");
      lookup.chargeOf(exchange("gen 1", region)).get();
      assertThat(server.requests().get(0).firstLine())
          .isEqualTo("GET /eu/api/v1/generation?id=gen+1 HTTP/1.1");
      assertThat(server.requests().get(0).header("Authorization")).isEqualTo("Bearer key-1");
    }
  }

  @Test
  void theKeyGoesToNoOtherServerAndAGatewayThatIsGoneIsNotAsked() throws Exception {
    try (ScriptedServer server = new ScriptedServer(line -> line.write(response(200, "", RECORD)));
        ScriptedServer other = new ScriptedServer(line -> line.write(response(200, "", RECORD)));
        GenerationLookup lookup = GenerationLookup.at(gateway(Dialect.OPENROUTER, server))) {
      for (String elsewhere : List.of(other.url(), "twin")) {
        assertThat(lookup.chargeOf(exchange("gen-1", elsewhere)).get().whyUnknown())
            .isEqualTo("it was not asked of this gateway");
      }
      assertThat(server.requests()).isEmpty();
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void closingEndsALookUpWithoutACharge() throws Exception {
    try (ScriptedServer server = new ScriptedServer(line -> line.write(response(404, "", "")))) {
      GenerationLookup lookup =
          GenerationLookup.at(gateway(Dialect.OPENROUTER, server), (task, after) -> {});
      var charge = lookup.chargeOf(exchange("gen-1", server.url()));
      lookup.close();
      assertThat(charge.get().whyUnknown()).isEqualTo("the look-up was stopped");
    }
  }

  /** Looks up at a server that refuses so many times first; pauses are noted, not waited for. */
  private LateCharge lookUp(
      Dialect dialect, String id, int refusals, int status, String headers, String record)
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server =
            new ScriptedServer(
                line ->
                    line.write(
                        asked.getAndIncrement() < refusals
                            ? response(
                                status, headers, "{\"error\":{\"code\":%d}}".formatted(status))
                            : response(200, "", record)));
        GenerationLookup lookup =
            GenerationLookup.at(
                gateway(dialect, server),
                (task, after) -> {
                  pauses.add(after);
                  task.run();
                })) {
      return lookup.chargeOf(exchange(id, server.url())).get();
    }
  }

  private static HttpGateway gateway(Dialect dialect, ScriptedServer server) {
    return HttpGateway.at(dialect, server.url(), KeySource.notSecret("key-1"), "run-1");
  }

  private static String response(int status, String headers, String body) {
    return "HTTP/1.1 %d Any\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  private static Exchange exchange(String generationId, String url) {
    Draft draft = new Draft();
    draft.generationId = generationId;
    return new Exchange(
        Questions.CALL,
        1,
        "trace",
        "openrouter",
        url,
        true,
        200,
        draft.served(),
        new Timing(Instant.EPOCH, null, null, Duration.ZERO),
        TokenCounts.UNKNOWN,
        Charge.UNKNOWN);
  }
}

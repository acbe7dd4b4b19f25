package dev.assay.twin;

import dev.assay.catalog.Catalog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A twin in a process of its own for {@code dev.assay.gateway.LatencyBench}: prints its base URL,
 * and once it is told to, when each request came and when it was answered, by its own ledger.
 */
final class LatencyTwin {
  private static final int CHUNK_TOKENS = 4;
  private static final int CHUNKS = 5;
  private static final int FIRST_TOKEN_MILLIS = 100;
  private static final int TOKENS_PER_SECOND = 60;

  private LatencyTwin() {}

  public static void main(String[] arguments) throws IOException {
    Catalog catalog =
        new Catalog(
            "bench-1",
            List.of(
                SampleCatalog.model(
                    SampleCatalog.CHAT,
                    SampleCatalog.endpoint(
                        "openai",
                        "us",
                        "bf16",
                        Set.of(),
                        SampleCatalog.policy(false, false),
                        FIRST_TOKEN_MILLIS,
                        TOKENS_PER_SECOND,
                        "1",
                        "2"))));
    int tokens = CHUNK_TOKENS * CHUNKS;
    Speech speech =
        new Speech(
            1, Map.of(), new Length(tokens, tokens), CHUNK_TOKENS, Set.of(), new Length(0, 0), 0);
    Scenario scenario = new Scenario(1, 1, speech, Administration.OPEN, List.of());
    try (Twin twin = Twin.start(new TwinSettings(catalog, scenario, AnswerKey.none(), 0))) {
      System.out.println(twin.baseUrl());
      // told by a line, or by the end of its parent
      if (System.in.read() >= 0) {
        for (LedgerRow row : twin.ledger().rows()) {
          LedgerRow.Clock clock = row.clock();
          System.out.println(
              "%s %d %d"
                  .formatted(
                      row.requestId(),
                      clock.firstTokenNanos() - clock.receivedNanos(),
                      clock.finishedNanos() - clock.receivedNanos()));
        }
      }
    }
  }
}

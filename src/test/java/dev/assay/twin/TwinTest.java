package dev.assay.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.InvalidInput;
import org.junit.jupiter.api.Test;

class TwinTest {
  private static TwinSettings on(int port) {
    return new TwinSettings(
        SampleCatalog.catalog(), Scenario.instant(1, 1), AnswerKey.none(), port);
  }

  @Test
  void itListensOnLoopbackUnderTheContractsBasePath() {
    try (Twin twin = Twin.start(on(0))) {
      assertThat(twin.baseUrl().toString()).matches("http://127\\.0\\.0\\.1:[0-9]+/api/v1");
    }
  }

  @Test
  void itsBannerSaysThatItIsATwinAndWhichKeysItTakes() {
    try (Twin open = Twin.start(on(0));
        Twin keyed = Scenarios.twin("several-keys")) {
      assertThat(open.banner())
          .contains("simulated", "any bearer key", "curl " + open.baseUrl() + "/chat/completions");
      assertThat(keyed.banner()).contains("one of sk-twin-nightly, sk-twin-capped");
    }
  }

  @Test
  void aBusyPortIsAFaultOfTheInput() {
    try (Twin first = Twin.start(on(0))) {
      int port = first.baseUrl().getPort();

      assertThatThrownBy(() -> Twin.start(on(port)))
          .isInstanceOf(InvalidInput.class)
          .hasMessage(
              "--port: port %d is in use. Choose another one, or 0 for any that is free."
                  .formatted(port));
    }
  }

  @Test
  void twoTwinsSideBySideBillApart() {
    try (Twin one = Twin.start(on(0));
        Twin other = Twin.start(on(0))) {
      Client.of(one).ask(Asked.plain(SampleCatalog.CHAT, "Only here."));

      assertThat(one.ledger().rows()).hasSize(1);
      assertThat(other.ledger().rows()).isEmpty();
    }
  }
}

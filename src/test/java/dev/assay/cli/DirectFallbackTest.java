package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.Shell.Result;
import dev.assay.settings.Secret;
import dev.assay.usage.ApiKeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a job's file past a failing gateway to the provider's own server, and into the rows. */
@Timeout(60)
class DirectFallbackTest {
  @TempDir Path folder;

  @Test
  void aFailingGatewayIsPassedByWhereThePolicySaysSoAndTheRowsShowBothAttempts()
      throws IOException {
    try (RecordingServer gateway = RecordingServer.refusing(402);
        RecordingServer provider = RecordingServer.answering("ANSWER: 42")) {
      Result run = run(gateway, provider, "direct-fallback: true");

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(gateway.received()).hasSize(SmallJob.CASES);
      assertThat(provider.received()).hasSize(SmallJob.CASES);
      assertThat(provider.received().get(0).body()).contains("\"model\":\"gpt-4o-mini\"");
      assertThat(provider.received().get(0).headers().get("Authorization"))
          .containsExactly("Bearer sk-of-the-provider");
      assertThat(rows())
          .isEqualTo(
              """
              attempt,transport,outcome,failure_kind,gateway_url,api_key_name,api_key_hash,n
              1,openrouter,failed,payment_required,%s,nightly,%s,28
              2,openai-compatible,answered,,%s,,%s,28
              """
                  .formatted(
                      gateway.baseUrl(),
                      hash("sk-of-the-gateway"),
                      provider.baseUrl(),
                      hash("sk-of-the-provider")));
    }
  }

  @Test
  void withoutAWordOfThePolicyTheProviderIsNeverAskedAndItsKeyNeverNeeded() throws IOException {
    try (RecordingServer gateway = RecordingServer.refusing(402);
        RecordingServer provider = RecordingServer.answering("ANSWER: 42")) {
      Files.writeString(folder.resolve("provider.key"), "");

      Result run = run(gateway, provider, "direct-fallback: false");

      assertThat(run.code()).as(run.err()).isEqualTo(4);
      // a refused key ends the run, so not every call of it is sent
      assertThat(gateway.received()).hasSizeBetween(1, SmallJob.CASES);
      assertThat(provider.received()).isEmpty();
    }
  }

  @Test
  void aMissingKeyOfAServerThatMayBeNeededIsToldBeforeAnythingIsSent() throws IOException {
    try (RecordingServer gateway = RecordingServer.refusing(402);
        RecordingServer provider = RecordingServer.answering("ANSWER: 42")) {
      key("provider.key", "");

      Result run = run(gateway, provider, "direct-fallback: true");

      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .contains("the secret file " + folder.resolve("provider.key") + " is empty")
          .endsWith("Nothing was sent and nothing was spent.\n");
      assertThat(gateway.received()).isEmpty();
    }
  }

  private Result run(RecordingServer gateway, RecordingServer provider, String setting)
      throws IOException {
    Files.createDirectories(folder.resolve("own-policies"));
    Files.writeString(
        folder.resolve("own-policies/robust.yaml"),
        "description: Any.\nuncapped: a test\n" + setting + "\n");
    key("gateway.key", "sk-of-the-gateway");
    if (Files.notExists(folder.resolve("provider.key"))) {
      key("provider.key", "sk-of-the-provider");
    }
    Path job =
        SmallJob.in(
            folder,
            "policies-folder: own-policies",
            """
            gateway:
              name: acme
              url: %s
              key: file:%s
              api: openrouter
              direct:
                openai: {url: %s/, key: "file:%s", api: openai-compatible}"""
                .formatted(
                    gateway.baseUrl(),
                    folder.resolve("gateway.key"),
                    provider.baseUrl(),
                    folder.resolve("provider.key")),
            """
            arms:
              - {name: gpt-4o-mini, model: openai/gpt-4o-mini, policy: robust, max-output-tokens: 300}""",
            "payer: {api-key-name: nightly}",
            "allow-spend: true");
    return assay("run", job.toString());
  }

  private String rows() {
    return assay(
            "sql",
            "-f",
            "csv",
            """
            select attempt, transport, outcome, failure_kind, gateway_url, api_key_name, api_key_hash, count(*) as n
            from usage_events group by all order by attempt""")
        .out()
        .replace("\r\n", "\n");
  }

  private Result assay(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--warehouse", folder.resolve("warehouse").toString()));
    return Shell.assay(all.toArray(String[]::new));
  }

  private void key(String name, String value) throws IOException {
    Path file =
        Files.createFile(
            folder.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, value);
  }

  private static String hash(String key) {
    return ApiKeyHash.of(new Secret(key));
  }
}

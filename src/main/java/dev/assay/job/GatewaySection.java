package dev.assay.job;

import dev.assay.problem.Problems;
import dev.assay.settings.SecretReference;
import dev.assay.settings.Section;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The gateway of a job file, and the servers of providers beside it. */
final class GatewaySection {
  private final Section root;
  private final Problems problems;

  GatewaySection(Section root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * Reads it.
   *
   * @param resolved a path of the file, as seen from where the program runs
   */
  Optional<GatewayTarget> gateway(UnaryOperator<String> resolved) {
    Section section = root.requiredSection("gateway");
    if (!root.has("gateway")) {
      return Optional.empty();
    }
    String name = section.requiredText("name");
    Optional<String> scenario = section.text("scenario");
    Optional<String> url = section.text("url");
    Optional<SecretReference> key = SecretReference.read(section, "key", problems);
    Optional<GatewayTarget.Api> api = section.choice("api", GatewayTarget.Api.class);
    Map<String, DirectServer> direct =
        section.section("direct").map(this::servers).orElse(Map.of());
    section.refuseUnknownKeys();
    if (scenario.isPresent() == url.isPresent()) {
      root.problem(
          "gateway",
          "the gateway has %s"
              .formatted(
                  url.isPresent() ? "both 'scenario' and 'url'" : "neither 'scenario' nor 'url'"),
          "Give it 'scenario:' for the embedded one, or 'url:' and 'key: env:NAME' for a real one.");
    }
    if (url.isEmpty() && section.has("key")) {
      section.problem("key", "the embedded gateway takes no key", "Remove it.");
    }
    if (url.isEmpty() && section.has("direct")) {
      section.problem(
          "direct",
          "the embedded gateway has real servers beside it",
          "Remove them: what is simulated never costs money.");
    }
    url.ifPresent(each -> GatewayTarget.checkUrl(each, section.placeOf("url"), problems));
    String base = url.orElse(null);
    return Optional.of(
        new GatewayTarget(
            name,
            scenario.map(resolved).orElse(null),
            base,
            key.orElse(null),
            api.orElse(GatewayTarget.Api.likelyAt(base)),
            root.placeOf("gateway"),
            direct));
  }

  private Map<String, DirectServer> servers(Section direct) {
    Map<String, DirectServer> servers = new TreeMap<>();
    for (String author : direct.keys()) {
      direct.section(author).ifPresent(section -> servers.put(author, server(section)));
      if (author.contains("/")) {
        direct.problem(
            author,
            "'direct' names '%s'".formatted(author),
            "Name the author alone, which stands before the slash in a model's id.");
      }
    }
    return servers;
  }

  private DirectServer server(Section section) {
    String url = section.requiredText("url");
    if (!url.isBlank()) {
      GatewayTarget.checkUrl(url, section.placeOf("url"), problems);
    }
    DirectServer server =
        new DirectServer(
            url.replaceFirst("/+$", ""),
            SecretReference.read(section, "key", problems).orElse(null),
            section.choice("api", GatewayTarget.Api.class).orElse(GatewayTarget.Api.likelyAt(url)),
            section.placeOf("url"));
    section.refuseUnknownKeys();
    return server;
  }
}

package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.SecretReference;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * Which gateway a job asks.
 *
 * @param name part of every CallId, so that a port or a host name is not
 * @param scenario the twin's scenario file, resolved; null for a gateway that is not embedded
 * @param url its base, e.g. {@code https://host/api/v1}; null for the embedded one
 * @param key null for the embedded gateway, and for a server that asks for none
 * @param api what it speaks
 * @param direct the providers' own servers, by the author in a model's id, for calls whose policy
 *     lets them go past a failing gateway
 */
public record GatewayTarget(
    String name,
    String scenario,
    String url,
    SecretReference key,
    Api api,
    Place place,
    Map<String, DirectServer> direct)
    implements Serializable {

  /** What a gateway speaks. */
  public enum Api {
    /** Chat completions with routing, costs and look-ups. */
    OPENROUTER,
    /** Plain chat completions, as many servers know them. */
    OPENAI_COMPATIBLE,
    /** Anthropic's own messages. */
    ANTHROPIC;

    /** What a server at this address most likely speaks, where nobody says. */
    public static Api likelyAt(String url) {
      String host =
          url == null ? "openrouter.ai" : url.replaceFirst("^[a-zA-Z]+://([^/:]*).*", "$1");
      if (host.equals("api.anthropic.com")) {
        return ANTHROPIC;
      }
      return host.equals("openrouter.ai") || host.endsWith(".openrouter.ai")
          ? OPENROUTER
          : OPENAI_COMPATIBLE;
    }
  }

  /** What the gateway of a command line is called where the job itself names only the twin. */
  public static final String EXTERNAL = "external";

  public GatewayTarget {
    requireNonNull(name, "name");
    requireNonNull(api, "api");
    requireNonNull(place, "place");
    direct = Map.copyOf(direct);
  }

  /** A gateway that speaks what its address tells. */
  public GatewayTarget(String name, String scenario, String url, SecretReference key, Place place) {
    this(name, scenario, url, key, Api.likelyAt(url), place, Map.of());
  }

  /** Whether the twin answers in this process, so that no figure is real. */
  public boolean isEmbedded() {
    return url == null;
  }

  /**
   * The same gateway at another address, as {@code --gateway URL} asks for.
   *
   * <p>A real gateway keeps its name, since a mirror or another port answers the same questions.
   * The embedded one does not lend its name to a real one: it becomes {@link #EXTERNAL}, so that no
   * simulated answer is ever taken for a bought one.
   *
   * @param key null for a server that asks for none
   */
  public GatewayTarget at(String url, SecretReference key, Place place) {
    return new GatewayTarget(
        isEmbedded() ? EXTERNAL : name,
        null,
        requireNonNull(url, "url"),
        key,
        Api.likelyAt(url),
        place,
        direct);
  }

  /** The same gateway, whatever its address tells about what it speaks. */
  public GatewayTarget speaking(Api other) {
    return new GatewayTarget(name, scenario, url, key, other, place, direct);
  }

  /** Reports what keeps a text from being a gateway's base; a key in it is not repeated. */
  public static void checkUrl(String text, Place place, Problems problems) {
    whatIsWrongWith(text)
        .ifPresent(what -> problems.add(place, what, "Write it as https://host/api/v1."));
  }

  private static Optional<String> whatIsWrongWith(String text) {
    // looked for in the text as it is, so that no later message can repeat what stands before an @
    if (text.contains("@") || text.contains("?")) {
      return Optional.of("the gateway's URL carries a user or a query");
    }
    try {
      URI url = new URI(text);
      if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
        return Optional.of("the gateway's URL '%s' has no http:// or https://".formatted(text));
      }
      return url.getHost() == null
          ? Optional.of("the gateway's URL '%s' names no host".formatted(text))
          : Optional.empty();
    } catch (URISyntaxException notAUrl) {
      return Optional.of("the gateway's URL is not a URL");
    }
  }
}

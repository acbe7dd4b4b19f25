package dev.assay.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** The address of a gateway, to which the paths of its API are appended. */
final class BaseUrl {
  private static final Set<String> OPENROUTER_HOSTS =
      Set.of("openrouter.ai", "eu.openrouter.ai", "us.openrouter.ai");
  private static final String EXAMPLE = "https://openrouter.ai/api/v1";

  private final URI uri;

  private BaseUrl(URI uri) {
    this.uri = uri;
  }

  /** Reads an address. The message never repeats it where it may hold a password. */
  static BaseUrl of(String text) {
    URI uri;
    try {
      uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (URISyntaxException unreadable) {
      throw new IllegalArgumentException(
          "Invalid gateway URL: %s at position %d; expected one like %s"
              .formatted(unreadable.getReason(), unreadable.getIndex(), EXAMPLE));
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "Invalid gateway URL: it holds a user name or password; a key belongs in 'key: env:NAME'");
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "Invalid gateway URL '%s': it does not begin with http:// or https://; expected one like %s"
              .formatted(text, EXAMPLE));
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "Invalid gateway URL '%s': expected a host and a path and nothing more, like %s"
              .formatted(text, EXAMPLE));
    }
    return new BaseUrl(uri);
  }

  /** Whether one gateway answers at both addresses, in whatever region. */
  boolean isOfOneGatewayWith(BaseUrl other) {
    return uri.getAuthority().equalsIgnoreCase(other.uri.getAuthority())
        || (isOpenRouter() && other.isOpenRouter());
  }

  boolean isOpenRouter() {
    return OPENROUTER_HOSTS.contains(uri.getHost().toLowerCase(Locale.ROOT));
  }

  /**
   * Where a region of the gateway is asked: at a host of its own on OpenRouter, under a path of its
   * own elsewhere.
   */
  BaseUrl in(String region) {
    if (region.equals("global")) {
      return this;
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String text =
        isOpenRouter()
            ? "%s://%s.openrouter.ai%s%s".formatted(uri.getScheme(), region, port, uri.getRawPath())
            : "%s://%s%s/%s%s"
                .formatted(uri.getScheme(), uri.getHost(), port, region, uri.getRawPath());
    return BaseUrl.of(text);
  }

  URI resolve(String path) {
    return URI.create(uri + path);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}

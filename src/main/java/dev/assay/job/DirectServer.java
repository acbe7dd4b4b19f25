package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import dev.assay.settings.SecretReference;
import java.io.Serializable;

/**
 * A provider's own server, for calls that go past a failing gateway.
 *
 * @param url its base, e.g. {@code https://api.openai.com/v1}
 * @param key null for a server that asks for none
 * @param api what it speaks
 */
public record DirectServer(String url, SecretReference key, GatewayTarget.Api api, Place place)
    implements Serializable {
  public DirectServer {
    requireNonNull(url, "url");
    requireNonNull(api, "api");
    requireNonNull(place, "place");
  }
}

package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import dev.assay.settings.SecretReference;
import java.io.Serializable;

/**
 * Which gateway a job asks.
 *
 * @param name part of every CallId, so that a port or a host name is not
 * @param scenario the twin's scenario file, resolved; null for a gateway that is not embedded
 * @param url its base, e.g. {@code https://host/api/v1}; null for the embedded one
 * @param key null for the embedded gateway, and for a server that asks for none
 */
public record GatewayTarget(
    String name, String scenario, String url, SecretReference key, Place place)
    implements Serializable {
  public GatewayTarget {
    requireNonNull(name, "name");
    requireNonNull(place, "place");
  }

  /** Whether the twin answers in this process, so that no figure is real. */
  public boolean isEmbedded() {
    return url == null;
  }
}

package dev.assay.usage;

import static java.util.Objects.requireNonNull;

import dev.assay.gateway.Exchange;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Which key paid for an attempt: the gateway's, or that of the server asked past it. Each by {@link
 * ApiKeyHash}; null where no key is used.
 *
 * @param directByUrl of the providers' own servers, by their base URL
 */
public record ApiKeyHashes(String gateway, Map<String, String> directByUrl)
    implements Serializable {
  public static final ApiKeyHashes NONE = ofGateway(null);

  public ApiKeyHashes {
    requireNonNull(directByUrl, "directByUrl");
    // a copy of its own kind, since a server without a key has none
    directByUrl = Collections.unmodifiableMap(new HashMap<>(directByUrl));
  }

  /** Where nothing goes past the gateway. */
  public static ApiKeyHashes ofGateway(String hash) {
    return new ApiKeyHashes(hash, Map.of());
  }

  boolean isPastTheGateway(Exchange exchange) {
    return directByUrl.containsKey(exchange.gatewayUrl());
  }

  String of(Exchange exchange) {
    return isPastTheGateway(exchange) ? directByUrl.get(exchange.gatewayUrl()) : gateway;
  }
}

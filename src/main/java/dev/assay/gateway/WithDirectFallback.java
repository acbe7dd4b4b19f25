package dev.assay.gateway;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway with a way past it: where it fails, and a policy allows it, a model's own provider is
 * asked instead.
 *
 * @param directByAuthor the providers' own servers, by the author in a model's id
 */
public record WithDirectFallback(HttpGateway gateway, Map<String, HttpGateway> directByAuthor)
    implements TransportFactory {
  public WithDirectFallback {
    requireNonNull(gateway, "gateway");
    directByAuthor = Map.copyOf(directByAuthor);
  }

  @Override
  public Transport open() {
    Map<String, Transport> direct = new LinkedHashMap<>();
    directByAuthor.forEach((author, server) -> direct.put(author, server.open()));
    return new FallbackTransport(gateway.open(), direct);
  }

  @Override
  public Optional<ChargeLookup> openLookup() {
    return gateway.openLookup();
  }
}

package dev.assay.policy;

import dev.assay.catalog.Endpoint;
import java.util.List;

/**
 * Which endpoints of a model a policy leaves, and why the others fell out.
 *
 * @param remaining in catalog order
 */
public record Eligibility(List<Endpoint> remaining, List<Excluded> excluded) {

  /**
   * An endpoint that may not be asked, with the reason in a few words, e.g. {@code "provider not in
   * 'only'"}.
   */
  public record Excluded(Endpoint endpoint, String reason) {}

  public Eligibility {
    remaining = List.copyOf(remaining);
    excluded = List.copyOf(excluded);
  }
}

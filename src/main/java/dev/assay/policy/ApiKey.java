package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import dev.assay.settings.SecretReference;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;

/**
 * A key of an organisation, described and never shown.
 *
 * @param reference where the key itself lies
 * @param owner a member or a team
 * @param workload what it is for, in a word that its name carries
 * @param behaviours what acts by itself with this key
 * @param services what holds it
 * @param byok providers for which it brings a key of the organisation's own
 * @param retired the day from which it is no longer valid; null while it lives
 * @param guardrail what it demands itself, its owner and its workspace left out
 */
public record ApiKey(
    String name,
    SecretReference reference,
    String workspace,
    String environment,
    String owner,
    String workload,
    List<String> behaviours,
    List<String> services,
    List<String> byok,
    LocalDate created,
    LocalDate retired,
    Guardrail guardrail,
    Place place)
    implements Serializable {
  public ApiKey {
    requireNonNull(name, "name");
    requireNonNull(reference, "reference");
    requireNonNull(workspace, "workspace");
    requireNonNull(environment, "environment");
    requireNonNull(owner, "owner");
    requireNonNull(workload, "workload");
    behaviours = List.copyOf(behaviours);
    services = List.copyOf(services);
    byok = List.copyOf(byok);
    requireNonNull(created, "created");
    requireNonNull(guardrail, "guardrail");
    requireNonNull(place, "place");
  }

  public boolean livesOn(LocalDate day) {
    return !created.isAfter(day) && (retired == null || retired.isAfter(day));
  }
}

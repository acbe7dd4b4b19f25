package dev.assay.policy;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An organisation at the gateway, as its reviewed file describes it: who may spend what, on which
 * models, under which demands.
 *
 * @param guardrail what it demands of everybody
 * @param byokDecisions why a provider's own key is brought along, by the provider
 */
public record Organization(
    String name,
    Guardrail guardrail,
    List<String> environments,
    Map<String, Workspace> workspaces,
    Map<String, Member> members,
    Map<String, ApiKey> keys,
    Map<String, ByokDecision> byokDecisions,
    Rotation rotation,
    Place place)
    implements Serializable {

  /**
   * A workspace, which keeps its keys and its spending apart from those of others.
   *
   * @param id as the gateway knows it; null where nobody wrote it down
   */
  public record Workspace(String name, String id, Guardrail guardrail, Place place)
      implements Serializable {}

  /**
   * A person.
   *
   * @param userId as the gateway knows it; null where nobody wrote it down
   */
  public record Member(String name, String userId, Guardrail guardrail, Place place)
      implements Serializable {}

  /** Why a provider's own key is brought along; null where the record does not say. */
  public record ByokDecision(
      String reason, String behaviour, String rotationOwner, String exitCriteria, Place place)
      implements Serializable {}

  /** For how long a key is good, and how long it may live beside its successor. */
  public record Rotation(int days, int overlapDays) implements Serializable {}

  public Organization {
    requireNonNull(name, "name");
    requireNonNull(guardrail, "guardrail");
    environments = List.copyOf(environments);
    workspaces = inOrder(workspaces);
    members = inOrder(members);
    keys = inOrder(keys);
    byokDecisions = inOrder(byokDecisions);
    requireNonNull(rotation, "rotation");
    requireNonNull(place, "place");
  }

  private static <T> Map<String, T> inOrder(Map<String, T> named) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }

  /** The key of that name, or nothing and a problem. */
  public Optional<ApiKey> key(String keyName, Place named, Problems problems) {
    return known(keyName, keys, "key", named, problems);
  }

  /**
   * What is demanded of a call that is paid with a key: by the organisation, the key's workspace,
   * its owner and the key.
   */
  public Guardrail floorOf(ApiKey key) {
    Guardrail ofWorkspace = workspaces.get(key.workspace()).guardrail();
    Guardrail ofOwner =
        members.containsKey(key.owner()) ? members.get(key.owner()).guardrail() : Guardrail.NONE;
    return guardrail.and(ofWorkspace).and(ofOwner).and(key.guardrail());
  }

  /** The same for a call that a member makes with somebody else's key. */
  public Guardrail floorOf(ApiKey key, Member member) {
    return floorOf(key).and(member.guardrail());
  }

  /** The member of that name, or nothing and a problem. */
  public Optional<Member> member(String memberName, Place named, Problems problems) {
    return known(memberName, members, "member", named, problems);
  }

  private <T> Optional<T> known(
      String wanted, Map<String, T> all, String kind, Place named, Problems problems) {
    if (!all.containsKey(wanted)) {
      problems.add(
          named,
          "organisation '%s' has no %s '%s'".formatted(name, kind, wanted),
          Closest.hint(wanted, kind + "s", all.keySet()));
    }
    return Optional.ofNullable(all.get(wanted));
  }
}

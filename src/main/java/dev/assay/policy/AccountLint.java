package dev.assay.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Holds what the gateway says of the key in use ({@code GET /key}, saved to a file) against the
 * organisation it should belong to.
 */
public final class AccountLint {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Organization organization;
  private final Place place;
  private final Problems problems;

  private AccountLint(Organization organization, Place place, Problems problems) {
    this.organization = organization;
    this.place = place;
    this.problems = problems;
  }

  /** Reports what shows that a key is a person's, or more than a run should hold. */
  public static void check(Path saved, Organization organization, Problems problems) {
    AccountLint lint = new AccountLint(organization, Place.of(saved, 0), problems);
    try {
      JsonNode answer = JSON.readTree(Files.readString(saved)).path("data");
      if (answer.isObject()) {
        lint.belongsToTheOrganisation(answer);
        lint.isNoManagementKey(answer);
      } else {
        problems.add(lint.place, "this is no answer of /key", "Save it whole, with its 'data'.");
      }
    } catch (JsonProcessingException notJson) {
      problems.add(lint.place, "this is no JSON", "Save the answer of /key as it came.");
    } catch (IOException unreadable) {
      problems.add(lint.place, "Cannot read the file", "Check that it exists and is yours.");
    }
  }

  private void belongsToTheOrganisation(JsonNode answer) {
    List<String> users =
        organization.members().values().stream()
            .map(Organization.Member::userId)
            .filter(Objects::nonNull)
            .toList();
    List<String> workspaces =
        organization.workspaces().values().stream()
            .map(Organization.Workspace::id)
            .filter(Objects::nonNull)
            .toList();
    String workspace = answer.path("workspace_id").asText("");
    String creator = answer.path("creator_user_id").asText("");
    if (workspace.isEmpty() ? !users.contains(creator) : !workspaces.contains(workspace)) {
      problems.add(
          place,
          "the key belongs to a personal account, not to organisation '%s': %s"
              .formatted(
                  organization.name(),
                  workspace.isEmpty()
                      ? "its creator is none of the members"
                      : "its workspace is none of the organisation's"),
          "Create the key within the organisation, or add the 'user-id:' or 'workspace-id:' at %s."
              .formatted(organization.place()));
    } else if (answer.path("is_free_tier").asBoolean(false)) {
      problems.add(
          place,
          "the key is on the free tier, as a personal account's is, and organisation '%s' pays"
              .formatted(organization.name()),
          "Switch to the organisation before you create a key.");
    }
  }

  private void isNoManagementKey(JsonNode answer) {
    if (answer.path("is_management_key").asBoolean(false)) {
      problems.add(
          place,
          "the key is a management key",
          "Evaluate with an ordinary key; a management key stays with whoever runs the platform.");
    }
  }
}

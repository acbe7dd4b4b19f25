package dev.assay.policy;

import dev.assay.policy.Organization.ByokDecision;
import dev.assay.policy.Organization.Member;
import dev.assay.policy.Organization.Rotation;
import dev.assay.policy.Organization.Workspace;
import dev.assay.problem.Closest;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.settings.SecretReference;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an organisation's file: its guardrails, and who is bound by which. */
public final class OrganizationFile {
  /** What it is called in a folder of policies. */
  public static final String USUAL_NAME = "organization.yaml";

  private static final int USUAL_ROTATION_DAYS = 60;
  private static final int USUAL_OVERLAP_DAYS = 7;

  private final Section root;
  private final Problems problems;
  private final Map<String, GuardrailSection> guardrails = new LinkedHashMap<>();

  private OrganizationFile(Section root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  /** The organisation, or nothing and every fault of its file. */
  public static Optional<Organization> read(Path file, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    Organization organization = new OrganizationFile(root, problems).organization();
    root.refuseUnknownKeys();
    return problems.count() > before ? Optional.empty() : Optional.of(organization);
  }

  private Organization organization() {
    String name = root.requiredText("organization");
    Map<String, GuardrailSection> stated =
        each(root, "guardrails", (guardrail, section, place) -> new GuardrailSection(section));
    guardrails.putAll(stated);
    Map<String, Guardrail> demands = new LinkedHashMap<>();
    guardrails.forEach((guardrail, section) -> demands.put(guardrail, section.demands()));
    guardrails.values().forEach(GuardrailSection::refuseUnknownKeys);
    List<String> environments = root.texts("environments");
    Map<String, Workspace> workspaces =
        each(
            root, "workspaces", (each, section, place) -> workspace(each, section, place, demands));
    Map<String, Member> members =
        each(root, "members", (each, section, place) -> member(each, section, place, demands));
    Map<String, ByokDecision> decisions =
        each(root, "byok-decisions", (each, section, place) -> decision(section, place));
    Map<String, ApiKey> keys =
        each(
            root,
            "keys",
            (each, section, place) ->
                key(each, section, place, environments, workspaces.keySet(), demands));
    return new Organization(
        name,
        guardedBy(root, "organisation '%s'".formatted(name), demands),
        environments,
        workspaces,
        members,
        keys,
        decisions,
        rotation(),
        root.placeOf("organization"));
  }

  /** Reads what stands under a name, which stands at a place. */
  private interface Reader<T> {
    T read(String name, Section section, Place place);
  }

  private static <T> Map<String, T> each(Section parent, String key, Reader<T> reader) {
    Map<String, T> all = new LinkedHashMap<>();
    Optional<Section> named = parent.section(key);
    for (String name : named.map(Section::keys).orElse(List.of())) {
      // a name with nothing under it is one that states nothing
      Section section = named.get().section(name).orElse(null);
      if (section == null && !named.get().has(name)) {
        named.get().problem(name, "'%s' is empty".formatted(name), "Write '{}' where it is meant.");
      }
      if (section != null) {
        all.put(name, reader.read(name, section, named.get().placeOf(name)));
      }
    }
    return all;
  }

  private Workspace workspace(
      String name, Section section, Place place, Map<String, Guardrail> demands) {
    Workspace workspace =
        new Workspace(
            name,
            section.text("workspace-id").orElse(null),
            guardedBy(section, "workspace '%s'".formatted(name), demands),
            place);
    section.refuseUnknownKeys();
    return workspace;
  }

  private Member member(String name, Section section, Place place, Map<String, Guardrail> demands) {
    Member member =
        new Member(
            name,
            section.text("user-id").orElse(null),
            guardedBy(section, "member '%s'".formatted(name), demands),
            place);
    section.refuseUnknownKeys();
    return member;
  }

  /** All of them together, each budget as one of this holder's own. */
  private Guardrail guardedBy(Section section, String holder, Map<String, Guardrail> demands) {
    Guardrail all = Guardrail.NONE;
    for (String name : section.texts("guarded-by")) {
      if (!demands.containsKey(name)) {
        section.problem(
            "guarded-by",
            "%s is guarded by '%s', which does not exist".formatted(holder, name),
            Closest.hint(name, "guardrails", demands.keySet()));
      } else {
        all = all.and(demands.get(name)).and(Guardrail.of(guardrails.get(name).limits(holder)));
      }
    }
    return all;
  }

  private static ByokDecision decision(Section section, Place place) {
    ByokDecision decision =
        new ByokDecision(
            section.text("reason").orElse(null),
            section.text("behaviour").orElse(null),
            section.text("rotation-owner").orElse(null),
            section.text("exit-criteria").orElse(null),
            place);
    section.refuseUnknownKeys();
    return decision;
  }

  private ApiKey key(
      String name,
      Section section,
      Place place,
      List<String> environments,
      Collection<String> workspaces,
      Map<String, Guardrail> demands) {
    String workspace = section.requiredText("workspace");
    String environment = section.requiredText("environment");
    refuseUnknown(section, "workspace", workspace, workspaces);
    refuseUnknown(section, "environment", environment, environments);
    if (!section.has("key")) {
      section.problem("key", "'key' is missing", "Add 'key: env:NAME', where the key lies.");
    }
    SecretReference reference =
        SecretReference.read(section, "key", problems)
            .orElse(new SecretReference("env:NONE", section.place()));
    LocalDate created = day(section, "created").orElse(LocalDate.EPOCH);
    if (!section.has("created")) {
      section.problem("created", "'created' is missing", "Add 'created:' with its day.");
    }
    ApiKey key =
        new ApiKey(
            name,
            reference,
            workspace,
            environment,
            section.requiredText("owner"),
            section.requiredText("workload"),
            section.texts("behaviours"),
            section.texts("services"),
            section.texts("byok"),
            created,
            day(section, "retired").orElse(null),
            guardedBy(section, "key '%s'".formatted(name), demands),
            place);
    if (key.retired() != null && key.retired().isBefore(created)) {
      section.problem("retired", "key '%s' is retired before it was created".formatted(name), "");
    }
    section.refuseUnknownKeys();
    return key;
  }

  private static void refuseUnknown(
      Section section, String key, String name, Collection<String> known) {
    if (!name.isBlank() && !known.contains(name)) {
      section.problem(
          key, "there is no %s '%s'".formatted(key, name), Closest.hint(name, key + "s", known));
    }
  }

  private static Optional<LocalDate> day(Section section, String key) {
    Optional<String> text = section.text(key);
    try {
      return text.map(LocalDate::parse);
    } catch (DateTimeParseException notADay) {
      section.problem(
          key, "'%s' is '%s', expected a day such as 2026-08-01".formatted(key, text.get()), "");
      return Optional.empty();
    }
  }

  private Rotation rotation() {
    Optional<Section> stated = root.section("rotation");
    Rotation rotation =
        new Rotation(
            stated
                .map(each -> days(each, "days", 1, USUAL_ROTATION_DAYS))
                .orElse(USUAL_ROTATION_DAYS),
            stated
                .map(each -> days(each, "overlap-days", 0, USUAL_OVERLAP_DAYS))
                .orElse(USUAL_OVERLAP_DAYS));
    stated.ifPresent(Section::refuseUnknownKeys);
    return rotation;
  }

  private static int days(Section section, String key, int least, int absent) {
    int days = section.wholeNumber(key).orElse(absent);
    if (days < least) {
      section.problem(key, "'%s' is %d, expected %d or more".formatted(key, days, least), "");
    }
    return days;
  }
}

package dev.assay.policy;

import dev.assay.money.Usd;
import dev.assay.policy.FeeSchedule.Basis;
import dev.assay.policy.FeeSchedule.ByokFee;
import dev.assay.policy.FeeSchedule.Commitment;
import dev.assay.policy.FeeSchedule.LoggingDiscount;
import dev.assay.policy.FeeSchedule.Plan;
import dev.assay.policy.FeeSchedule.PlatformFee;
import dev.assay.problem.Problems;
import dev.assay.settings.Section;
import dev.assay.settings.SettingsFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads what a gateway charges beside the usage itself, and from which day on. */
public final class FeesFile {
  /** What it is called in a folder of policies. */
  public static final String USUAL_NAME = "fees.yaml";

  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int PERCENT_DECIMALS = 4;
  private static final String FREE_REQUESTS = "free-requests-a-month";
  private static final String FREE_LIST_COST = "free-list-cost-usd-a-month";

  private FeesFile() {}

  /** The schedule, or nothing and every fault of the file. */
  public static Optional<FeeSchedule> read(Path file, Problems problems) {
    int before = problems.count();
    Section root = SettingsFile.read(file, problems);
    if (root.place().line() == 0) {
      return Optional.empty(); // the file could not be opened, and that has been reported
    }
    Plan plan = root.choice("plan", Plan.class).orElse(Plan.PAY_AS_YOU_GO);
    FeeSchedule schedule =
        new FeeSchedule(
            root.requiredText("system"),
            plan,
            root.flag("prompt-logging").orElse(false),
            each(root, "platform-fee", FeesFile::platformFee),
            each(root, "byok-fee", section -> byokFee(section, plan)),
            each(root, "logging-discount", FeesFile::loggingDiscount),
            commitments(root));
    root.refuseUnknownKeys();
    return problems.count() > before ? Optional.empty() : Optional.of(schedule);
  }

  /** Terms of one kind, no two of which begin on one day for the same way of paying. */
  private static <T> List<T> each(Section root, String key, Function<Section, T> reader) {
    List<T> terms = new ArrayList<>();
    Map<String, Section> met = new HashMap<>();
    for (Section section : root.sections(key)) {
      terms.add(reader.apply(section));
      section.refuseUnknownKeys();
      String begins =
          section.text("valid-from").orElse("") + " " + section.text("paid-by").orElse("");
      Section first = met.putIfAbsent(begins, section);
      if (first != null && section.has("valid-from")) {
        section.problem(
            "valid-from",
            "two terms of '%s' begin on %s".formatted(key, begins.strip()),
            "The first stands at line %d; keep one of the two.".formatted(first.place().line()));
      }
    }
    return terms;
  }

  private static PlatformFee platformFee(Section section) {
    return new PlatformFee(
        day(section, "valid-from"),
        section.text("paid-by").map(way -> way.toLowerCase(Locale.ROOT)).orElse(null),
        percent(section),
        new Usd(section.has("minimum-usd") ? notNegative(section, "minimum-usd") : BigDecimal.ZERO),
        section.place());
  }

  private static ByokFee byokFee(Section section, Plan plan) {
    boolean byRequests = section.has(FREE_REQUESTS);
    if (byRequests == section.has(FREE_LIST_COST)) {
      section.problem(
          FREE_LIST_COST,
          byRequests ? "the allowance is stated twice" : "there is no allowance",
          "State '%s' or '%s', each by plan.".formatted(FREE_REQUESTS, FREE_LIST_COST));
    }
    String key = byRequests ? FREE_REQUESTS : FREE_LIST_COST;
    Map<Plan, BigDecimal> allowance = new EnumMap<>(Plan.class);
    section.section(key).ifPresent(stated -> allowance.putAll(byPlan(stated, plan)));
    return new ByokFee(
        day(section, "valid-from"),
        percent(section),
        byRequests ? Basis.REQUESTS : Basis.LIST_COST,
        allowance,
        section.place());
  }

  /** Of each plan that is stated; the one that is had must be. */
  private static Map<Plan, BigDecimal> byPlan(Section stated, Plan plan) {
    Map<Plan, BigDecimal> allowance = new EnumMap<>(Plan.class);
    for (Plan each : Plan.values()) {
      String word = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (stated.has(word)) {
        allowance.put(each, notNegative(stated, word));
      } else if (each == plan) {
        stated.problem(word, "the plan '%s' has no allowance here".formatted(word), "Add it.");
      }
    }
    stated.refuseUnknownKeys();
    return allowance;
  }

  private static LoggingDiscount loggingDiscount(Section section) {
    return new LoggingDiscount(day(section, "valid-from"), percent(section), section.place());
  }

  private static List<Commitment> commitments(Section root) {
    List<Commitment> commitments = new ArrayList<>();
    Optional<Section> named = root.section("commitments");
    for (String name : named.map(Section::keys).orElse(List.of())) {
      named.get().section(name).ifPresent(each -> commitments.add(commitment(name, each)));
    }
    return commitments;
  }

  private static Commitment commitment(String name, Section section) {
    Commitment commitment =
        new Commitment(
            name,
            section.requiredText("provider"),
            new Usd(required(section, "usd")),
            day(section, "from"),
            day(section, "to"),
            section.place());
    if (commitment.to().isBefore(commitment.from())) {
      section.problem("to", "commitment '%s' ends before it begins".formatted(name), "");
    }
    section.refuseUnknownKeys();
    return commitment;
  }

  private static LocalDate day(Section section, String key) {
    String text = section.requiredText(key);
    try {
      return text.isBlank() ? LocalDate.EPOCH : LocalDate.parse(text);
    } catch (DateTimeParseException notADay) {
      section.problem(
          key, "'%s' is '%s', expected a day such as 2026-08-01".formatted(key, text), "");
      return LocalDate.EPOCH;
    }
  }

  private static BigDecimal percent(Section section) {
    BigDecimal percent = required(section, "percent");
    if (percent.compareTo(HUNDRED) > 0 || percent.stripTrailingZeros().scale() > PERCENT_DECIMALS) {
      section.problem(
          "percent",
          "'percent' is %s, expected 0 to 100 with at most %d decimals"
              .formatted(percent, PERCENT_DECIMALS),
          "");
    }
    return percent;
  }

  private static BigDecimal required(Section section, String key) {
    if (!section.has(key)) {
      section.problem(key, "'%s' is missing".formatted(key), "Add '%s:'.".formatted(key));
      return BigDecimal.ZERO;
    }
    return notNegative(section, key);
  }

  /** A number that an amount of money can hold; zero where it is none. */
  private static BigDecimal notNegative(Section section, String key) {
    BigDecimal stated = section.decimal(key).orElse(BigDecimal.ZERO);
    if (stated.signum() < 0 || Usd.exactly(stated).isEmpty()) {
      section.problem(
          key, "'%s' is %s, expected 0 or more and at most 18 decimals".formatted(key, stated), "");
      return BigDecimal.ZERO;
    }
    return stated;
  }
}

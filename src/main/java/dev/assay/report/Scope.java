package dev.assay.report;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.warehouse.CommittedRun;
import dev.assay.warehouse.Excerpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a report looks at: some runs, and of their rows those of a time, of suites, arms and tags.
 * Simulated and real runs are not mixed unless asked for.
 */
public final class Scope {
  private final Runs which;
  private final int newest;
  // its runs are those named, if any
  private final Excerpt rows;
  private final Mixing mixing;

  /** How the runs are told. */
  private enum Runs {
    NEWEST,
    NAMED,
    EVERY
  }

  /** Whether simulated runs may stand beside real ones. */
  public enum Mixing {
    APART,
    TOGETHER
  }

  /**
   * What a scope means in one warehouse.
   *
   * @param notes what a reader must know of it, each a sentence
   */
  public record Choice(List<CommittedRun> runs, Excerpt excerpt, List<String> notes) {
    public Choice {
      runs = List.copyOf(runs);
      requireNonNull(excerpt, "excerpt");
      notes = List.copyOf(notes);
    }
  }

  private Scope(Runs which, int newest, Excerpt rows, Mixing mixing) {
    this.which = which;
    this.newest = newest;
    this.rows = rows;
    this.mixing = mixing;
  }

  private static Scope of(Runs which, int newest, List<String> ids) {
    return new Scope(which, newest, Excerpt.ofRuns(ids), Mixing.APART);
  }

  /** The run that was started last. */
  public static Scope newest() {
    return newest(1);
  }

  /** So many runs, those that were started last and are of the kind of the very last. */
  public static Scope newest(int runs) {
    return of(Runs.NEWEST, runs, List.of());
  }

  public static Scope everyRun() {
    return of(Runs.EVERY, 0, List.of());
  }

  /** The named runs; a name that is not committed is a fault of the input. */
  public static Scope runs(List<String> ids) {
    return of(Runs.NAMED, 0, ids);
  }

  /**
   * What was attempted within a time.
   *
   * @param first null where any time is early enough
   * @param end the first moment that is too late; null where none is
   */
  public Scope between(Instant first, Instant end) {
    return of(rows.between(first, end));
  }

  /** The attempts of some suites, arms and tags; of an empty list any will do. */
  public Scope only(List<String> suites, List<String> arms, List<String> tags) {
    return of(rows.only(suites, arms, tags));
  }

  /** With the scores of the scoring whose name begins so, instead of each run's newest. */
  public Scope scoredBy(String beginning) {
    return of(rows.scoredBy(beginning));
  }

  private Scope of(Excerpt excerpt) {
    return new Scope(which, newest, excerpt, mixing);
  }

  public Scope mixing(Mixing simulated) {
    return new Scope(which, newest, rows, simulated);
  }

  /** The runs meant and what of them, out of the committed ones, which come oldest first. */
  public Choice among(List<CommittedRun> committed) {
    List<CommittedRun> candidates = candidates(committed);
    List<CommittedRun> chosen = chosen(candidates);
    List<String> notes = new ArrayList<>(ScopeNotes.of(chosen, committed.isEmpty()));
    if (which == Runs.EVERY) {
      notes.addAll(ScopeNotes.ofLeftOut(candidates.size() - chosen.size()));
    }
    notes.addAll(ScopeNotes.of(rows));
    return new Choice(chosen, rows.of(ids(chosen), ids(soFar(chosen, committed))), notes);
  }

  private static List<String> ids(List<CommittedRun> runs) {
    return runs.stream().map(CommittedRun::id).toList();
  }

  /**
   * A scope of a time has a past, which is every run that may hold some of it; others have none.
   */
  private List<CommittedRun> soFar(List<CommittedRun> chosen, List<CommittedRun> committed) {
    if (which != Runs.EVERY) {
      return chosen;
    }
    boolean simulatedOnly = !chosen.isEmpty() && chosen.stream().allMatch(CommittedRun::simulated);
    return holding(committed, null, rows.to()).stream()
        .filter(run -> mixing == Mixing.TOGETHER || run.simulated() == simulatedOnly)
        .toList();
  }

  /** Those that may have rows of this scope. */
  private List<CommittedRun> candidates(List<CommittedRun> committed) {
    if (which == Runs.NAMED) {
      List<String> known = committed.stream().map(CommittedRun::id).toList();
      for (String id : rows.runs()) {
        if (!known.contains(id)) {
          throw new InvalidInput(
              Place.setting("--run"),
              "there is no committed run '%s' in the warehouse".formatted(id),
              Closest.hint(id, "runs", known));
        }
      }
      return committed.stream().filter(run -> rows.runs().contains(run.id())).toList();
    }
    checkNames("suite", rows.suites(), committed, run -> run.suiteHashes().keySet());
    checkNames("arm", rows.arms(), committed, CommittedRun::arms);
    return holding(committed, rows.from(), rows.to());
  }

  private List<CommittedRun> holding(List<CommittedRun> committed, Instant from, Instant to) {
    return committed.stream()
        .filter(run -> run.mayHoldRowsOf(from, to))
        .filter(run -> mayHoldOneOf(rows.suites(), run.suiteHashes().keySet()))
        .filter(run -> mayHoldOneOf(rows.arms(), run.arms()))
        .toList();
  }

  /** A run that tells none may hold any. */
  private static boolean mayHoldOneOf(List<String> wanted, Collection<String> told) {
    return wanted.isEmpty() || told.isEmpty() || !Collections.disjoint(wanted, told);
  }

  private static void checkNames(
      String kind,
      List<String> wanted,
      List<CommittedRun> committed,
      Function<CommittedRun, Collection<String>> told) {
    if (committed.isEmpty()
        || committed.stream().anyMatch(run -> !run.statesOnly() && told.apply(run).isEmpty())) {
      return;
    }
    Set<String> known = new TreeSet<>();
    committed.forEach(run -> known.addAll(told.apply(run)));
    Problems problems = new Problems();
    for (String name : wanted) {
      if (!known.contains(name)) {
        problems.add(
            Place.setting("--" + kind),
            "no run in the warehouse has the %s '%s'".formatted(kind, name),
            Closest.hint(name, kind + "s", known));
      }
    }
    problems.throwIfAny();
  }

  private List<CommittedRun> chosen(List<CommittedRun> candidates) {
    if (candidates.isEmpty() || mixing == Mixing.TOGETHER) {
      return which == Runs.NEWEST ? last(attempting(candidates)) : candidates;
    }
    boolean anyReal = candidates.stream().anyMatch(run -> !run.simulated());
    boolean anySimulated = candidates.stream().anyMatch(CommittedRun::simulated);
    return switch (which) {
      case NAMED -> {
        if (anyReal && anySimulated) {
          throw new InvalidInput(
              Place.setting("--run"),
              "some of these runs are simulated and some are real: simulated are %s"
                  .formatted(
                      String.join(
                          ", ",
                          candidates.stream()
                              .filter(CommittedRun::simulated)
                              .map(CommittedRun::id)
                              .toList())),
              "Name runs of one kind, or mix them with --include-simulated.");
        }
        yield candidates;
      }
      case NEWEST -> {
        List<CommittedRun> runs = attempting(candidates);
        boolean simulated = runs.get(runs.size() - 1).simulated();
        yield last(only(runs, run -> run.simulated() == simulated));
      }
      case EVERY -> anyReal ? only(candidates, run -> !run.simulated()) : candidates;
    };
  }

  /**
   * What others state beside any attempt is no run that a reader means by the newest, unless there
   * is nothing else.
   */
  private static List<CommittedRun> attempting(List<CommittedRun> runs) {
    List<CommittedRun> attempting = only(runs, run -> !run.statesOnly());
    return attempting.isEmpty() ? runs : attempting;
  }

  private List<CommittedRun> last(List<CommittedRun> runs) {
    return runs.subList(Math.max(0, runs.size() - newest), runs.size());
  }

  private static List<CommittedRun> only(List<CommittedRun> runs, Predicate<CommittedRun> kind) {
    return runs.stream().filter(kind).toList();
  }
}

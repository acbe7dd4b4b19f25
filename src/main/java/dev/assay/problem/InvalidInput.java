package dev.assay.problem;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the user gave cannot be used. It carries every fault, in file order, and is thrown before
 * anything is sent.
 */
public final class InvalidInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public InvalidInput(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = inFileOrder(problems);
  }

  public InvalidInput(Place place, String what, String mend) {
    this(List.of(new Problem(place, what, mend)));
  }

  public List<Problem> problems() {
    return problems;
  }

  /** A line a fault, then how many there are; what it cost is for the caller to say. */
  public String report() {
    long places = problems.stream().map(problem -> problem.place().name()).distinct().count();
    String noun =
        problems.stream().allMatch(problem -> problem.place().isFile()) ? "file" : "place";
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"))
        + "\n%s in %s.".formatted(counted(problems.size(), "problem"), counted(places, noun));
  }

  private static String counted(long count, String noun) {
    return count + " " + (count == 1 ? noun : noun + "s");
  }

  /** Files stay in the order in which they were read; within a file the lines ascend. */
  private static List<Problem> inFileOrder(List<Problem> problems) {
    List<String> names =
        problems.stream().map(problem -> problem.place().name()).distinct().toList();
    return problems.stream()
        .sorted(
            Comparator.<Problem>comparingInt(problem -> names.indexOf(problem.place().name()))
                .thenComparingInt(problem -> problem.place().line()))
        .toList();
  }
}

package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.policy.DataPromise;
import dev.assay.problem.Place;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * One evaluation as its file describes it.
 *
 * @param suites folders of suites, resolved
 * @param catalog the catalog file, resolved
 * @param budget the most a run may spend, more than zero
 * @param maxConcurrency the most calls in flight
 * @param streamed whether answers are asked for as a stream, which is what makes time to first
 *     token known
 * @param allowSpend whether the file itself permits real money
 * @param acceptedGaps the promises about data that its author knows no gateway is told of, and asks
 *     all the same
 * @param maxFailedShare the share of failed calls from which a run counts as failed, 0 to 1
 * @param maxAttempts how often one call may be tried in all
 */
public record Job(
    String name,
    List<String> suites,
    String catalog,
    GatewayTarget gateway,
    List<Arm> arms,
    int repeats,
    Usd budget,
    int maxConcurrency,
    boolean streamed,
    boolean allowSpend,
    Set<DataPromise> acceptedGaps,
    BigDecimal maxFailedShare,
    int maxAttempts,
    Payer payer,
    Place place)
    implements Serializable {
  public Job {
    requireNonNull(name, "name");
    suites = List.copyOf(suites);
    requireNonNull(catalog, "catalog");
    requireNonNull(gateway, "gateway");
    arms = List.copyOf(arms);
    requireNonNull(budget, "budget");
    acceptedGaps = Set.copyOf(acceptedGaps);
    requireNonNull(maxFailedShare, "maxFailedShare");
    requireNonNull(payer, "payer");
    requireNonNull(place, "place");
  }

  /** The same job asked through another gateway; see {@link GatewayTarget#at}. */
  public Job askedThrough(GatewayTarget other) {
    return new Job(
        name,
        suites,
        catalog,
        other,
        arms,
        repeats,
        budget,
        maxConcurrency,
        streamed,
        allowSpend,
        acceptedGaps,
        maxFailedShare,
        maxAttempts,
        payer,
        place);
  }

  /** The same job with another bound on the calls in flight. */
  public Job withMaxConcurrency(int calls) {
    return new Job(
        name,
        suites,
        catalog,
        gateway,
        arms,
        repeats,
        budget,
        calls,
        streamed,
        allowSpend,
        acceptedGaps,
        maxFailedShare,
        maxAttempts,
        payer,
        place);
  }
}

package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import dev.assay.policy.DataPromise;
import dev.assay.policy.Guardrail;
import dev.assay.problem.Place;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One evaluation as its file describes it.
 *
 * @param suites folders of suites, resolved
 * @param catalog the files of the catalog, resolved, in the order in which they are named
 * @param budget the most a run may spend, more than zero
 * @param maxConcurrency the most calls in flight
 * @param streamed whether answers are asked for as a stream, which is what makes time to first
 *     token known
 * @param allowSpend whether the file itself permits real money
 * @param acceptedGaps the promises about data that its author knows no gateway is told of, and asks
 *     all the same
 * @param maxFailedShare the share of failed calls from which a run counts as failed, 0 to 1
 * @param maxAttempts how often one call may be tried in all
 * @param incumbent the arm that the others are compared with; null where the job names none
 * @param floor what guardrails demand of its calls, already in the policies of its arms; none where
 *     the job names no guardrails
 */
public record Job(
    String name,
    List<String> suites,
    List<String> catalog,
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
    Terms terms,
    String incumbent,
    Guardrail floor,
    Place place)
    implements Serializable {
  private static final BigDecimal RETRY_SHARE = new BigDecimal("0.25");

  public Job {
    requireNonNull(name, "name");
    suites = List.copyOf(suites);
    catalog = List.copyOf(catalog);
    requireNonNull(gateway, "gateway");
    arms = List.copyOf(arms);
    requireNonNull(budget, "budget");
    acceptedGaps = Set.copyOf(acceptedGaps);
    requireNonNull(maxFailedShare, "maxFailedShare");
    requireNonNull(payer, "payer");
    requireNonNull(terms, "terms");
    requireNonNull(floor, "floor");
    requireNonNull(place, "place");
  }

  /** A job on no terms of its own. */
  public Job(
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
      BigDecimal maxFailedShare,
      int maxAttempts,
      Payer payer,
      Place place) {
    this(
        name,
        suites,
        List.of(catalog),
        gateway,
        arms,
        repeats,
        budget,
        maxConcurrency,
        streamed,
        allowSpend,
        Set.of(),
        maxFailedShare,
        maxAttempts,
        payer,
        Terms.NONE,
        null,
        Guardrail.NONE,
        place);
  }

  /** What the job's own key may spend in a run, where that is limited. */
  public Optional<Usd> keyBudget() {
    return budget(payer.apiKeyName(), terms.budgets().keys());
  }

  /** What the behaviour that the job pays for may spend in a run, where that is limited. */
  public Optional<Usd> behaviourBudget() {
    return budget(payer.behaviour(), terms.budgets().behaviours());
  }

  /** What the member that the job pays for may spend in a run, where that is limited. */
  public Optional<Usd> memberBudget() {
    return budget(payer.member(), terms.budgets().members());
  }

  private static Optional<Usd> budget(String name, Map<String, Usd> budgets) {
    return Optional.ofNullable(name).map(budgets::get);
  }

  /** What all attempts after the first may cost together. */
  public Usd retryBudget() {
    return terms.budgets().retries() == null
        ? new Usd(budget.amount().multiply(RETRY_SHARE))
        : terms.budgets().retries();
  }

  /** The same job on other terms. */
  public Job on(Terms other) {
    return with(gateway, maxConcurrency, payer, other);
  }

  /** The same job at somebody else's expense. */
  public Job paidBy(Payer other) {
    return with(gateway, maxConcurrency, other, terms);
  }

  /** The same job asked through another gateway; see {@link GatewayTarget#at}. */
  public Job askedThrough(GatewayTarget other) {
    return with(other, maxConcurrency, payer, terms);
  }

  /** The same job with another bound on the calls in flight. */
  public Job withMaxConcurrency(int calls) {
    return with(gateway, calls, payer, terms);
  }

  private Job with(GatewayTarget otherGateway, int calls, Payer otherPayer, Terms otherTerms) {
    return new Job(
        name,
        suites,
        catalog,
        otherGateway,
        arms,
        repeats,
        budget,
        calls,
        streamed,
        allowSpend,
        acceptedGaps,
        maxFailedShare,
        maxAttempts,
        otherPayer,
        otherTerms,
        incumbent,
        floor,
        place);
  }
}

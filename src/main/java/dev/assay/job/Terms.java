package dev.assay.job;

import static java.util.Objects.requireNonNull;

import dev.assay.money.Usd;
import java.io.Serializable;
import java.util.Map;

/**
 * On what terms a job's calls are sent, besides its budget and its concurrency.
 *
 * @param retriesMidStream whether an answer that broke off after its first token, and is paid, is
 *     asked for again
 * @param warmUpCalls of each arm, before the first one that counts
 * @param costGuard what keeps a single call from being sent
 */
public record Terms(
    Limits limits, Budgets budgets, boolean retriesMidStream, int warmUpCalls, CostGuard costGuard)
    implements Serializable {

  /** What a job that says nothing gets. */
  public static final Terms NONE = new Terms(Limits.NONE, Budgets.NONE, false, 0, CostGuard.NONE);

  /**
   * What the key allows in a minute; null does not limit.
   *
   * @param tokensPerMinute prompts and answers together
   * @param freeRequestsPerDay what the account may ask of free models in a day; null for what an
   *     account without bought credits may
   */
  public record Limits(Integer requestsPerMinute, Long tokensPerMinute, Integer freeRequestsPerDay)
      implements Serializable {
    public static final Limits NONE = new Limits(null, null);

    /** Limits of a minute alone. */
    public Limits(Integer requestsPerMinute, Long tokensPerMinute) {
      this(requestsPerMinute, tokensPerMinute, null);
    }
  }

  /**
   * What a single call may take at the most; a call that takes more is not sent. Null does not
   * limit.
   *
   * @param tokens its prompt as we count it and the whole output cap
   * @param estimated what it is estimated to cost, in US dollars
   */
  public record CostGuard(Long tokens, Usd estimated) implements Serializable {
    public static final CostGuard NONE = new CostGuard(null, null);
  }

  /**
   * What parts of a run may spend, besides the run itself.
   *
   * @param arms by name
   * @param keys by name; the one of the run's own key counts
   * @param behaviours likewise
   * @param members likewise
   * @param retries all attempts after the first; null for a quarter of the run's budget
   * @param month what one calendar month is meant to cost, which warns and does not stop; null
   *     where nobody said
   */
  public record Budgets(
      Map<String, Usd> arms,
      Map<String, Usd> keys,
      Map<String, Usd> behaviours,
      Map<String, Usd> members,
      Usd retries,
      Usd month)
      implements Serializable {
    public static final Budgets NONE = new Budgets(Map.of(), Map.of(), Map.of(), null, null);

    /** Budgets that no member has one of. */
    public Budgets(
        Map<String, Usd> arms,
        Map<String, Usd> keys,
        Map<String, Usd> behaviours,
        Usd retries,
        Usd month) {
      this(arms, keys, behaviours, Map.of(), retries, month);
    }

    public Budgets {
      arms = Map.copyOf(arms);
      keys = Map.copyOf(keys);
      behaviours = Map.copyOf(behaviours);
      members = Map.copyOf(members);
    }
  }

  public Terms {
    requireNonNull(limits, "limits");
    requireNonNull(budgets, "budgets");
    requireNonNull(costGuard, "costGuard");
  }

  public Terms with(Limits other) {
    return new Terms(other, budgets, retriesMidStream, warmUpCalls, costGuard);
  }

  public Terms with(Budgets other) {
    return new Terms(limits, other, retriesMidStream, warmUpCalls, costGuard);
  }

  public Terms with(CostGuard other) {
    return new Terms(limits, budgets, retriesMidStream, warmUpCalls, other);
  }

  /** The same terms with so many calls of each arm that do not count. */
  public Terms warmedUpBy(int calls) {
    return new Terms(limits, budgets, retriesMidStream, calls, costGuard);
  }
}

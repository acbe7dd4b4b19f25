package dev.assay.job;

import java.io.Serializable;

/**
 * Who pays for a run, as far as the job says; null where it does not. Each becomes a column of
 * every row.
 */
public record Payer(
    String organization,
    String workspace,
    String environment,
    String team,
    String costCenter,
    String member,
    String customer,
    String behaviour,
    String apiKeyName)
    implements Serializable {
  public static final Payer NOBODY =
      new Payer(null, null, null, null, null, null, null, null, null);
}

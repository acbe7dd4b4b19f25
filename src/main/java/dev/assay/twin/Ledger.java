package dev.assay.twin;

import dev.assay.money.Usd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the twin has billed, row by row, kept apart from anything a client believes. */
public final class Ledger {
  private final List<LedgerRow> rows = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private Usd total = Usd.ZERO;

  Ledger() {}

  synchronized void add(LedgerRow row) {
    places.put(row.generationId(), rows.size());
    rows.add(row);
    total = total.plus(row.costUsd());
  }

  /** Every row so far, in the order in which the requests ended. */
  public synchronized List<LedgerRow> rows() {
    return List.copyOf(rows);
  }

  /** What all of it cost, exactly. */
  public synchronized Usd totalUsd() {
    return total;
  }

  /** All of it as the logs export of the real service: CSV, a row per request. */
  public String logsCsv() {
    return LogsExport.csv(rows());
  }

  public synchronized Optional<LedgerRow> row(String generationId) {
    return Optional.ofNullable(places.get(generationId)).map(rows::get);
  }
}

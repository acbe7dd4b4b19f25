package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.money.Usd;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** Ledger rows summed up per day, model, endpoint and provider. */
final class Activity {
  private record Group(LocalDate date, String model, String endpoint, String provider)
      implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      return toString().compareTo(other.toString());
    }
  }

  private record Sums(
      Usd usage, Usd byokInference, long requests, long prompt, long completion, long reasoning) {
    private static final Sums NONE = new Sums(Usd.ZERO, Usd.ZERO, 0, 0, 0, 0);

    Sums plus(LedgerRow row) {
      return new Sums(
          usage.plus(row.costUsd()),
          byokInference.plus(row.byok() ? row.upstreamUsd() : Usd.ZERO),
          requests + 1,
          prompt + row.tokens().prompt(),
          completion + row.tokens().completion(),
          reasoning + row.tokens().reasoning());
    }
  }

  private final Map<Group, Sums> sums = new TreeMap<>();

  void add(LedgerRow row) {
    Group group = new Group(row.day(), row.model(), row.endpointTag(), row.provider());
    sums.put(group, sums.getOrDefault(group, Sums.NONE).plus(row));
  }

  ArrayNode rows() {
    ArrayNode rows = Json.array();
    sums.forEach((group, sum) -> rows.add(row(group, sum)));
    return rows;
  }

  private static ObjectNode row(Group group, Sums sum) {
    ObjectNode row = Json.object();
    row.put("date", group.date().toString());
    row.put("model", group.model());
    row.put("model_permaslug", group.model());
    row.put("endpoint_id", group.endpoint());
    row.put("provider_name", group.provider());
    row.set("usage", Json.money(sum.usage()));
    row.set("byok_usage_inference", Json.money(sum.byokInference()));
    row.put("requests", sum.requests());
    row.put("prompt_tokens", sum.prompt());
    row.put("completion_tokens", sum.completion());
    row.put("reasoning_tokens", sum.reasoning());
    row.putNull("workspace_id");
    return row;
  }
}

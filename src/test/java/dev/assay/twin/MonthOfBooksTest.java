package dev.assay.twin;

import static dev.assay.twin.SampleCatalog.CHAT;
import static dev.assay.twin.SampleCatalog.LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.intake.BookImport;
import dev.assay.intake.BookRequest;
import dev.assay.intake.BookSource;
import dev.assay.intake.Said;
import dev.assay.report.Reports;
import dev.assay.report.Scope;
import dev.assay.report.Table;
import dev.assay.report.finops.FinOpsTables;
import dev.assay.report.finops.FiscalCalendar;
import dev.assay.warehouse.TinyBooks;
import dev.assay.warehouse.Warehouse;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thirty days of traffic with faults: what the client wrote down of its own calls is held against
 * the logs and the activity that the twin made of its own ledger.
 */
class MonthOfBooksTest {
  private static final int DAYS = 30;
  private static final int CALLS_A_DAY = 6;
  private static final String KEY = "nightly";

  @TempDir Path folder;
  @TempDir Path saved;

  private final SetClock clock = new SetClock("2026-11-01T00:30:00Z");
  private final List<Seen> seen = new ArrayList<>();
  private Twin twin;
  private Client client;

  /** What a client knows of one request; usd is null where the answer told no cost. */
  private record Seen(String id, Instant at, String model, BigDecimal usd, BigDecimal toldLater) {}

  @BeforeEach
  void trafficOfAMonth() {
    twin = Scenarios.twin("mixed-faults", clock);
    client = Client.of(twin);
    for (int day = 0; day < DAYS; day++) {
      for (int call = 0; call < CALLS_A_DAY; call++) {
        ask(day * CALLS_A_DAY + call);
        clock.pass(Duration.ofHours(24 / CALLS_A_DAY));
      }
    }
    // the last day is long over
    clock.pass(Duration.ofHours(9));
  }

  @AfterEach
  void stop() {
    twin.close();
  }

  private void ask(int number) {
    Instant at = clock.instant();
    ObjectNode body = Asked.of(number % 5 == 0 ? LARGE : CHAT, "Parcel " + number);
    Client.Reply reply = client.ask(body.put("session_id", "call " + number).toString());
    String id = reply.header("X-Generation-Id");
    if (id == null) {
      return;
    }
    JsonNode cost = reply.json().path("usage").path("cost");
    BigDecimal told = null;
    String model = reply.json().path("model").asText(null);
    if (cost.isMissingNode()) {
      JsonNode looked = client.fetch("/generation?id=" + id).json().path("data");
      told = looked.path("total_cost").decimalValue();
      model = looked.path("model").asText(null);
    }
    seen.add(new Seen(id, at, model, cost.isMissingNode() ? null : cost.decimalValue(), told));
  }

  private void write(List<Seen> captured) throws IOException {
    TinyBooks run = TinyBooks.of(folder, "month").importedAt("2026-11-30T23:00:00Z").simulated();
    for (Seen each : captured) {
      run.event(
          "generationId",
          each.id(),
          "source",
          "run",
          "purpose",
          "eval",
          "startedAt",
          each.at().toString(),
          "servedModel",
          each.model(),
          "apiKeyName",
          KEY,
          "billedUsd",
          text(each.usd()));
      if (each.toldLater() != null) {
        run.adjustment(
            "callId",
            each.id(),
            "adjustedAt",
            each.at().plusSeconds(60).toString(),
            "billedUsd",
            text(each.toldLater()));
      }
    }
    run.commit();
  }

  private static String text(BigDecimal usd) {
    return usd == null ? null : usd.toPlainString();
  }

  /** As a user imports what was saved to a file. */
  private void imported(String kind, String name, String content) throws IOException {
    BookSource source =
        BookSource.all().stream()
            .filter(each -> each.name().equals(kind))
            .findFirst()
            .orElseThrow();
    Path file = Files.writeString(saved.resolve(name), content);
    BookImport.into(folder, "test")
        .of(BookRequest.of(source, file).saying(Said.SIMULATED, "true"), clock.instant());
  }

  private void importLogs(String csv) throws IOException {
    imported("openrouter-logs", "logs.csv", csv);
  }

  private void importActivity(String json) throws IOException {
    imported("openrouter-activity", "activity.json", json);
  }

  /** Comparison and bucket with its rows, its difference and what is open of it. */
  private Map<String, String> reconciled() throws IOException {
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Table table =
          Reports.over(
                  warehouse,
                  List.of(Path.of("reports")),
                  FinOpsTables.of(
                      Optional::empty, SampleCatalog::catalog, FiscalCalendar.UTC, clock::instant))
              .run("finops/reconciliation", Scope.everyRun(), Map.of("by", "month"));
      List<String> names = table.columns().stream().map(Table.Column::name).toList();
      Map<String, String> found = new TreeMap<>();
      for (List<Object> row : table.rows()) {
        found.put(
            row.get(names.indexOf("comparison")) + " " + row.get(names.indexOf("bucket")),
            Stream.of("rows", "difference_usd", "unexplained_usd")
                .map(column -> plain(row.get(names.indexOf(column))))
                .reduce((a, b) -> a + " " + b)
                .orElseThrow());
      }
      return found;
    }
  }

  private static String plain(Object number) {
    BigDecimal exact = new BigDecimal(number.toString());
    return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
  }

  private BigDecimal cost(Seen each) {
    return each.usd() == null ? each.toldLater() : each.usd();
  }

  @Test
  void aMonthOfTheTwinReconcilesToTheLastDigit() throws IOException {
    write(seen);
    importLogs(twin.ledger().logsCsv());
    importActivity(client.fetch("/activity").body());

    Map<String, String> found = reconciled();

    assertThat(seen.stream().filter(each -> each.usd() == null)).isNotEmpty();
    long toldLater = seen.stream().filter(each -> each.toldLater() != null).count();
    assertThat(found)
        .containsOnlyKeys(
            "attempts_lookups late", "attempts_statements matched", "captured_logs matched")
        .containsEntry("captured_logs matched", twin.ledger().rows().size() + " 0 0")
        .containsEntry("attempts_lookups late", toldLater + " 0 0")
        .containsEntry("attempts_statements matched", twin.ledger().rows().size() + " 0 0");
  }

  /** The logs lose one row, we lose two, and two of the logs bill a cent more. */
  @Test
  void exactlyTheRowsThatAreMissingOrChangedAreFound() throws IOException {
    List<Seen> billed =
        seen.stream()
            .filter(each -> each.usd() != null && each.usd().signum() > 0)
            .filter(each -> each.at().isBefore(Instant.parse("2026-11-30T00:00:00Z")))
            .toList();
    Seen lostByThem = billed.get(3);
    List<Seen> lostByUs = List.of(billed.get(20), billed.get(40));
    List<Seen> changed = List.of(billed.get(7), billed.get(50));
    List<String> lines =
        new ArrayList<>(
            twin.ledger().logsCsv().lines().filter(l -> !l.startsWith(lostByThem.id())).toList());
    lines.replaceAll(
        line ->
            changed.stream()
                .filter(each -> line.startsWith(each.id() + ","))
                .findFirst()
                .map(each -> dearer(line))
                .orElse(line));
    write(seen.stream().filter(each -> !lostByUs.contains(each)).toList());
    importLogs(String.join("\n", lines));

    Map<String, String> found = reconciled();

    int rows = twin.ledger().rows().size();
    assertThat(found)
        .containsEntry("captured_logs matched", rows - 5 + " 0 0")
        .containsEntry(
            "captured_logs missing theirs", "1 %1$s %1$s".formatted(plain(cost(lostByThem))))
        .containsEntry(
            "captured_logs missing ours",
            "2 -%1$s %1$s".formatted(plain(cost(lostByUs.get(0)).add(cost(lostByUs.get(1))))))
        .containsEntry("captured_logs amount differs", "2 -0.02 0.02")
        .containsOnlyKeys(
            "attempts_lookups late",
            "captured_logs amount differs",
            "captured_logs matched",
            "captured_logs missing ours",
            "captured_logs missing theirs");
  }

  /** A row of the logs that bills a cent more. */
  private static String dearer(String line) {
    String[] cells = line.split(",", -1);
    cells[2] = new BigDecimal(cells[2]).add(new BigDecimal("0.01")).toPlainString();
    return String.join(",", cells);
  }
}

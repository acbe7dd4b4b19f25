package dev.assay.cli;

import dev.assay.catalog.CatalogFile;
import dev.assay.problem.Problems;
import dev.assay.twin.LedgerRow;
import dev.assay.twin.Scenario;
import dev.assay.twin.Twin;
import dev.assay.twin.TwinSettings;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The twin in a process of its own, that shows its ledger when asked. */
final class TwinProcess implements Closeable {
  /** One request as the twin bills it. */
  record Billed(String requestId, BigDecimal cost) {}

  private final Process process;
  private final BufferedReader from;
  private final PrintWriter to;
  private final String baseUrl;

  private TwinProcess(Process process) throws IOException {
    this.process = process;
    this.from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.to =
        new PrintWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
    this.baseUrl = from.readLine();
  }

  static TwinProcess start(Path scenario) throws IOException {
    return new TwinProcess(
        Jvm.of(TwinProcess.class, scenario.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  String baseUrl() {
    return baseUrl;
  }

  /** Returns when so many requests have been billed in all. */
  void awaitBilled(int requests) throws IOException {
    to.println("await " + requests);
    from.readLine();
  }

  List<Billed> ledger() throws IOException {
    to.println("ledger");
    int count = Integer.parseInt(from.readLine());
    List<Billed> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] row = from.readLine().split(" ", 2);
      rows.add(new Billed(row[0], new BigDecimal(row[1])));
    }
    return rows;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] args) throws Exception {
    Problems problems = new Problems();
    Path pipelines = Path.of("pipelines").toAbsolutePath();
    TwinSettings settings =
        new TwinSettings(
            CatalogFile.read(pipelines.resolve("catalog/keeptrusts-2026-08.yaml"), problems)
                .orElseThrow(),
            Scenario.read(Path.of(args[0]), problems),
            AnswerKeys.of(
                PreparedJob.suites(
                    List.of(pipelines.resolveSibling("prompts/word-problems").toString()),
                    problems)),
            0);
    problems.throwIfAny();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Twin twin = Twin.start(settings);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      out.println(twin.baseUrl());
      for (String asked = in.readLine(); asked != null; asked = in.readLine()) {
        answer(asked, twin, out);
      }
    }
  }

  private static void answer(String asked, Twin twin, PrintStream out) throws InterruptedException {
    if (asked.startsWith("await ")) {
      int enough = Integer.parseInt(asked.substring("await ".length()));
      while (twin.ledger().rows().size() < enough) {
        Thread.sleep(2);
      }
      out.println("there");
      return;
    }
    List<LedgerRow> rows = twin.ledger().rows();
    out.println(rows.size());
    rows.forEach(row -> out.println(row.requestId() + " " + row.costUsd()));
  }
}

package dev.assay.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.warehouse.TinyWarehouse;
import dev.assay.warehouse.Warehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderboardTest {
  @TempDir Path folder;

  @Test
  void x() throws Exception {
    TinyWarehouse w = TinyWarehouse.run(folder, "night-1");
    w.event("a", "c1").add().score("a", "c1", 1, 1.0);
    w.event("a", "c2").add().score("a", "c2", 1, 0.0);
    w.event("b", "c1").billed(null).add().score("b", "c1", 1, 1.0);
    w.event("b", "c2").failed("overloaded", "upstream").add();
    w.commit();
    long t = System.nanoTime();
    try (Warehouse warehouse = Warehouse.open(folder)) {
      Reports reports = Reports.over(warehouse, List.of(Path.of("reports")));
      System.out.println(reports.faults());
      Table table = reports.run("comparison/leaderboard", Scope.newest(), Map.of());
      System.out.println(dev.assay.render.Terminal.plain().ofWidth(120).text(table));
      System.out.println(new dev.assay.render.Csv().text(table));
      System.out.println(new dev.assay.render.Json().text(table));
      System.out.println(new dev.assay.render.Markdown().text(table));
      System.out.println(reports.run("finops/spend", Scope.newest(), Map.of()));
      System.out.println((System.nanoTime() - t) / 1e6);
      assertThat(table.rows()).hasSize(2);
    }
  }
}

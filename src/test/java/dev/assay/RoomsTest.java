package dev.assay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the plan of the house: which room may import which, and which library lives in which room.
 */
class RoomsTest {
  private static final List<String> LEAVES = List.of("money", "stats", "problem", "settings");

  /** What each room may import besides itself and the leaves. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    MAY_IMPORT.put("money", List.of());
    MAY_IMPORT.put("stats", List.of());
    MAY_IMPORT.put("problem", List.of());
    MAY_IMPORT.put("settings", List.of());
    MAY_IMPORT.put("suite", List.of());
    MAY_IMPORT.put("catalog", List.of());
    MAY_IMPORT.put("policy", List.of("catalog"));
    // an arm is a candidate under a policy, and a candidate is the catalog's word
    MAY_IMPORT.put("job", List.of("policy", "catalog"));
    MAY_IMPORT.put("plan", List.of("suite", "catalog", "policy", "job"));
    MAY_IMPORT.put("gateway", List.of("plan", "catalog", "policy"));
    MAY_IMPORT.put("journal", List.of("plan", "gateway"));
    MAY_IMPORT.put("score", List.of("suite", "gateway"));
    // who pays and the policy's name are columns of every row
    MAY_IMPORT.put("usage", List.of("catalog", "policy", "job", "plan", "gateway", "score"));
    MAY_IMPORT.put(
        "pipeline",
        List.of(
            "suite", "catalog", "policy", "job", "plan", "gateway", "journal", "score", "usage"));
    MAY_IMPORT.put("warehouse", List.of("usage"));
    MAY_IMPORT.put("intake", List.of("usage", "catalog", "suite", "warehouse"));
    MAY_IMPORT.put("report", List.of("warehouse", "policy", "catalog"));
    MAY_IMPORT.put("export", List.of("report", "usage", "warehouse"));
    MAY_IMPORT.put("render", List.of("report"));
    MAY_IMPORT.put("twin", List.of("catalog"));
  }

  private static JavaClasses ours;

  @BeforeAll
  static void readTheHouse() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.assay");
  }

  static Stream<String> rooms() {
    return MAY_IMPORT.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomImportsOnlyTheRoomsItMay(String room) {
    List<String> allowed = new ArrayList<>(MAY_IMPORT.get(room));
    allowed.add(room);
    // a leaf imports nothing, but for settings, which reports problems
    allowed.addAll(LEAVES.contains(room) ? leavesOf(room) : LEAVES);
    List<String> forbidden =
        Stream.concat(rooms(), Stream.of("cli")).filter(each -> !allowed.contains(each)).toList();
    noClasses()
        .that()
        .resideInAPackage("dev.assay." + room + "..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(packagesOf(forbidden)))
        .allowEmptyShould(true)
        .check(ours);
  }

  private static List<String> leavesOf(String leaf) {
    return leaf.equals("settings") ? List.of("problem") : List.of();
  }

  @Test
  void beamStaysInThePipeline() {
    staysIn("org.apache.beam..", "pipeline");
  }

  @Test
  void duckDbStaysInTheWarehouse() {
    staysIn("org.duckdb..", "warehouse");
  }

  @Test
  void theHttpClientStaysInTheGateway() {
    staysIn("org.apache.hc..", "gateway");
  }

  /** What is posted to other systems goes by the JDK's own client, and from one room. */
  @Test
  void theClientOfTheJdkStaysInTheExport() {
    staysIn("java.net.http..", "export");
  }

  @Test
  void theHttpServerStaysInTheTwin() {
    staysIn("io.undertow..", "twin");
  }

  @Test
  void commandLinesStayInTheCli() {
    staysIn("picocli..", "cli");
  }

  private static void staysIn(String library, String room) {
    classes()
        .that()
        .resideOutsideOfPackage("dev.assay." + room + "..")
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage(library)))
        .allowEmptyShould(true)
        .check(ours);
  }

  @Test
  void everyRoomIsKnownHereAndSaysWhatItDoes() throws IOException {
    Path house = Path.of("src/main/java/dev/assay");
    try (Stream<Path> folders = Files.list(house)) {
      assertThat(folders.filter(Files::isDirectory))
          .allSatisfy(
              room -> {
                assertThat(Stream.concat(rooms(), Stream.of("cli")))
                    .contains(room.getFileName().toString());
                assertThat(room.resolve("package-info.java")).isRegularFile();
              });
    }
  }

  private static String[] packagesOf(List<String> rooms) {
    return rooms.stream().map(room -> "dev.assay." + room + "..").toArray(String[]::new);
  }
}

package dev.assay.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.catalog.CatalogLint.Finding;
import dev.assay.catalog.CatalogLint.Limits;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One folder a rule: the files that break it and it alone, and what is said of them. */
class CatalogLintTest {
  private static final Path RULES = Path.of("src/test/resources/catalog/lint");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  static List<Path> rules() throws IOException {
    try (Stream<Path> folders = Files.list(RULES)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleFindsItsFaultAndNothingElse(Path rule) throws IOException {
    List<Finding> findings = CatalogLint.findings(read(rule), TODAY, Limits.USUAL);

    assertThat(
            findings.stream()
                .map(each -> each.toString().replace(rule + "/", ""))
                .collect(Collectors.joining("\n")))
        .isEqualTo(Files.readString(rule.resolve("expected.txt")).strip());
    assertThat(findings)
        .extracting(Finding::rule)
        .allSatisfy(name -> assertThat(name).isEqualTo(rule.getFileName().toString()));
  }

  @Test
  void everyRuleHasItsFixture() throws IOException {
    assertThat(rules())
        .extracting(each -> each.getFileName().toString())
        .containsExactlyInAnyOrder(
            "expired",
            "expires-soon",
            "no-context",
            "no-endpoints",
            "no-tier",
            "not-priceable",
            "overruled-price",
            "price-jump",
            "repeated-price",
            "sound",
            "stale-price");
  }

  private static MergedCatalog read(Path rule) throws IOException {
    Problems problems = new Problems();
    try (Stream<Path> files = Files.list(rule)) {
      List<Listing> listings =
          files
              .filter(each -> each.toString().endsWith(".yaml"))
              .sorted()
              .flatMap(each -> CatalogFile.listing(each, problems).stream())
              .toList();
      assertThat(problems.all()).isEmpty();
      return MergedCatalog.of(listings);
    }
  }
}

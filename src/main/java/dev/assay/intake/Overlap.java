package dev.assay.intake;

import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Workbench;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which items each suite has, and which arms share none. Nobody but the file's author knows what
 * was asked, so a suite is known by the names of its items: the same names, the same suite.
 */
final class Overlap {
  /** As many bits as a mask of arms has. */
  private static final int MOST_ARMS = 63;

  private final List<String> arms;
  private final Map<String, String> suiteHashes = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  private Overlap(List<String> arms) {
    this.arms = arms;
  }

  /** Looks at committed-to-be events with the columns suite, case_id and arm. */
  static Overlap of(String events, List<String> arms, Workbench workbench) throws SQLException {
    Overlap overlap = new Overlap(arms);
    boolean masked = arms.size() <= MOST_ARMS;
    String mask =
        masked
            ? "bit_or(1::BIGINT << (list_position([%s], arm) - 1)::INTEGER)"
                .formatted(arms.stream().map(Workbench::text).collect(Collectors.joining(", ")))
            : "0::BIGINT";
    Rows rows =
        workbench.query(
            """
            select suite, sum(items), sha256(concat(sum(items), ' ', bit_xor(content))), list(mask)
            from (
              select suite, mask, count(*) as items, bit_xor(md5_number(case_id)) as content
              from (select suite, case_id, %s as mask from %s group by suite, case_id)
              group by suite, mask)
            group by suite order by suite"""
                .formatted(mask, events));
    for (List<Object> row : rows.values()) {
      String suite = (String) row.get(0);
      overlap.suiteHashes.put(suite, "items:" + row.get(2));
      if (masked) {
        overlap.tellApart(suite, masks(row.get(3)));
      }
    }
    return overlap;
  }

  private static List<Long> masks(Object list) {
    return ((List<?>) list)
        .stream()
            .map(each -> each instanceof BigDecimal big ? big.longValue() : (Long) each)
            .toList();
  }

  private void tellApart(String suite, List<Long> masks) {
    long present = masks.stream().reduce(0L, (one, other) -> one | other);
    for (int one = 0; one < arms.size(); one++) {
      for (int other = one + 1; other < arms.size(); other++) {
        long both = 1L << one | 1L << other;
        if ((present & both) == both && masks.stream().noneMatch(mask -> (mask & both) == both)) {
          notes.add(
              "The arms '%s' and '%s' have no item of the suite '%s' in common, so they cannot be compared on it."
                  .formatted(arms.get(one), arms.get(other), suite));
        }
      }
    }
  }

  Map<String, String> suiteHashes() {
    return suiteHashes;
  }

  List<String> notes() {
    return notes;
  }
}

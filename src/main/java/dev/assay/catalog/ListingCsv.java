package dev.assay.catalog;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads an extract of a listing: a row a model, its prices in columns named as the listing names
 * them. An empty cell states nothing.
 */
final class ListingCsv {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
  private static final List<String> REQUIRED = List.of("id", "prompt", "completion");

  private ListingCsv() {}

  /** Adds the rows to a listing as if they had come over the wire. */
  static void read(String text, Place place, OpenRouterListing listing, Problems problems) {
    try (CSVParser parser = CSVParser.parse(new StringReader(text), FORMAT)) {
      List<String> header = parser.getHeaderNames();
      for (String column : REQUIRED) {
        if (!header.contains(column)) {
          problems.add(
              place,
              "the extract has no column '%s'".formatted(column),
              "A listing as CSV has the columns id, prompt and completion, prices in US dollars per token.");
          return;
        }
      }
      for (CSVRecord row : parser) {
        listing.add(page(row, header));
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException malformed) {
      problems.add(place, "Cannot read this as CSV: %s".formatted(malformed.getMessage()), "");
    }
  }

  private static ObjectNode page(CSVRecord row, List<String> header) {
    ObjectNode pricing = JsonNodeFactory.instance.objectNode();
    for (PriceClass part : PriceClass.values()) {
      String column = part.gatewayName();
      if (header.contains(column) && row.isSet(column) && !row.get(column).isBlank()) {
        pricing.put(column, row.get(column));
      }
    }
    ObjectNode model = JsonNodeFactory.instance.objectNode();
    model.put("id", row.get("id"));
    if (header.contains("context_length") && row.isSet("context_length")) {
      String context = row.get("context_length").strip();
      if (context.matches("[0-9]{1,9}")) {
        model.put("context_length", Integer.parseInt(context));
      }
    }
    model.set("pricing", pricing);
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.putArray("data").add(model);
    return page;
  }
}

package dev.assay.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The ledger as the logs export of the real service: a CSV of 24 columns, a row per request. */
final class LogsExport {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator('\n')
          .setHeader(
              "generation_id",
              "created_at",
              "cost_total",
              "cost_web_search",
              "cost_cache",
              "cost_file_processing",
              "byok_usage_inference",
              "tokens_prompt",
              "tokens_completion",
              "tokens_reasoning",
              "tokens_cached",
              "model_permaslug",
              "provider_name",
              "variant",
              "cancelled",
              "streamed",
              "user",
              "finish_reason_raw",
              "finish_reason_normalized",
              "generation_time_ms",
              "time_to_first_token_ms",
              "api_key_disabled",
              "api_key_name",
              "app_name")
          .get();

  private LogsExport() {}

  static String csv(List<LedgerRow> rows) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
      for (LedgerRow row : rows) {
        printer.printRecord(
            row.generationId(),
            row.createdAt(),
            row.costUsd(),
            0,
            null,
            0,
            row.byok() ? row.upstreamUsd() : 0,
            row.tokens().prompt(),
            row.tokens().completion(),
            row.tokens().reasoning(),
            row.tokens().cached(),
            row.model(),
            row.provider(),
            ModelName.variantOf(row.requestedModel()),
            row.cancelled(),
            row.streamed(),
            row.user(),
            row.nativeFinishReason(),
            row.finishReason(),
            row.clock().latencyMillis(),
            row.clock().firstTokenMillis(),
            false,
            row.keyName(),
            row.appName());
      }
    } catch (IOException neverInMemory) {
      throw new UncheckedIOException(neverInMemory);
    }
    return text.toString();
  }
}

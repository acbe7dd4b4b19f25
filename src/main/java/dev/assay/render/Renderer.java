package dev.assay.render;

import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.io.OutputStream;

/** Writes tables in one form, be it text or not. */
@FunctionalInterface
public interface Renderer {
  void render(Document document, OutputStream out) throws IOException;

  /** One table alone. */
  default void render(Table table, OutputStream out) throws IOException {
    render(Document.of("", table), out);
  }
}

package dev.assay.render;

import dev.assay.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a table in one form. */
@FunctionalInterface
public interface Renderer {
  void render(Table table, Appendable out) throws IOException;

  /** The same as one text. */
  default String text(Table table) {
    StringBuilder text = new StringBuilder();
    try {
      render(table, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}

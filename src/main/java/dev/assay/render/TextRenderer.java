package dev.assay.render;

import dev.assay.report.Document;
import dev.assay.report.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A form that is text. */
public abstract class TextRenderer implements Renderer {
  abstract void write(Table table, Appendable out) throws IOException;

  /** Several tables, and what there is to say of them together. */
  abstract void write(Document document, Appendable out) throws IOException;

  /** In UTF-8; the stream stays open. */
  @Override
  public final void render(Document document, OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    writeAny(document, text);
    text.flush();
  }

  private void writeAny(Document document, Appendable out) throws IOException {
    if (document.onlyTable().isPresent()) {
      write(document.onlyTable().get(), out);
    } else {
      write(document, out);
    }
  }

  /** One table alone. */
  public final String text(Table table) {
    return text(Document.of("", table));
  }

  public final String text(Document document) {
    StringBuilder text = new StringBuilder();
    try {
      writeAny(document, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}

package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.render.Format;
import dev.assay.render.Renderer;
import dev.assay.render.Terminal;
import dev.assay.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How a table is shown, and where it is written besides. */
final class OutputOptions {
  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description = "Form on the terminal: table, csv, json or markdown. Default: table.")
  private String format = Format.TABLE.toString();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Also write it there; the ending (.txt .csv .json .md) chooses the form. May repeat.")
  private List<Path> files = List.of();

  /** Refuses what cannot be written before any work is done. */
  void check() {
    Format.named(format);
    for (Path file : files) {
      Format.of(file);
      if (!isWritable(file)) {
        throw new InvalidInput(
            Place.setting("-o"),
            "Cannot write '%s'".formatted(file),
            "Name a file in a folder that exists and is yours.");
      }
    }
  }

  /** Tried out, since permissions alone do not tell of a file system that takes no files. */
  private static boolean isWritable(Path file) {
    if (Files.exists(file)) {
      return !Files.isDirectory(file) && Files.isWritable(file);
    }
    try {
      Files.delete(Files.createFile(file));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Prints a table and writes it to every file asked for. */
  void show(Table table, Console console) throws IOException {
    renderer(console).render(table, console.out());
    for (Path file : files) {
      Files.writeString(file, Format.of(file).renderer().text(table));
      console.err().println("Written: " + file);
    }
  }

  /** The same for several tables. */
  void show(Sheets sheets, Console console) throws IOException {
    Format chosen = Format.named(format);
    console
        .out()
        .append(chosen == Format.TABLE ? sheets.text(onScreen(console)) : sheets.text(chosen));
    for (Path file : files) {
      Files.writeString(file, sheets.text(Format.of(file)));
      console.err().println("Written: " + file);
    }
  }

  private Renderer renderer(Console console) {
    Format chosen = Format.named(format);
    return chosen == Format.TABLE ? onScreen(console) : chosen.renderer();
  }

  /** A table as this console shows it: as wide as it is in a pipe, cut into blocks on a screen. */
  static Renderer onScreen(Console console) {
    Terminal terminal = Terminal.plain();
    if (console.isTerminal()) {
      terminal = terminal.ofWidth(console.width());
    }
    return console.colour() ? terminal.withColours() : terminal;
  }
}

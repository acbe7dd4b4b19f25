package dev.assay.cli;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.render.Format;
import dev.assay.render.Renderer;
import dev.assay.render.Terminal;
import dev.assay.report.Document;
import dev.assay.report.Document.Section;
import dev.assay.report.Table;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How tables are shown, and where they are written besides. */
final class OutputOptions {
  private static final Place OUTPUT = Place.setting("-o");

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description = "Form on the terminal: table, csv, json or markdown. Default: table.")
  private String format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {
        "Also write it there; the ending (.txt .csv .json .md) chooses the form. May repeat.",
        "A name that ends in / is a folder, with one file a table in the form of -f, else csv."
      })
  private List<String> targets = List.of();

  /** Refuses what cannot be written before any work is done. */
  void check() {
    onTerminal();
    for (String target : targets) {
      if (!isWritable(target)) {
        throw new InvalidInput(
            OUTPUT,
            "Cannot write '%s'".formatted(target),
            "Name a file in a folder that exists and is yours.");
      }
    }
  }

  /** Also refuses a file that has room for one table, where there will be several. */
  void checkForSeveralTables() {
    check();
    for (String target : targets) {
      if (!isFolder(target) && Format.of(Path.of(target)).holdsOneTable()) {
        throw new InvalidInput(
            OUTPUT,
            "'%s' has room for one table, and a pack has several".formatted(target),
            "Name a folder, as in -o pack/, to have a file a report.");
      }
    }
    if (onTerminal().holdsOneTable() && targets.stream().noneMatch(OutputOptions::isFolder)) {
      throw new InvalidInput(
          Place.setting("-f"),
          "a %s has room for one table, and a pack has several".formatted(onTerminal()),
          "Name a folder, as in -o pack/, to have a file a report.");
    }
  }

  private Format onTerminal() {
    return format == null ? Format.TABLE : Format.named(format);
  }

  private static boolean isFolder(String target) {
    return target.endsWith("/");
  }

  private static boolean isWritable(String target) {
    Path path = Path.of(target);
    if (!isFolder(target)) {
      Format.of(path);
      return takesFile(path);
    }
    Path parent = path.toAbsolutePath().normalize().getParent();
    return Files.exists(path)
        ? Files.isDirectory(path) && takesFile(path.resolve(".assay-was-here"))
        : parent != null && takesFile(parent.resolve(".assay-was-here"));
  }

  /** Tried out, since permissions alone do not tell of a file system that takes no files. */
  private static boolean takesFile(Path file) {
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
    show(Document.of("", table), console);
  }

  /** Prints tables and writes them to every file asked for. */
  void show(Document document, Console console) throws IOException {
    boolean several = document.onlyTable().isEmpty();
    onTerminal(
        several && onTerminal().holdsOneTable() ? Format.TABLE : onTerminal(), document, console);
    writeTargets(document, document, console);
  }

  /** The same for tables of which the first says most: a form with room for one has that one. */
  void showLed(Document document, Console console) throws IOException {
    Document first = Document.of("", document.sections().get(0).table());
    onTerminal(onTerminal(), onTerminal().holdsOneTable() ? first : document, console);
    writeTargets(document, first, console);
  }

  private void onTerminal(Format form, Document document, Console console) throws IOException {
    Renderer renderer = form == Format.TABLE ? onScreen(console) : form.renderer();
    renderer.render(document, console.out());
  }

  /**
   * @param single what goes where there is room for one table
   */
  private void writeTargets(Document document, Document single, Console console)
      throws IOException {
    for (String target : targets) {
      if (isFolder(target)) {
        writeFolder(document, Path.of(target), console);
      } else {
        Path file = Path.of(target);
        write(Format.of(file).holdsOneTable() ? single : document, file, console);
      }
    }
  }

  private void writeFolder(Document document, Path folder, Console console) throws IOException {
    Files.createDirectories(folder);
    Format form = format == null ? Format.CSV : onTerminal();
    for (Section section : document.sections()) {
      String name = section.name().isEmpty() ? "table" : section.shortName();
      write(
          Document.of(section.name(), section.table()),
          folder.resolve(name + "." + form.extension()),
          console);
    }
  }

  private static void write(Document document, Path file, Console console) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      Format.of(file).renderer().render(document, out);
    }
    console.err().println("Written: " + file);
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

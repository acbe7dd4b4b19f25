package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file of rows of somebody's books.
 *
 * @param path where its bytes lie
 * @param told as a user knows it
 * @param content the hash of the given file that it is, or is a part of
 * @param lines of text; null where nobody has counted them
 * @param csv null where it is none
 * @param headers as the file names its columns
 */
record BookFile(
    Path path,
    Path told,
    String content,
    Long lines,
    Form form,
    CsvFile csv,
    List<String> headers) {
  private static final String ARCHIVE = ".zip";

  /** The files of a request, those in archives unpacked into a folder. */
  static List<BookFile> of(
      BookRequest request, List<Contents> contents, Workbench workbench, Path folder)
      throws IOException {
    List<Path> plain = request.files().stream().filter(file -> !isArchive(file)).toList();
    SourceFile.requireReadable(plain, request.form());
    List<BookFile> files = new ArrayList<>();
    for (int i = 0; i < request.files().size(); i++) {
      Path path = request.files().get(i);
      Contents content = contents.get(i);
      if (isArchive(path)) {
        for (Archive.Entry entry : Archive.unpack(path, folder.resolve("archive-" + i))) {
          files.add(
              open(entry.path(), entry.told(), content.sha256(), null, request.form(), workbench));
        }
      } else {
        Long lines = Form.isZipped(path) ? null : content.lines();
        files.add(open(path, path, content.sha256(), lines, request.form(), workbench));
      }
    }
    return files;
  }

  private static boolean isArchive(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ARCHIVE);
  }

  private static BookFile open(
      Path path, Path told, String content, Long lines, Form said, Workbench workbench)
      throws IOException {
    Form form = said == null ? Form.of(path).orElseThrow() : said;
    SourceFile.checkMark(path, form);
    CsvFile csv = form == Form.CSV ? CsvFile.open(path) : null;
    List<String> headers =
        switch (form) {
          case CSV -> csv.header();
          case PARQUET -> SourceFile.parquetColumns(path, workbench);
          case JSON, JSONL -> List.copyOf(new JsonRows(new JsonFile(path), form).names());
        };
    if (headers.isEmpty()) {
      throw new InvalidInput(Place.of(told, 0), "there are no rows", "Name a file that has some.");
    }
    return new BookFile(path, told, content, lines, form, csv, headers);
  }

  /** As it is called, without its folder. */
  String name() {
    return told.getFileName().toString();
  }
}

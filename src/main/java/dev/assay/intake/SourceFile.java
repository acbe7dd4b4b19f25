package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import dev.assay.warehouse.Rows;
import dev.assay.warehouse.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;

/** A file to import, with its form and its kind as they were said or recognised. */
record SourceFile(Path path, Form form, FileKind kind) {
  private static final String PARQUET_MARK = "PAR1";
  private static final String ZIP_MARK = "PK";

  /** Recognises every file; all of them are of one kind. */
  static List<SourceFile> of(ImportRequest request, Workbench workbench) throws IOException {
    requireReadable(request.files(), request.form());
    List<SourceFile> files = new ArrayList<>();
    for (Path path : request.files()) {
      Form form = request.form() == null ? Form.of(path).orElseThrow() : request.form();
      checkMark(path, form);
      FileKind kind = request.kind() == null ? recognise(path, form, workbench) : request.kind();
      if (!kind.comesAs(form)) {
        throw new InvalidInput(
            Place.of(path, 0),
            "%s does not come as %s".formatted(kind.told(), form.word()),
            "Name another kind by --as, or another format by --format.");
      }
      files.add(new SourceFile(path, form, kind));
    }
    for (SourceFile file : files) {
      FileKind first = files.get(0).kind();
      if (file.kind() != first) {
        throw new InvalidInput(
            Place.of(file.path(), 0),
            "this is %s, and %s is %s"
                .formatted(file.kind().told(), files.get(0).path(), first.told()),
            "Import files of one kind at a time.");
      }
    }
    return files;
  }

  /** Every file is there, and its name or the user tells its form. */
  static void requireReadable(List<Path> files, Form said) {
    Problems problems = new Problems();
    for (Path path : files) {
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        problems.add(Place.of(path, 0), "there is no such file", "Check the path.");
      } else if (said == null && Form.of(path).isEmpty()) {
        problems.add(Place.of(path, 0), "its name does not tell its format", mendOfName(path));
      }
    }
    problems.throwIfAny();
  }

  private static String mendOfName(Path path) {
    return path.toString().endsWith(".eval")
        ? "An Inspect archive becomes JSON by 'inspect log convert LOG --to json --output-dir DIR'."
        : "Say it: --format csv, jsonl, json or parquet.";
  }

  /** A file by another name than its content would only make DuckDB complain of its first bytes. */
  static void checkMark(Path path, Form form) throws IOException {
    String mark;
    try (InputStream bytes = JsonFile.open(path)) {
      mark = new String(bytes.readNBytes(PARQUET_MARK.length()), StandardCharsets.ISO_8859_1);
    } catch (ZipException noZip) {
      throw new InvalidInput(
          Place.of(path, 0), "this is no gzip file, though its name says so", "Rename it.");
    }
    boolean isParquet = mark.equals(PARQUET_MARK);
    if (isParquet != (form == Form.PARQUET)) {
      throw new InvalidInput(
          Place.of(path, 0),
          isParquet
              ? "this is a Parquet file, not " + form.word()
              : "this is no Parquet file: it does not begin with PAR1",
          isParquet ? "Say so: --format parquet." : "Write it out again.");
    }
    if (mark.startsWith(ZIP_MARK)) {
      throw new InvalidInput(
          Place.of(path, 0),
          "this is a ZIP archive, not " + form.word(),
          "Unpack it; an Inspect archive becomes JSON by 'inspect log convert LOG --to json --output-dir DIR'.");
    }
  }

  private static FileKind recognise(Path path, Form form, Workbench workbench) throws IOException {
    List<String> fields =
        switch (form) {
          case CSV -> CsvFile.open(path).header();
          case PARQUET -> parquetColumns(path, workbench);
          case JSON, JSONL -> new JsonFile(path).firstFields();
        };
    if (form == Form.JSON) {
      if (fields.contains("eval")) {
        return FileKind.INSPECT;
      }
      if (fields.contains("results")) {
        return FileKind.PROMPTFOO;
      }
      throw new InvalidInput(
          Place.of(path, 0),
          "this is neither promptfoo's results nor an Inspect log: it has neither 'results' nor 'eval'",
          "A file of an object a line is --format jsonl.");
    }
    if (fields.containsAll(Arrays.asList("model_a", "model_b"))) {
      return FileKind.PREFERENCES;
    }
    return form == Form.JSONL && fields.contains("doc_id") && fields.contains("resps")
        ? FileKind.LM_EVAL
        : FileKind.OUTCOMES;
  }

  static List<String> parquetColumns(Path path, Workbench workbench) {
    try {
      return workbench
          .query("select * from read_parquet(%s) limit 0".formatted(Workbench.file(path)))
          .columns()
          .stream()
          .map(Rows.Column::name)
          .toList();
    } catch (SQLException broken) {
      throw new InvalidInput(
          Place.of(path, 0),
          "this Parquet file cannot be read: " + broken.getMessage().lines().findFirst().orElse(""),
          "Is the file whole? Write it out again.");
    }
  }
}

package dev.assay.intake;

import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** A ZIP archive of exports. Whatever its entries are called, they land in one folder of ours. */
final class Archive {
  private static final int MOST_ENTRIES = 1000;

  /** Exports pack to a tenth; what grows more is meant to fill a disk. */
  private static final long MOST_GROWTH = 200;

  private static final long SPARED = 64L << 20;
  private static final int BUFFER = 1 << 16;

  /**
   * A file that was in an archive.
   *
   * @param told the archive and its own name there
   */
  record Entry(Path path, Path told) {}

  private Archive() {}

  static List<Entry> unpack(Path archive, Path folder) throws IOException {
    if (!Files.isRegularFile(archive)) {
      throw new InvalidInput(Place.of(archive, 0), "there is no such file", "Check the path.");
    }
    Files.createDirectories(folder);
    long left = SPARED + MOST_GROWTH * Files.size(archive);
    List<Entry> entries = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.isDirectory() || isOfItsSystem(entry.getName())) {
          continue;
        }
        Path told = archive.resolve(lastOf(entry.getName()));
        if (Form.of(told).filter(form -> form != Form.PARQUET).isEmpty() || Form.isZipped(told)) {
          throw new InvalidInput(
              Place.of(told, 0),
              "an archive holds CSV or JSON files only",
              "Unpack it, and name the files.");
        }
        if (entries.size() == MOST_ENTRIES) {
          throw new InvalidInput(
              Place.of(archive, 0),
              "it holds more than %,d files".formatted(MOST_ENTRIES),
              "Unpack it, and name the files.");
        }
        // its own name, so that a fault in it is told by that
        Path file =
            Files.createDirectories(folder.resolve(String.valueOf(entries.size())))
                .resolve(lastOf(entry.getName()));
        left -= copy(zip, file, left, archive);
        entries.add(new Entry(file, told));
      }
    } catch (ZipException broken) {
      throw new InvalidInput(
          Place.of(archive, 0),
          "this archive cannot be read: " + broken.getMessage(),
          "Is it whole? Write it out again.");
    } catch (java.io.EOFException cutOff) {
      throw new InvalidInput(
          Place.of(archive, 0), "this archive is cut off", "Is it whole? Write it out again.");
    }
    if (entries.isEmpty()) {
      throw new InvalidInput(
          Place.of(archive, 0), "this archive holds no file", "Name one that has exports in it.");
    }
    return entries;
  }

  /** What a file manager adds. */
  private static boolean isOfItsSystem(String name) {
    return name.startsWith("__MACOSX/") || lastOf(name).startsWith(".");
  }

  private static String lastOf(String name) {
    int behind = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
    return name.substring(behind).replaceAll("\\p{Cntrl}", "?");
  }

  private static long copy(InputStream zip, Path file, long most, Path archive) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
        size += read;
        if (size > most) {
          throw new InvalidInput(
              Place.of(archive, 0),
              "it unpacks to more than %d times its size".formatted(MOST_GROWTH),
              "If it is sound, unpack it, and name the files.");
        }
        out.write(buffer, 0, read);
      }
    }
    return size;
  }
}

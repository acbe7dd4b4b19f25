package dev.assay.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.money.Usd;
import dev.assay.pipeline.Written.AsideFile;
import dev.assay.usage.RunFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitRunTest {
  private static final List<AsideFile> FILES =
      List.of(new AsideFile("events/lane-00000-abc.part", "events/lane-00000.parquet"));

  @TempDir Path warehouse;
  private RunFolder folder;

  @BeforeEach
  void writeALaneAside() throws IOException {
    folder = RunFolder.of(warehouse, "run-1");
    Files.createDirectories(folder.events());
    Files.writeString(folder.path().resolve("events/lane-00000-abc.part"), "rows");
  }

  @Test
  void filesMoveIntoPlaceAndWhatOtherTriesLeftIsDeleted() throws IOException {
    Files.writeString(folder.events().resolve("lane-00000-failed.part"), "half a file");
    CommitRun.moveIntoPlace(folder, FILES);
    assertThat(folder.events())
        .isDirectoryContaining(file -> file.endsWith("lane-00000.parquet"))
        .isDirectoryNotContaining("glob:**.part");
    assertThat(folder.events().resolve("lane-00000.parquet")).hasContent("rows");
  }

  @Test
  void aCommitThatWasCutOffCanBeTriedAgain() throws IOException {
    CommitRun.moveIntoPlace(folder, FILES);
    CommitRun.moveIntoPlace(folder, FILES);
    assertThat(folder.events().resolve("lane-00000.parquet")).hasContent("rows");
  }

  @Test
  void aLostFileStopsTheCommit() throws IOException {
    Files.delete(folder.path().resolve("events/lane-00000-abc.part"));
    assertThatThrownBy(() -> CommitRun.moveIntoPlace(folder, FILES))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void lanesTogetherAreTheSumOfTheLanes() {
    Written one = new Written(Ended.COMPLETE, FILES, 1, 2, 3, 4, 5, 6, Usd.of("0.1"));
    Written two = new Written(Ended.BUDGET, FILES, 10, 20, 30, 40, 50, 60, Usd.of("0.02"));
    Written both = one.and(two);
    assertThat(both)
        .isEqualTo(
            new Written(
                Ended.BUDGET,
                List.of(FILES.get(0), FILES.get(0)),
                11,
                22,
                33,
                44,
                55,
                66,
                Usd.of("0.12")));
    assertThat(two.and(one).ended()).isEqualTo(Ended.BUDGET);
    assertThat(both.and(Written.NOTHING)).isEqualTo(both);
  }

  @Test
  void whatALaneWroteTravelsWhole() throws IOException {
    Written written =
        new Written(
            Ended.BUDGET,
            FILES,
            1,
            2,
            3,
            4,
            5,
            6,
            Usd.of("99999999999999999999.000000000000000001"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new WrittenCoder().encode(written, bytes);
    assertThat(new WrittenCoder().decode(new ByteArrayInputStream(bytes.toByteArray())))
        .isEqualTo(written);
  }
}

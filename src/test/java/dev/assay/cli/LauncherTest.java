package dev.assay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the launcher in a small house of its own, with a java that tells how it was called and an
 * mvn that keeps count.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  /** What the launcher may use of the system; java and mvn are not among them. */
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "cksum",
          "cmp",
          "find",
          "getconf",
          "mkdir",
          "mkfifo",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sleep",
          "sort",
          "stty",
          "touch",
          "true");

  private static final String TELLING_JAVA =
      """
      for argument; do
        case $argument in
          -XX:ArchiveClassesAtExit=*)
            echo rehearsal >>"$NOTES"
            [ -n "${NO_ARCHIVE-}" ] || echo classes >"${argument#*=}"
            exit 0 ;;
        esac
      done
      echo "$$ $0"
      for argument; do printf '<%s>\\n' "$argument"; done
      exit "${ENDING-0}"
      """;

  private static final String COUNTING_MVN =
      """
      echo build >>"$NOTES"
      [ -z "${GATE-}" ] || read -r go <"$GATE"
      [ -z "${BROKEN-}" ] || { echo "[ERROR] App.java:[1,10] reached end of file"; exit 1; }
      build=target
      for argument; do
        case $argument in -Dassay.build=*) build=${argument#*=} ;; esac
      done
      mkdir -p "$build"
      echo jar >"$build/assay.jar"
      """;

  /** How a launch ended. The arguments are those that java was given. */
  private record Launch(int code, String out, String err) {
    List<String> arguments() {
      return Arrays.stream(out.split("\\n(?=<)"))
          .skip(1)
          .map(line -> line.strip().replaceAll("(?s)^<(.*)>$", "$1"))
          .toList();
    }

    /** What followed the jar: the user's own words. */
    List<String> words() {
      List<String> arguments = arguments();
      return arguments.subList(arguments.indexOf("-jar") + 2, arguments.size());
    }

    String javaPath() {
      return out.lines().findFirst().orElseThrow().replaceFirst("^\\d+ ", "");
    }
  }

  @TempDir Path temp;
  private Path home;
  private Path tools;
  private Path notes;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void layOutTheHouse() throws IOException {
    temp = temp.toRealPath();
    home = Files.createDirectories(temp.resolve("a home"));
    Files.copy(Path.of("assay"), home.resolve("assay"));
    write(home.resolve("pom.xml"), "<project/>");
    write(home.resolve(".mvn/jvm.config"), "");
    write(home.resolve("src/main/java/App.java"), "class App {}");

    tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "exec %s \"$@\"".formatted(onTheSystem(tool)));
    }
    notes = temp.resolve("notes");
    environment.put("NOTES", notes.toString());
    environment.put("PATH", tools.toString());
  }

  @Test
  void argumentsArriveAsTheyWereTyped() throws Exception {
    withMaven();
    withJdk("17.0.15");
    String[] typed = {"sql", "a b", "", "*", "it's", "\"quoted\"", "$HOME", "two\nlines"};
    assertThat(launch(typed).words()).containsExactly(typed);
  }

  @ParameterizedTest
  @CsvSource({"0", "3", "101", "130"})
  void theExitCodeIsPassedOn(int ending) throws Exception {
    withMaven();
    withJdk("17.0.15");
    environment.put("ENDING", Integer.toString(ending));
    assertThat(launch("run").code()).isEqualTo(ending);
  }

  @Test
  void aSignalReachesTheProgramForTheLauncherHasBecomeIt() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Process process = start(temp, home.resolve("assay").toString(), "run");
    assertThat(finish(process).out()).startsWith(process.pid() + " ");
  }

  @Test
  void itBuildsOnceAndSaysSo() throws Exception {
    withMaven();
    withJdk("17.0.15");
    assertThat(launch("run").err()).isEqualTo("Building Assay once (about a minute)...\n");
    assertThat(launch("run").err()).isEmpty();
    assertThat(notes).content().isEqualTo("build\nrehearsal\n");
  }

  @Test
  void itBuildsAgainWhenASourceIsChangedAddedOrRemoved() throws Exception {
    withMaven();
    withJdk("17.0.15");
    launch("run");
    write(home.resolve("src/main/java/App.java"), "class Changed {}");
    launch("run");
    write(home.resolve("src/main/resources/added.txt"), "");
    launch("run");
    Files.delete(home.resolve("src/main/resources/added.txt"));
    launch("run");
    assertThat(builds()).isEqualTo(4);
  }

  /**
   * A checkout dates files by the hour it is made, an unpacked archive by the hour it was packed.
   */
  @Test
  void datesOfSourcesDoNotMatter() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Path source = home.resolve("src/main/java/App.java");
    launch("run");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));
    launch("run");
    assertThat(builds()).isEqualTo(1);

    write(source, "class Older {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
    launch("run");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aJarThatIsGoneIsBuiltAgain() throws Exception {
    withMaven();
    withJdk("17.0.15");
    launch("run");
    Files.delete(home.resolve(".assay/build/assay.jar"));
    launch("run");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void itLeavesTheFolderOfMavensOwnBuildsAlone() throws Exception {
    withMaven();
    withJdk("17.0.15");
    launch("run");
    assertThat(home.resolve("target")).doesNotExist();
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Path gate = temp.resolve("gate");
    finish(start(temp, "mkfifo", gate.toString()));
    environment.put("GATE", gate.toString());
    Process first = start(temp, home.resolve("assay").toString(), "run");
    assertThat(first.errorReader(UTF_8).readLine()).startsWith("Building");

    Process second = start(temp, home.resolve("assay").toString(), "run");
    assertThat(second.errorReader(UTF_8).readLine()).startsWith("Waiting for another build");
    write(gate, "go\n");

    assertThat(finish(first).code()).isZero();
    assertThat(finish(second).code()).isZero();
    assertThat(builds()).isEqualTo(1);
    assertThat(home.resolve(".assay/lock")).doesNotExist();
  }

  @Test
  void theLockOfAProcessThatDiedIsTakenOver() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Process dead = start(temp, "true");
    finish(dead);
    write(home.resolve(".assay/lock/pid"), dead.pid() + "\n");
    assertThat(launch("run").code()).isZero();
    assertThat(home.resolve(".assay/lock")).doesNotExist();
  }

  @Test
  void aFailedBuildShowsWhatMavenSaidAndIsTriedAgain() throws Exception {
    withMaven();
    withJdk("17.0.15");
    environment.put("BROKEN", "yes");
    Launch broken = launch("run");
    assertThat(broken)
        .isEqualTo(
            new Launch(
                1,
                "",
                """
                Building Assay once (about a minute)...
                [ERROR] App.java:[1,10] reached end of file
                Assay could not be built. Nothing was sent and nothing was spent.
                """));
    environment.remove("BROKEN");
    assertThat(launch("run").code()).isZero();
  }

  @Test
  void withoutAJdkItSaysWhatIsMissing() throws Exception {
    withMaven();
    assertThat(launch("run"))
        .isEqualTo(
            new Launch(
                2,
                "",
                """
                Assay needs a JDK 17 or newer, and found no java by JAVA_HOME or the PATH. Install one, or set JAVA_HOME to it.
                Nothing was sent and nothing was spent.
                """));
  }

  @Test
  void oldJdksAreNamedWithTheirVersionsAndPlaces() throws Exception {
    withMaven();
    Path onPath = withJdk("11.0.2");
    Path byHome = jdk("16.0.1");
    environment.put("JAVA_HOME", byHome.toString());
    Launch refused = launch("run");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Assay needs a JDK 17 or newer, and found Java 16.0.1 (%s), Java 11.0.2 (%s)."
                .formatted(byHome, onPath));
  }

  @Test
  void aVeryOldJavaThatStandsOutsideAJdkIsAskedForItsVersion() throws Exception {
    withMaven();
    script(
        tools.resolve("java"),
        """
        echo '    java.home = /opt/jdk8/jre' >&2
        echo '    java.version = 1.8.0_392' >&2
        """);
    assertThat(launch("run").err())
        .startsWith("Assay needs a JDK 17 or newer, and found Java 1.8.0_392 (/opt/jdk8/jre).");
  }

  @Test
  void withoutMavenItSaysSo() throws Exception {
    withJdk("17.0.15");
    Launch refused = launch("run");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            """
            Assay has to be built, which needs Maven 3.8 or newer, but there is no mvn on the PATH. Install Maven and try again.
            Nothing was sent and nothing was spent.
            """);
  }

  @Test
  void onceBuiltItNeedsNeitherMavenNorACompiler() throws Exception {
    withMaven();
    Path jdk = withJdk("17.0.15");
    launch("run");
    Files.delete(tools.resolve("mvn"));
    Files.delete(jdk.resolve("bin/javac"));
    assertThat(launch("run").code()).isZero();
  }

  @Test
  void aJavaWithoutACompilerCannotBuild() throws Exception {
    withMaven();
    Path jre = withJdk("17.0.15");
    Files.delete(jre.resolve("bin/javac"));
    Launch refused = launch("run");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("Java 17.0.15 (%s) has no compiler".formatted(jre));
  }

  @Test
  void javaHomeComesBeforeThePath() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Path newer = jdk("25.0.3");
    environment.put("JAVA_HOME", newer.toString());
    assertThat(launch("run").javaPath()).isEqualTo(newer.resolve("bin/java").toString());
  }

  @ParameterizedTest
  @CsvSource({"11.0.2", "none"})
  void aJavaHomeThatIsNoGoodGivesWayToThePath(String version) throws Exception {
    withMaven();
    Path good = withJdk("17.0.15");
    Path bad = version.equals("none") ? temp.resolve("nowhere") : jdk(version);
    environment.put("JAVA_HOME", bad.toString());
    assertThat(launch("run").javaPath()).isEqualTo(good.resolve("bin/java").toString());
  }

  @Test
  void itWorksFromAnotherFolderAndThroughLinks() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Path elsewhere = Files.createDirectories(temp.resolve("else/where"));
    Path absolute = Files.createSymbolicLink(temp.resolve("link"), home.resolve("assay"));
    Files.createSymbolicLink(elsewhere.resolve("linked"), elsewhere.relativize(absolute));
    Launch launched = finish(start(elsewhere, "./linked", "runs"));
    assertThat(launched.arguments())
        .contains("-Dassay.home=" + home, home.resolve(".assay/build/assay.jar").toString());
    assertThat(launched.words()).containsExactly("runs");
  }

  @Test
  void theArchiveIsUsedByTheVerbsThatGainFromIt() throws Exception {
    withMaven();
    withJdk("17.0.15");
    assertThat(launch("run").arguments()).anyMatch(LauncherTest::namesAnArchive);
    assertThat(launch("--version").arguments()).noneMatch(LauncherTest::namesAnArchive);
  }

  @Test
  void anotherJdkGetsAnArchiveOfItsOwn() throws Exception {
    withMaven();
    withJdk("17.0.15");
    launch("run");
    environment.put("JAVA_HOME", jdk("25.0.3").toString());
    assertThat(launch("run").err())
        .isEqualTo("Getting to know Java 25.0.3 once (a few seconds)...\n");
    assertThat(launch("run").err()).isEmpty();
    assertThat(notes).content().isEqualTo("build\nrehearsal\nrehearsal\n");
  }

  @Test
  void anArchiveThatCannotBeMadeIsDoneWithoutAndNotTriedAgain() throws Exception {
    withMaven();
    withJdk("17.0.15");
    environment.put("NO_ARCHIVE", "yes");
    launch("run");
    assertThat(launch("run").arguments()).noneMatch(LauncherTest::namesAnArchive);
    assertThat(notes).content().isEqualTo("build\nrehearsal\n");
  }

  @Test
  void anArchiveOfAFormerJarIsRemoved() throws Exception {
    withMaven();
    withJdk("17.0.15");
    Path former = home.resolve(".assay/build/assay-former.jsa");
    write(former, "classes");
    launch("run");
    assertThat(former).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"runs, true", "sql, true", "plan, true", "cutover, false", "twin, false"})
  void onlyShortVerbsDoWithoutTheSecondCompiler(String verb, boolean firstTierAlone)
      throws Exception {
    withMaven();
    withJdk("17.0.15");
    assertThat(launch(verb).arguments().contains("-XX:TieredStopAtLevel=1"))
        .isEqualTo(firstTierAlone);
  }

  @Test
  void furtherOptionsForTheJvmComeLastSoThatTheyWin() throws Exception {
    withMaven();
    withJdk("17.0.15");
    environment.put("ASSAY_JAVA_OPTS", "-Xmx1g -Dfiles=*");
    assertThat(launch("runs").arguments()).containsSubsequence("-Xmx1g", "-Dfiles=*", "-jar");
  }

  private static boolean namesAnArchive(String argument) {
    return argument.startsWith("-XX:SharedArchiveFile=");
  }

  private long builds() throws IOException {
    return Files.readAllLines(notes).stream().filter("build"::equals).count();
  }

  private void withMaven() throws IOException {
    script(tools.resolve("mvn"), COUNTING_MVN);
  }

  /** A JDK whose java is found through a link on the path, as distributions install it. */
  private Path withJdk(String version) throws IOException {
    Path jdk = jdk(version);
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    return jdk;
  }

  private Path jdk(String version) throws IOException {
    Path jdk = temp.resolve("jdk-" + version);
    script(jdk.resolve("bin/java"), TELLING_JAVA);
    script(jdk.resolve("bin/javac"), "");
    write(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return jdk;
  }

  private Launch launch(String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = home.resolve("assay").toString();
    System.arraycopy(words, 0, command, 1, words.length);
    return finish(start(temp, command));
  }

  private Process start(Path folder, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** Both streams are short enough for their pipes, so that they can be read one by one. */
  private static Launch finish(Process process) throws Exception {
    String out = text(process.inputReader(UTF_8));
    String err = text(process.errorReader(UTF_8));
    return new Launch(process.waitFor(), out, err);
  }

  private static String text(BufferedReader reader) {
    StringBuilder text = new StringBuilder();
    reader.lines().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static Path onTheSystem(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no " + tool + " on the PATH"));
  }

  private static void script(Path file, String body) throws IOException {
    write(file, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

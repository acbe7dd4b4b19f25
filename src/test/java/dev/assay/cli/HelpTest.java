package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Holds every help text against its file, so that a changed option shows up in review. To accept
 * the texts as they now are: {@code mvn -q test -Dtest=HelpTest -Dassay.help.rewrite=true}.
 */
class HelpTest {
  private static final Path TEXTS = Path.of("src/test/resources/cli/help");
  private static final boolean REWRITE = Boolean.getBoolean("assay.help.rewrite");

  /** Each help there is, by the words that ask for it. */
  static Stream<String> commands() {
    return helps().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpReadsAsReviewed(String command) throws IOException {
    Path file = TEXTS.resolve(fileOf(command));
    if (REWRITE) {
      Files.createDirectories(TEXTS);
      Files.writeString(file, helps().get(command));
    }
    assertThat(file).content().isEqualTo(helps().get(command));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpVerbAndTheHelpOptionSayTheSame(String command) {
    String[] words = command.split(" ");
    words[0] = "help";
    assertThat(Shell.assay(words)).isEqualTo(new Shell.Result(0, helps().get(command), ""));
  }

  @Test
  void noHelpTextIsLeftOverFromAVerbThatIsGone() throws IOException {
    try (Stream<Path> texts = Files.list(TEXTS)) {
      assertThat(texts.map(text -> text.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(commands().map(HelpTest::fileOf).toList());
    }
  }

  @Test
  void aVerbReadAloneHelpsAsItDoesAmongAll() {
    Map<String, String> alone = new TreeMap<>();
    Surroundings surroundings = new Surroundings(nowhere(), Map.of());
    for (String verb : Assay.commands(surroundings).getSubcommands().keySet()) {
      CommandLine commands = Assay.commandsFor(new String[] {verb}, surroundings);
      gather(commands.getSubcommands().get(verb), alone);
    }
    assertThat(helps()).containsAllEntriesOf(alone).hasSize(alone.size() + 2);
  }

  private static Console nowhere() {
    return Console.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
  }

  private static String fileOf(String command) {
    return command.replace(' ', '-') + ".txt";
  }

  private static Map<String, String> helps() {
    Map<String, String> helps = new TreeMap<>();
    gather(Assay.commands(new Surroundings(nowhere(), Map.of())), helps);
    helps.put("assay exit-codes", Shell.assay("help", "exit-codes").out());
    return helps;
  }

  private static void gather(CommandLine command, Map<String, String> helps) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    command.usage(new java.io.PrintStream(text, true, StandardCharsets.UTF_8));
    helps.put(command.getCommandSpec().qualifiedName(), text.toString(StandardCharsets.UTF_8));
    command.getSubcommands().values().forEach(each -> gather(each, helps));
  }
}

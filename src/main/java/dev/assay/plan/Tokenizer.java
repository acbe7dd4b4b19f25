package dev.assay.plan;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.assay.suite.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How many tokens a prompt has: counted with one well-known tokenizer, and at most with any.
 *
 * <p>Every provider counts with its own; only the one it bills with is right, and that arrives with
 * the answer.
 */
final class Tokenizer {
  /** Named in the words of an estimate. */
  static final String NAME = "o200k_base";

  /** Chat formats wrap each message in a few tokens of their own: three or four with this one. */
  private static final int PER_MESSAGE = 4;

  private static final int PER_PROMPT = 3;

  /** Room for the most verbose chat format we know of. */
  private static final int PER_MESSAGE_AT_MOST = 16;

  private static final int PER_PROMPT_AT_MOST = 16;

  private Tokenizer() {}

  /** Loads its tables when the first prompt is counted: a third of a second. */
  private static final class Loaded {
    private static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  }

  static void load() {
    Loaded.ENCODING.countTokensOrdinary(NAME);
  }

  static long count(List<Message> prompt) {
    // "ordinary" reads <|endoftext|> as the text it is; the other way of counting throws there
    return PER_PROMPT
        + prompt.stream()
            .mapToLong(message -> PER_MESSAGE + Loaded.ENCODING.countTokensOrdinary(message.text()))
            .sum();
  }

  /** Of a text alone, such as the definition of a tool. */
  static long count(String text) {
    return Loaded.ENCODING.countTokensOrdinary(text);
  }

  /** A byte-level tokenizer never makes more tokens than there are UTF-8 bytes. */
  static long countAtMost(List<Message> prompt) {
    return PER_PROMPT_AT_MOST
        + prompt.stream().mapToLong(message -> PER_MESSAGE_AT_MOST + bytes(message.text())).sum();
  }

  static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}

package dev.assay.twin;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What would be a right answer to a prompt, and what plausible wrong ones.
 *
 * <p>The twin knows prompts by their hash alone: it hashes the messages it receives and looks them
 * up here, so that a request never carries an expectation.
 */
public final class AnswerKey {
  private static final AnswerKey NONE = builder().build();

  private final Map<String, Answers> answers;

  private AnswerKey(Map<String, Answers> answers) {
    this.answers = Map.copyOf(answers);
  }

  /** One message of a prompt, its role as on the wire: {@code system}, {@code user}, ... */
  public record Turn(String role, String text) {
    public Turn {
      requireNonNull(role, "role");
      requireNonNull(text, "text");
    }
  }

  /** What can be answered to one prompt. */
  record Answers(String right, List<String> wrong) {
    Answers {
      requireNonNull(right, "right");
      wrong = List.copyOf(wrong);
    }
  }

  /** A key that knows no prompt. */
  public static AnswerKey none() {
    return NONE;
  }

  public static Builder builder() {
    return new Builder();
  }

  Optional<Answers> answersTo(String promptHash) {
    return Optional.ofNullable(answers.get(promptHash));
  }

  /** The hash by which a prompt is known: SHA-256 over its roles and texts, 32 hex digits of it. */
  static String hash(List<Turn> prompt) {
    MessageDigest digest = sha256();
    for (Turn turn : prompt) {
      digest.update(turn.role().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(turn.text().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 1);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Gathers the answers of a suite. */
  public static final class Builder {
    private final Map<String, Answers> answers = new HashMap<>();

    private Builder() {}

    /** Of two entries for the same prompt the first one stays. */
    public Builder add(List<Turn> prompt, String right, List<String> wrong) {
      answers.putIfAbsent(hash(prompt), new Answers(right, wrong));
      return this;
    }

    public AnswerKey build() {
      return new AnswerKey(answers);
    }
  }
}

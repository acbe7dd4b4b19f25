package dev.assay.export;

import dev.assay.problem.Closest;
import dev.assay.problem.InvalidInput;
import dev.assay.problem.Place;
import dev.assay.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Where an alert is sent. */
public interface AlertTarget {
  /** Tells it from other targets and gives nothing away that is secret. */
  String name();

  /** Hands one over. */
  void deliver(BudgetCrossing crossing) throws Undelivered;

  /** An alert did not reach its target, or nobody can say that it did. */
  final class Undelivered extends Exception {
    private static final long serialVersionUID = 1L;

    Undelivered(String why) {
      super(why);
    }
  }

  /**
   * The target that a text means: {@code file:PATH}, or the address of a webhook.
   *
   * @param setting where it was given
   * @param secret signs what a webhook gets; null where nothing does
   */
  static AlertTarget of(String text, String setting, Secret secret) {
    if (text.startsWith("file:")) {
      return new AlertFile(path(text.substring("file:".length()), setting));
    }
    if (text.startsWith("https:") || text.startsWith("http:")) {
      return new Webhook(address(text, setting), secret, Webhook.Patience.USUAL);
    }
    throw new InvalidInput(
        Place.setting(setting),
        "this is no target of an alert",
        Closest.hint(text.split(":", 2)[0], "targets", List.of("file:PATH", "https://...")));
  }

  private static Path path(String text, String setting) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException odd) {
      // told below
    }
    throw new InvalidInput(
        Place.setting(setting), "'file:%s' names no file".formatted(text), "Write file:PATH.");
  }

  /** An address may hold a secret, so no message repeats it. */
  private static URI address(String text, String setting) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException odd) {
      uri = null;
    }
    if (uri == null || uri.getHost() == null || uri.getRawFragment() != null) {
      throw new InvalidInput(
          Place.setting(setting), "the address of a webhook cannot be read", "Write https://...");
    }
    if (uri.getRawUserInfo() != null) {
      throw new InvalidInput(
          Place.setting(setting),
          "the address of a webhook holds a user or a password",
          "Sign what is sent instead: --notify-secret env:NAME.");
    }
    if (uri.getScheme().equals("http") && !isLoopback(uri.getHost())) {
      throw new InvalidInput(
          Place.setting(setting),
          "'http://%s' is not encrypted, and leaves this machine".formatted(uri.getHost()),
          "Write https://...");
    }
    return uri;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}

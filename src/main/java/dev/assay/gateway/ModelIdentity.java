package dev.assay.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether two ids name one model.
 *
 * <p>A gateway answers to {@code anthropic/claude-sonnet-4.5:floor} as {@code
 * anthropic/claude-4.5-sonnet-20250929}: the suffix says how to route, the date is the release
 * behind the name, and the parts of a name change places.
 */
public final class ModelIdentity {
  private static final Pattern RELEASE =
      Pattern.compile(
          "-(20[0-9]{2}-[0-9]{2}-[0-9]{2}|20[0-9]{6}|[0-9]{2}-20[0-9]{2}|2[0-9](0[1-9]|1[0-2])|[0-9]{3})$");
  private static final Pattern VERSION = Pattern.compile("(?<=[0-9])-(?=[0-9]{1,2}(-|$))");

  private ModelIdentity() {}

  /** Whether a served model is the asked one, or one that the asked name leaves open. */
  public static boolean answersTo(String asked, String served) {
    String wanted = plain(asked);
    String got = plain(served);
    if (wanted.isEmpty() || wanted.startsWith("openrouter/")) {
      // a preset or a router: the choice was left to the gateway
      return true;
    }
    if (wanted.startsWith("~")) {
      // an alias for the newest of an author's models
      return author(wanted.substring(1)).equals(author(got));
    }
    boolean authorsAgree =
        author(wanted).isEmpty() || author(got).isEmpty() || author(wanted).equals(author(got));
    return authorsAgree && sameName(name(wanted), name(got));
  }

  private static boolean sameName(String wanted, String got) {
    if (parts(wanted).equals(parts(got))) {
      return true;
    }
    // a release fixes what the asked name left open; two different releases are two models
    Matcher release = RELEASE.matcher(got);
    return !RELEASE.matcher(wanted).find()
        && release.find()
        && parts(wanted).equals(parts(got.substring(0, release.start())));
  }

  private static List<String> parts(String name) {
    String fixed = name.endsWith("-latest") ? name.substring(0, name.length() - 7) : name;
    String joined = VERSION.matcher(fixed).replaceAll(".");
    List<String> parts = new ArrayList<>(Arrays.asList(joined.split("[-_]")));
    Collections.sort(parts);
    return parts;
  }

  private static String plain(String id) {
    String text = id.strip().toLowerCase(Locale.ROOT);
    int preset = text.indexOf('@');
    text = preset < 0 ? text : text.substring(0, preset);
    int suffix = text.indexOf(':', text.lastIndexOf('/') + 1);
    return suffix < 0 ? text : text.substring(0, suffix);
  }

  private static String author(String id) {
    int slash = id.lastIndexOf('/');
    return slash < 0 ? "" : id.substring(0, slash);
  }

  private static String name(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }
}

package dev.assay.policy;

import dev.assay.catalog.Model;
import dev.assay.catalog.Preset;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a policy wants its calls sent, apart from where they go. Null and empty mean not stated: the
 * job's word holds, or the arm's.
 *
 * @param transports what a server must speak to be asked at all; empty allows all
 * @param maxAttempts how often a call may be tried in all; the lower of this and the job's counts
 * @param firstToken how long the first token may take; likewise idle between two pieces of an
 *     answer, and total
 * @param preset settings kept at the gateway, with the version that is meant
 * @param forbiddenModalities what no model under this policy may put out
 */
public record CallRules(
    Set<Transport> transports,
    Integer maxAttempts,
    Duration firstToken,
    Duration idle,
    Duration total,
    Preset preset,
    Set<Modality> forbiddenModalities)
    implements Serializable {
  public static final CallRules NONE =
      new CallRules(Set.of(), null, null, null, null, null, Set.of());

  /** What a server speaks. */
  public enum Transport {
    OPENROUTER,
    OPENAI_COMPATIBLE,
    ANTHROPIC;

    /** As our files write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What a model puts out besides text. */
  public enum Modality {
    IMAGE,
    AUDIO,
    VIDEO;

    /** As our files write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public CallRules {
    transports = ordered(transports, Transport.class);
    forbiddenModalities = ordered(forbiddenModalities, Modality.class);
  }

  private static <E extends Enum<E>> Set<E> ordered(Set<E> set, Class<E> type) {
    EnumSet<E> ordered = EnumSet.noneOf(type);
    ordered.addAll(set);
    return Collections.unmodifiableSet(ordered);
  }

  /** What of a model's output is forbidden, in a word each; empty where nothing is, or is known. */
  public List<String> forbiddenOf(Model model) {
    return forbiddenModalities.stream()
        .map(Modality::word)
        .filter(model.profile().outputModalities()::contains)
        .toList();
  }

  /** The same rules, and no model that puts out any of these. */
  public CallRules forbidding(Set<Modality> modalities) {
    Set<Modality> all = EnumSet.noneOf(Modality.class);
    all.addAll(forbiddenModalities);
    all.addAll(modalities);
    return new CallRules(transports, maxAttempts, firstToken, idle, total, preset, all);
  }
}

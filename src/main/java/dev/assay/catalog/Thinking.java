package dev.assay.catalog;

import java.io.Serializable;

/**
 * How a model thinks before it answers, beyond its effort. Null means not set.
 *
 * @param maxTokens the most it may think
 * @param exclude whether the thoughts stay out of the response; they are billed all the same
 * @param summary how they are summed up, e.g. {@code concise}
 */
public record Thinking(Integer maxTokens, Boolean enabled, Boolean exclude, String summary)
    implements Serializable {
  public static final Thinking NONE = new Thinking(null, null, null, null);
}

package dev.assay.catalog;

/**
 * What a call used, by the class it is charged in.
 *
 * @param prompt all input tokens, the cached, the cache-written and the audio ones included
 * @param cacheWriteHour of the cache-written ones those kept for an hour
 * @param completion all output tokens, the reasoning and the audio ones included
 * @param images images of the prompt, which some lists charge by the piece
 */
public record TokenUse(
    long prompt,
    long cached,
    long cacheWrite,
    long cacheWriteHour,
    long audioPrompt,
    long completion,
    long reasoning,
    long audioCompletion,
    long images) {
  public TokenUse {
    if (cached < 0
        || cacheWrite < 0
        || reasoning < 0
        || cached + cacheWrite + audioPrompt > prompt
        || reasoning + audioCompletion > completion) {
      throw new IllegalArgumentException(
          "Invalid token use: %d cached and %d cache-written of %d prompt, %d reasoning of %d completion tokens"
              .formatted(cached, cacheWrite, prompt, reasoning, completion));
    }
    if (audioPrompt < 0
        || audioCompletion < 0
        || images < 0
        || cacheWriteHour < 0
        || cacheWriteHour > cacheWrite) {
      throw new IllegalArgumentException(
          "Invalid token use: %d kept for an hour of %d cache-written tokens, %d and %d audio tokens, %d images"
              .formatted(cacheWriteHour, cacheWrite, audioPrompt, audioCompletion, images));
    }
  }

  /** Text alone, its cache written for five minutes. */
  public TokenUse(long prompt, long cached, long cacheWrite, long completion, long reasoning) {
    this(prompt, cached, cacheWrite, 0, 0, completion, reasoning, 0, 0);
  }

  public static TokenUse plain(long prompt, long completion) {
    return new TokenUse(prompt, 0, 0, completion, 0);
  }

  /** Input that is charged as nothing but input. */
  long plainPrompt() {
    return prompt - cached - cacheWrite - audioPrompt;
  }

  long plainCompletion() {
    return completion - reasoning - audioCompletion;
  }
}

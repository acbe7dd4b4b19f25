package dev.assay.catalog;

import java.util.Optional;

/** What a price list charges for separately, and what each is called in the lists there are. */
public enum PriceClass {
  INPUT("input", "prompt", "input_cost_per_token", null),
  OUTPUT("output", "completion", "output_cost_per_token", null),
  CACHED_INPUT("cached-input", "input_cache_read", "cache_read_input_token_cost", INPUT),
  /** Input kept for five minutes. */
  CACHE_WRITE("cache-write", "input_cache_write", "cache_creation_input_token_cost", INPUT),
  CACHE_WRITE_HOUR(
      "cache-write-hour",
      "input_cache_write_1h",
      "cache_creation_input_token_cost_above_1hr",
      CACHE_WRITE),
  REASONING("reasoning", "internal_reasoning", "output_cost_per_reasoning_token", OUTPUT),
  AUDIO_INPUT("audio-input", "audio", "input_cost_per_audio_token", INPUT),
  AUDIO_OUTPUT("audio-output", "audio_output", "output_cost_per_audio_token", OUTPUT),
  REQUEST("request", "request", null, null),
  /** One image of the prompt. */
  IMAGE("image", "image", "input_cost_per_image", null);

  private final String word;
  private final String gatewayName;
  private final String liteLlmName;
  private final PriceClass otherwise;

  PriceClass(String word, String gatewayName, String liteLlmName, PriceClass otherwise) {
    this.word = word;
    this.gatewayName = gatewayName;
    this.liteLlmName = liteLlmName;
    this.otherwise = otherwise;
  }

  /** As our own files name it. */
  public String word() {
    return word;
  }

  /** As OpenRouter's listings name it. */
  public String gatewayName() {
    return gatewayName;
  }

  /** As LiteLLM's price map names it; nothing where it has no such class. */
  public Optional<String> liteLlmName() {
    return Optional.ofNullable(liteLlmName);
  }

  /** Whether it is counted in tokens and priced per million of them; else per piece. */
  public boolean isPerToken() {
    return this != REQUEST && this != IMAGE;
  }

  /** The class whose price holds where a list states none for this one. */
  public Optional<PriceClass> otherwise() {
    return Optional.ofNullable(otherwise);
  }
}

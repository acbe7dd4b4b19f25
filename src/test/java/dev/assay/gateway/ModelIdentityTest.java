package dev.assay.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelIdentityTest {
  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o-mini, openai/gpt-4o-mini",
    "openai/gpt-4o-mini, OpenAI/GPT-4o-mini",
    "openai/gpt-4o-mini, openai/gpt-4o-mini-2024-07-18",
    "openai/gpt-4o-mini-2024-07-18, openai/gpt-4o-mini-2024-07-18",
    "openai/gpt-4o-mini, gpt-4o-mini-2024-07-18",
    "gpt-4o-mini, openai/gpt-4o-mini",
    "anthropic/claude-sonnet-4.5, anthropic/claude-4.5-sonnet-20250929",
    "anthropic/claude-opus-4-5, anthropic/claude-opus-4.5",
    "google/gemini-2.0-flash, google/gemini-2.0-flash-001",
    "cohere/command-r-plus, cohere/command-r-plus-08-2024",
    "mistral-large-latest, mistral-large-2411",
    "deepseek/deepseek-chat:free, deepseek/deepseek-chat",
    "deepseek/deepseek-chat:free, deepseek/deepseek-chat:free",
    "openai/gpt-4o:floor, openai/gpt-4o-2024-08-06",
    "openai/gpt-4o:nitro, openai/gpt-4o",
    "openai/gpt-4o@preset/support, openai/gpt-4o",
    "@preset/support, anthropic/claude-sonnet-4.5",
    "openrouter/auto, anthropic/claude-sonnet-4.5",
    "~anthropic/claude-sonnet-latest, anthropic/claude-sonnet-4.5",
  })
  void aNameAnswersToItself(String asked, String served) {
    assertThat(ModelIdentity.answersTo(asked, served)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o-mini, openai/gpt-4o",
    "openai/gpt-4o, openai/gpt-4o-mini",
    "openai/gpt-4o, openai/gpt-4.1",
    "openai/gpt-4o-2024-08-06, openai/gpt-4o-2024-11-20",
    "openai/gpt-4o-2024-08-06, openai/gpt-4o",
    "deepseek/deepseek-r1, deepseek/deepseek-r1-0528",
    "google/gemini-1.5-pro, google/gemini-5.1-pro",
    "meta-llama/llama-3.3-70b-instruct, meta-llama/llama-3-70b-instruct",
    "openai/gpt-oss-120b, cerebras/gpt-oss-120b",
    "~anthropic/claude-sonnet-latest, openai/gpt-4o",
  })
  void anotherModelIsAnother(String asked, String served) {
    assertThat(ModelIdentity.answersTo(asked, served)).isFalse();
  }
}

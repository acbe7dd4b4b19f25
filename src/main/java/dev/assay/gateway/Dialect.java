package dev.assay.gateway;

import dev.assay.plan.Question;
import dev.assay.policy.RoutePolicy;
import java.util.List;

/** The API a server is spoken to in. */
public enum Dialect {
  /** Chat completions with OpenRouter's routing, and servers that behave like it. */
  OPENROUTER("openrouter"),
  /** Plain chat completions: LiteLLM, vLLM, Ollama, a provider's own. They know no routing. */
  OPENAI_COMPATIBLE("openai-compatible"),
  /** Anthropic's own messages API. */
  ANTHROPIC("anthropic");

  private final String transport;

  Dialect(String transport) {
    this.transport = transport;
  }

  /** As rows name it. */
  public String transport() {
    return transport;
  }

  /**
   * What a question asks for and this API has no word for, by the names of our settings: empty
   * where all of it is sent. A plan that would leave out a promise about data should say so.
   */
  public List<String> leavesOut(Question question) {
    return LeftOut.by(this, question);
  }

  RequestWriter requests() {
    return switch (this) {
      case OPENROUTER -> new OpenRouterRequests();
      case OPENAI_COMPATIBLE -> new OpenAiRequests();
      case ANTHROPIC -> new MessagesRequests();
    };
  }

  /** For one response; it may remember what came before. */
  ReplyReader replies() {
    return switch (this) {
      case OPENROUTER, OPENAI_COMPATIBLE -> new ChatReader();
      case ANTHROPIC -> new MessagesReader();
    };
  }

  /** Only OpenRouter's API has regions; another server is asked where it is. */
  BaseUrl baseUrl(BaseUrl configured, RoutePolicy policy) {
    return this == OPENROUTER ? configured.in(policy.region()) : configured;
  }
}

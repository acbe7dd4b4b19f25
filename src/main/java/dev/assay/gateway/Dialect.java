package dev.assay.gateway;

import dev.assay.policy.RoutePolicy;

/** The API a server is spoken to in. */
public enum Dialect {
  /** Chat completions with OpenRouter's routing, and servers that behave like it. */
  OPENROUTER("openrouter", new OpenRouterRequests(), new ChatReader()),
  /** Plain chat completions: LiteLLM, vLLM, Ollama, a provider's own. They know no routing. */
  OPENAI_COMPATIBLE("openai-compatible", new OpenAiRequests(), new ChatReader());

  private final String transport;
  private final RequestWriter requests;
  private final ReplyReader replies;

  Dialect(String transport, RequestWriter requests, ReplyReader replies) {
    this.transport = transport;
    this.requests = requests;
    this.replies = replies;
  }

  /** As rows name it. */
  public String transport() {
    return transport;
  }

  RequestWriter requests() {
    return requests;
  }

  ReplyReader replies() {
    return replies;
  }

  /** Only OpenRouter's API has regions; another server is asked where it is. */
  BaseUrl baseUrl(BaseUrl configured, RoutePolicy policy) {
    return this == OPENROUTER ? configured.in(policy.region()) : configured;
  }
}

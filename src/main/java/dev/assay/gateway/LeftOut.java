package dev.assay.gateway;

import dev.assay.catalog.Parameters;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.plan.Question;
import dev.assay.policy.DataPromise;
import dev.assay.policy.RouteDetails;
import dev.assay.policy.RoutePolicy;
import java.util.ArrayList;
import java.util.List;

/** What a question asks for that an API has no word for, in the words of our own files. */
final class LeftOut {
  private final List<String> settings = new ArrayList<>();

  private LeftOut() {}

  static List<String> by(Dialect dialect, Question question) {
    LeftOut leftOut = new LeftOut();
    switch (dialect) {
      case OPENROUTER -> {
        // it has a word for everything
      }
      case OPENAI_COMPATIBLE -> {
        leftOut.routing(question.policy());
        leftOut.ofOpenRouterOnly(question.candidate().parameters());
        Thinking thinking = question.candidate().parameters().thinking();
        leftOut.add("reasoning-max-tokens", thinking.maxTokens() != null);
        leftOut.thinking(thinking);
      }
      case ANTHROPIC -> {
        leftOut.routing(question.policy());
        leftOut.ofOpenRouterOnly(question.candidate().parameters());
        leftOut.ofChatCompletionsOnly(question.candidate().parameters());
        leftOut.thinking(question.candidate().parameters().thinking());
      }
    }
    return List.copyOf(leftOut.settings);
  }

  private void routing(RoutePolicy policy) {
    add(DataPromise.REGION, policy);
    add("order", !policy.order().isEmpty());
    add("only", !policy.only().isEmpty());
    add("ignore", !policy.ignore().isEmpty());
    add(DataPromise.DATA_COLLECTION, policy);
    add(DataPromise.ZERO_RETENTION, policy);
    add("quantizations", !policy.quantizations().isEmpty());
    add("sort", policy.sort() != null);
    add("max-price", policy.maxPrice() != null || !policy.details().maxUnitPrices().isEmpty());
    add("fallback-models", !policy.fallbackModels().isEmpty());
    RouteDetails details = policy.details();
    add("distillable-only", details.distillableOnly() != null);
    add("preferred-min-throughput-tokens-per-second", details.minThroughput() != null);
    add("preferred-max-latency-seconds", details.maxLatency() != null);
    add("sort-across", details.sortAcross() != null);
    add("response-cache-seconds", details.responseCache() != null);
  }

  private void ofOpenRouterOnly(Parameters parameters) {
    add("preset", parameters.preset() != null);
    add("plugins", parameters.plugins() != null);
  }

  private void ofChatCompletionsOnly(Parameters parameters) {
    Sampling sampling = parameters.sampling();
    add("seed", parameters.seed() != null);
    add("response-format", parameters.responseFormat() != null);
    add("min-p", sampling.minP() != null);
    add("top-a", sampling.topA() != null);
    add("frequency-penalty", sampling.frequencyPenalty() != null);
    add("presence-penalty", sampling.presencePenalty() != null);
    add("repetition-penalty", sampling.repetitionPenalty() != null);
    add("logit-bias", sampling.logitBias() != null);
    add("service-tier", parameters.serviceTier() != null);
  }

  private void thinking(Thinking thinking) {
    add("reasoning-enabled", thinking.enabled() != null);
    add("reasoning-exclude", thinking.exclude() != null);
    add("reasoning-summary", thinking.summary() != null);
  }

  private void add(DataPromise promise, RoutePolicy policy) {
    add(promise.setting(), policy.promises().contains(promise));
  }

  private void add(String setting, boolean isAskedFor) {
    if (isAskedFor) {
      settings.add(setting);
    }
  }
}

package dev.assay.gateway;

import dev.assay.catalog.Parameters;
import dev.assay.catalog.Sampling;
import dev.assay.catalog.Thinking;
import dev.assay.plan.Question;
import dev.assay.policy.RouteDetails;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DataCollection;
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
        leftOut.thinking(question.candidate().parameters(), Thinking.NONE);
      }
      case ANTHROPIC -> {
        leftOut.routing(question.policy());
        leftOut.ofOpenRouterOnly(question.candidate().parameters());
        leftOut.ofChatCompletionsOnly(question.candidate().parameters());
        Integer budget = question.candidate().parameters().thinking().maxTokens();
        leftOut.thinking(question.candidate().parameters(), new Thinking(budget, null, null, null));
      }
    }
    return List.copyOf(leftOut.settings);
  }

  private void routing(RoutePolicy policy) {
    add("region", !policy.region().equals("global"));
    add("order", !policy.order().isEmpty());
    add("only", !policy.only().isEmpty());
    add("ignore", !policy.ignore().isEmpty());
    add("data-collection", policy.dataCollection() == DataCollection.DENY);
    add("zero-retention", policy.zeroRetention());
    add("quantizations", !policy.quantizations().isEmpty());
    add("sort", policy.sort() != null);
    add("max-price", policy.maxPrice() != null);
    add("fallback-models", !policy.fallbackModels().isEmpty());
    add("details", !policy.details().equals(RouteDetails.NONE));
  }

  private void ofOpenRouterOnly(Parameters parameters) {
    add("preset", parameters.preset() != null);
    add("plugins", parameters.plugins() != null);
  }

  private void ofChatCompletionsOnly(Parameters parameters) {
    Sampling sampling = parameters.sampling();
    Sampling known = new Sampling(sampling.topK(), null, null, null, null, null, null);
    add("seed", parameters.seed() != null);
    add("response-format", parameters.responseFormat() != null);
    add("sampling", !sampling.equals(known));
    add("service-tier", parameters.serviceTier() != null);
  }

  private void thinking(Parameters parameters, Thinking known) {
    add("thinking", !parameters.thinking().equals(known));
  }

  private void add(String setting, boolean isAskedFor) {
    if (isAskedFor) {
      settings.add(setting);
    }
  }
}

package dev.assay.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Fingerprint;
import dev.assay.catalog.Parameters;
import dev.assay.job.Arm;
import dev.assay.job.Terms.CostGuard;
import dev.assay.money.Usd;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * An arm with what the plan knows of it, worked out once for all cases and repeats.
 *
 * @param twin 0, or a number of its own where other arms ask the very same
 * @param fingerprint of how it asks: candidate, policy and gateway
 * @param tokensBesidesMessages of its tools and its response format, as our tokenizer counts
 * @param definitionsAtMost the same, whoever counts
 */
record ArmInPlan(
    Arm arm,
    int twin,
    String fingerprint,
    ArmRoute route,
    ArmPrices prices,
    long tokensBesidesMessages,
    long definitionsAtMost)
    implements Serializable {

  /** Room for what providers tell a model of tools before they list them; in tokens. */
  private static final long TOOLS_PREAMBLE_AT_MOST = 1024;

  static ArmInPlan of(Arm arm, int twin, String fingerprint, ArmRoute route) {
    Parameters asked = arm.candidate().parameters();
    return new ArmInPlan(
        arm,
        twin,
        fingerprint,
        route,
        ArmPrices.of(route),
        tokens(asked.responseFormat())
            + (asked.tools() == null ? 0 : tokens(asked.tools().definitions())),
        bytes(asked.responseFormat())
            + (asked.tools() == null
                ? 0
                : TOOLS_PREAMBLE_AT_MOST + bytes(asked.tools().definitions())));
  }

  private static long tokens(JsonNode definition) {
    return definition == null ? 0 : Tokenizer.count(definition.toString());
  }

  /** The names of arm and policy are left out: they say nothing of what is asked. */
  static String fingerprint(Arm arm, String gateway) {
    return Fingerprint.of(content(arm.candidate()).add(arm.policy().hash()).add(gateway));
  }

  private static ArrayNode content(Candidate candidate) {
    Parameters asked = candidate.parameters();
    ArrayNode stop = asked.stop() == null ? null : JsonNodeFactory.instance.arrayNode();
    if (stop != null) {
      asked.stop().forEach(stop::add);
    }
    ArrayNode content =
        JsonNodeFactory.instance
            .arrayNode()
            .add(candidate.model())
            .add(asked.maxOutputTokens())
            .add(canonical(asked.temperature()))
            .add(canonical(asked.topP()))
            .add(asked.seed())
            .add(stop)
            .add(asked.reasoningEffort())
            .add(asked.responseFormat());
    // left out where nothing of it is set, so that the ids of most calls stay what they were
    return asked.setsRarities() ? content.add(asked.rarities()) : content;
  }

  /** 0.70 asks the same as 0.7. */
  private static String canonical(BigDecimal number) {
    return number == null ? null : number.stripTrailingZeros().toString();
  }

  /** The call of a case under this arm. */
  CallId callId(CaseInPlan asked, int repeat) {
    return CallId.of(
        JsonNodeFactory.instance
            .arrayNode()
            .add(asked.prompt().contentHash())
            .add(asked.twin())
            .add(fingerprint)
            .add(twin)
            .add(repeat));
  }

  /** The tokens of all that goes to the model with a case, as our tokenizer counts. */
  long prompt(CaseInPlan asked) {
    return asked.tokens() + tokensBesidesMessages;
  }

  /** How long an answer to a case is expected to be; null where nobody can say. */
  Long expectedOutput(CaseInPlan asked) {
    return prices.expectedOutput(asked.suite().expectedOutputTokens());
  }

  /** What a case is expected to cost once, by our own counts; null where that is unknown. */
  Usd expected(CaseInPlan asked) {
    return prices.expected(prompt(asked), expectedOutput(asked));
  }

  /** Why a guard keeps a case from being sent under this arm; null where it lets it pass. */
  String refusal(CaseInPlan asked, CostGuard guard) {
    if (guard.tokens() != null) {
      Long output = prices.outputAtMost();
      Long tokens = output == null ? null : prompt(asked) + output;
      if (tokens == null || tokens > guard.tokens()) {
        return "the cost guard allows %d tokens a call, and this one %s"
            .formatted(
                guard.tokens(),
                tokens == null ? "has no known limit" : "may take %d".formatted(tokens));
      }
    }
    if (guard.estimated() != null) {
      Usd estimated = expected(asked);
      if (estimated == null || estimated.isMoreThan(guard.estimated())) {
        return "the cost guard allows %s USD a call, and this one %s"
            .formatted(
                guard.estimated(),
                estimated == null
                    ? "cannot be estimated"
                    : "is estimated at %s USD".formatted(estimated));
      }
    }
    return null;
  }

  /** What a case can cost under this arm, whoever counts its tokens. */
  Usd atMost(CaseInPlan asked) {
    return prices.atMost(promptAtMost(asked));
  }

  /** The tokens of all that goes to the model with a case, whoever counts. */
  long promptAtMost(CaseInPlan asked) {
    return asked.tokensAtMost() + definitionsAtMost;
  }

  private static long bytes(JsonNode definition) {
    return definition == null ? 0 : Tokenizer.bytes(definition.toString());
  }
}

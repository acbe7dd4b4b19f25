package dev.assay.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assay.catalog.Candidate;
import dev.assay.catalog.Fingerprint;
import dev.assay.catalog.Parameters;
import dev.assay.job.Arm;
import java.io.Serializable;
import java.math.BigDecimal;

/**
 * An arm with what the plan knows of it, worked out once for all cases and repeats.
 *
 * @param twin 0, or a number of its own where other arms ask the very same
 * @param fingerprint of how it asks: candidate, policy and gateway
 */
record ArmInPlan(Arm arm, int twin, String fingerprint, ArmPrices prices) implements Serializable {

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
}

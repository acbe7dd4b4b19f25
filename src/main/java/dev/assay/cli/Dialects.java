package dev.assay.cli;

import dev.assay.gateway.Delivery;
import dev.assay.gateway.Dialect;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;

/** What a job says of a server, as the gateway's client takes it. */
final class Dialects {
  private Dialects() {}

  static Dialect of(GatewayTarget.Api api) {
    return switch (api) {
      case OPENROUTER -> Dialect.OPENROUTER;
      case OPENAI_COMPATIBLE -> Dialect.OPENAI_COMPATIBLE;
      case ANTHROPIC -> Dialect.ANTHROPIC;
    };
  }

  static Delivery delivery(Job job) {
    return job.streamed() ? Delivery.STREAMED : Delivery.WHOLE;
  }
}

package dev.assay.job;

import dev.assay.policy.CallRules.Transport;
import dev.assay.policy.RoutePolicy;
import dev.assay.policy.RoutePolicy.DirectFallback;
import dev.assay.problem.Place;
import dev.assay.problem.Problems;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the servers of a job speak what the policies of its arms ask for. */
public final class TransportCheck {
  private TransportCheck() {}

  /** Reports each arm that would ask a server which its policy does not allow. */
  public static void check(Job job, Problems problems) {
    for (Arm arm : job.arms()) {
      GatewayTarget gateway = job.gateway();
      check(arm, "the gateway '%s'".formatted(gateway.name()), gateway.api(), problems);
      DirectServer direct = gateway.direct().get(author(arm));
      if (direct != null && arm.policy().directFallback() != DirectFallback.NEVER) {
        check(arm, "the server of '%s'".formatted(author(arm)), direct.api(), problems);
      }
    }
  }

  private static String author(Arm arm) {
    String model = arm.candidate().model();
    return model.substring(0, Math.max(0, model.indexOf('/')));
  }

  private static void check(Arm arm, String server, GatewayTarget.Api api, Problems problems) {
    RoutePolicy policy = arm.policy();
    Set<Transport> allowed = policy.rules().transports();
    Transport spoken = Transport.valueOf(api.name());
    if (!allowed.isEmpty() && !allowed.contains(spoken)) {
      Place demanded = policy.originsOf("transports").get(0);
      problems.add(
          arm.place(),
          "arm '%s': %s speaks %s, and policy '%s' allows %s (%s)"
              .formatted(
                  arm.name(),
                  server,
                  spoken.word(),
                  policy.name(),
                  allowed.stream().map(Transport::word).collect(Collectors.joining(", ")),
                  demanded),
          "Ask a server that speaks one of them, or choose another policy.");
    }
  }
}

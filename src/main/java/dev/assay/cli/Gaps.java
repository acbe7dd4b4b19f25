package dev.assay.cli;

import dev.assay.job.Arm;
import dev.assay.job.DirectServer;
import dev.assay.job.GatewayTarget;
import dev.assay.job.Job;
import dev.assay.plan.Question;
import dev.assay.policy.DataPromise;
import dev.assay.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the arms of a job ask for, and the servers they are asked at cannot be told. */
final class Gaps {
  private final Job job;

  private Gaps(Job job) {
    this.job = job;
  }

  static Gaps of(Job job) {
    return new Gaps(job);
  }

  /** A note for each arm of which something is left out. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Arm arm : job.arms()) {
      note(arm, "the gateway '%s'".formatted(job.gateway().name()), job.gateway().api(), notes);
      if (!job.gateway().isEmbedded() && DirectServers.mayGoDirect(arm)) {
        noteOnTheWayPast(arm, notes);
      }
    }
    return notes;
  }

  private void noteOnTheWayPast(Arm arm, List<String> notes) {
    String author = DirectServers.author(arm);
    DirectServer server = job.gateway().direct().get(author);
    if (server == null) {
      notes.add(
          "Arm '%s' may go past the gateway, but the job names no server of '%s' under 'direct'."
              .formatted(arm.name(), author));
    } else {
      note(arm, "the server of '%s'".formatted(author), server.api(), notes);
    }
  }

  private static void note(Arm arm, String server, GatewayTarget.Api api, List<String> notes) {
    List<String> leftOut = leftOut(arm, api);
    if (!leftOut.isEmpty()) {
      notes.add(
          "Arm '%s': %s cannot be told: %s."
              .formatted(arm.name(), server, String.join(", ", leftOut)));
    }
  }

  private static List<String> leftOut(Arm arm, GatewayTarget.Api api) {
    // what is left out does not depend on the prompt
    return Dialects.of(api)
        .leavesOut(new Question(List.of(), arm.candidate(), arm.policy(), false));
  }

  /** Reports each promise about data that the gateway cannot be told, unless the job accepts it. */
  void refuseBrokenPromises(Problems problems) {
    for (Arm arm : job.arms()) {
      List<String> leftOut = leftOut(arm, job.gateway().api());
      String broken =
          arm.policy().promises().stream()
              .filter(promise -> !job.acceptedGaps().contains(promise))
              .map(DataPromise::setting)
              .filter(leftOut::contains)
              .collect(Collectors.joining(", "));
      if (!broken.isEmpty()) {
        problems.add(
            arm.place(),
            "arm '%s': policy '%s' promises %s, and the gateway '%s' cannot be told"
                .formatted(arm.name(), arm.policy().name(), broken, job.gateway().name()),
            "Ask a gateway that speaks openrouter, choose another policy, or write 'accept-gaps: [%s]' in the job."
                .formatted(broken));
      }
    }
  }
}

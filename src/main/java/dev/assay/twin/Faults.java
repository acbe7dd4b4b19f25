package dev.assay.twin;

import dev.assay.catalog.Endpoint;
import dev.assay.twin.FaultKind.Stage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which call meets which fault, by the dice of the call, so that the same calls are struck
 * whatever their order.
 *
 * <p>A call that was struck rolls anew when it is asked again. The count of its strikes stands for
 * the attempt; only calls that were struck are remembered.
 */
final class Faults {
  private final List<Fault> faults;
  private final TwinClock clock;
  private final Map<Long, Integer> strikes = new ConcurrentHashMap<>();

  Faults(List<Fault> faults, TwinClock clock) {
    this.faults = faults;
    this.clock = clock;
  }

  /** The luck of one request: of its call, and of how often that was struck before. */
  final class Luck {
    private final Dice call;
    private final Dice attempt;
    private boolean struck;

    private Luck(Dice call, int earlier) {
      this.call = call;
      this.attempt = call.about("attempt").about(earlier);
    }

    Dice dice() {
      return attempt;
    }

    /** The fault the gateway itself has for a model, if any. */
    Optional<Fault> atGateway(String model) {
      return met(Stage.GATEWAY, model, null, "gateway").stream().findFirst();
    }

    /** A provider's fault; with the caller's own key it is another line, and another roll. */
    Optional<Fault> atProvider(Offer offer) {
      String line = offer.endpoint().tag() + (offer.withOwnKey() ? " own key" : "");
      return met(Stage.PROVIDER, offer.model().id(), offer.endpoint().provider(), line).stream()
          .findFirst();
    }

    /** Everything that will be wrong with an answer; of two of a kind the first listed counts. */
    Map<FaultKind, Fault> inAnswer(Offer offer) {
      Map<FaultKind, Fault> inAnswer = new EnumMap<>(FaultKind.class);
      met(Stage.ANSWER, offer.model().id(), offer.endpoint().provider(), offer.endpoint().tag())
          .forEach(fault -> inAnswer.putIfAbsent(fault.kind(), fault));
      return inAnswer;
    }

    private List<Fault> met(Stage stage, String model, String provider, String line) {
      List<Fault> met = new ArrayList<>();
      for (int i = 0; i < faults.size(); i++) {
        Fault fault = faults.get(i);
        if (fault.kind().stage() == stage
            && fault.concerns(model, provider)
            && fault.isOnAt(clock.second())
            && attempt.about(i).about(model).about(line).chance() < fault.rate()) {
          met.add(fault);
        }
      }
      if (!met.isEmpty() && !struck) {
        struck = true;
        strikes.merge(call.state(), 1, Integer::sum);
      }
      return met;
    }
  }

  Luck luckOf(Dice call) {
    return new Luck(call, strikes.getOrDefault(call.state(), 0));
  }

  /** What the price of an endpoint is multiplied by now. */
  BigDecimal priceFactor(String model, Endpoint endpoint) {
    return faults.stream()
        .filter(fault -> fault.kind().stage() == Stage.PRICE)
        .filter(fault -> fault.concerns(model, endpoint.provider()))
        .filter(fault -> fault.isOnAt(clock.second()))
        .map(Fault::factor)
        .reduce(BigDecimal.ONE, BigDecimal::multiply);
  }

  /** Whether the routing knows that an endpoint is down, and so tries it last. */
  boolean isKnownOut(String model, Endpoint endpoint) {
    return faults.stream()
        .anyMatch(
            fault ->
                fault.concerns(model, endpoint.provider())
                    && fault.isKnownOutageAt(clock.second()));
  }
}

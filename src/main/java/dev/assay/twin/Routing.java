package dev.assay.twin;

import dev.assay.catalog.Capability;
import dev.assay.catalog.Endpoint;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which endpoints may serve a request, and in which order they are tried.
 *
 * <p>The hard filters come first; what is left is ordered as the request says, or else drawn with
 * weight 1/price^2, one draw after the other, so that the remainder are the fallbacks.
 */
final class Routing {
  private static final int DEFAULT_OUTPUT_TOKENS = 1;

  private final ChatRequest request;
  private final ProviderPreferences wishes;
  private final Region region;
  private final List<Guardrail> guardrails;
  private final Predicate<Offer> isOut;
  private final Predicate<Offer> isSessions;

  /**
   * @param wishes the request's, or those a suffix of the model's name makes of them
   * @param isOut whether an endpoint is known to be down
   * @param isSessions whether the session was served by that endpoint before
   */
  Routing(
      ChatRequest request,
      ProviderPreferences wishes,
      Region region,
      List<Guardrail> guardrails,
      Predicate<Offer> isOut,
      Predicate<Offer> isSessions) {
    this.request = request;
    this.wishes = wishes;
    this.region = region;
    this.guardrails = guardrails;
    this.isOut = isOut;
    this.isSessions = isSessions;
  }

  /** The offers that pass every filter, or a refusal that names the filters that left none. */
  List<Offer> eligible(String model, List<Offer> offers) {
    List<Offer> left = offers;
    List<String> excludedBy = new ArrayList<>();
    for (Map.Entry<String, Predicate<Offer>> filter : filters().entrySet()) {
      List<Offer> passed = left.stream().filter(filter.getValue()).toList();
      if (passed.size() < left.size()) {
        excludedBy.add(filter.getKey());
      }
      if (passed.isEmpty()) {
        throw Refusals.noEndpoint(model, excludedBy);
      }
      left = passed;
    }
    return left;
  }

  /** The hard filters, under the names that a refusal gives them. */
  private Map<String, Predicate<Offer>> filters() {
    Map<String, Predicate<Offer>> filters = new LinkedHashMap<>();
    filters.put("data_region", offer -> region.admits(offer.endpoint()));
    filters.put(
        "allowed_providers",
        offer ->
            (wishes.only().isEmpty() || wishes.only().stream().anyMatch(offer::isOf))
                && wishes.ignore().stream().noneMatch(offer::isOf)
                && guardrails.stream().allMatch(guardrail -> guardrail.allows(offer))
                && (wishes.allowFallbacks()
                    || wishes.order().isEmpty()
                    || wishes.order().stream().anyMatch(offer::isOf)));
    filters.put(
        "data_policy:zdr",
        offer -> !keepsNothing() || offer.endpoint().dataPolicy().zeroRetention());
    filters.put(
        "data_policy:training",
        offer -> !wishes.denyTraining() || !offer.endpoint().dataPolicy().mayTrain());
    filters.put(
        "quantization",
        offer ->
            wishes.quantizations().isEmpty()
                || wishes.quantizations().contains(offer.endpoint().quantization()));
    filters.put("max_price", this::isCheapEnough);
    filters.put("require_parameters", this::knowsItsParameters);
    filters.put("context_length", this::isRoomyEnough);
    return filters;
  }

  /** A guardrail can add to what the request says, not take from it. */
  private boolean keepsNothing() {
    return wishes.zeroRetention() || guardrails.stream().anyMatch(Guardrail::zeroRetention);
  }

  private boolean isCheapEnough(Offer offer) {
    ProviderPreferences.MaxPrice limit = wishes.maxPrice();
    return isWithin(offer.price().input().amount(), limit.prompt())
        && isWithin(offer.price().output().amount(), limit.completion())
        && isWithin(offer.price().request().amount(), limit.request());
  }

  private static boolean isWithin(BigDecimal price, BigDecimal limit) {
    return limit == null || price.compareTo(limit) <= 0;
  }

  private boolean knowsItsParameters(Offer offer) {
    boolean seesImages =
        !request.hasImages() || offer.endpoint().capabilities().contains(Capability.VISION);
    return seesImages
        && (!wishes.requireParameters()
            || offer.endpoint().capabilities().containsAll(request.parameters()));
  }

  private boolean isRoomyEnough(Offer offer) {
    Endpoint endpoint = offer.endpoint();
    int output = request.maxTokens() == null ? DEFAULT_OUTPUT_TOKENS : request.maxTokens();
    return (long) request.promptTokens() + Math.min(output, endpoint.maxOutputTokens())
        <= endpoint.contextTokens();
  }

  /** The eligible offers in the order they are tried. */
  List<Offer> inOrder(List<Offer> eligible, Dice dice) {
    List<Offer> ordered = new ArrayList<>(eligible);
    ordered.sort(byWish(dice).thenComparing(offer -> offer.endpoint().tag()));
    ordered.sort(Comparator.comparing(this::isDemoted));
    if (wishes.order().isEmpty() && wishes.sort() == null) {
      ordered.sort(Comparator.comparing(offer -> !isSessions.test(offer)));
    }
    ordered.sort(Comparator.comparing(isOut::test));
    if (!wishes.order().isEmpty()) {
      ordered.sort(Comparator.comparingInt(this::placeInOrder));
    }
    ordered.sort(Comparator.comparing(offer -> !offer.withOwnKey()));
    boolean single = !wishes.allowFallbacks() && wishes.order().isEmpty();
    return single ? List.of(ordered.get(0)) : List.copyOf(ordered);
  }

  private Comparator<Offer> byWish(Dice dice) {
    if (wishes.sort() == null) {
      return Comparator.comparingDouble(offer -> drawnAt(offer, dice));
    }
    return switch (wishes.sort()) {
      case PRICE -> Comparator.comparing(Offer::comparedPrice);
      case LATENCY -> Comparator.comparingInt(offer -> offer.endpoint().pace().firstTokenMillis());
      case THROUGHPUT ->
          Comparator.<Offer>comparingInt(offer -> offer.endpoint().pace().tokensPerSecond())
              .reversed();
    };
  }

  /**
   * When an offer would be drawn, were each to wait for a time of rate 1/price^2: the first to come
   * is a draw with those weights, the second a draw from the rest, and so on.
   */
  private static double drawnAt(Offer offer, Dice dice) {
    double price = offer.comparedPrice().doubleValue();
    String name = offer.model().id() + " " + offer.endpoint().tag();
    return -Math.log(1 - dice.about(name).chance()) * price * price;
  }

  private boolean isDemoted(Offer offer) {
    Endpoint.Pace pace = offer.endpoint().pace();
    boolean tooSlow =
        wishes.maxLatencySeconds() != null
            && new BigDecimal(pace.firstTokenMillis())
                    .compareTo(wishes.maxLatencySeconds().movePointRight(3))
                > 0;
    boolean tooThin =
        wishes.minThroughput() != null
            && new BigDecimal(pace.tokensPerSecond()).compareTo(wishes.minThroughput()) < 0;
    return tooSlow || tooThin;
  }

  private int placeInOrder(Offer offer) {
    List<String> order = wishes.order();
    for (int i = 0; i < order.size(); i++) {
      if (offer.isOf(order.get(i))) {
        return i;
      }
    }
    return order.size();
  }
}

package dev.assay.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.assay.catalog.Model;
import dev.assay.twin.ModelName.Variant;
import dev.assay.twin.ProviderPreferences.Sort;
import dev.assay.twin.Routed.Try;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds who serves a request: model after model as the request lists them, endpoint after endpoint
 * as the routing orders them, until one answers.
 */
final class Router {
  private final Menu menu;
  private final Moderation moderation;
  private final Sessions sessions;

  Router(Menu menu, Moderation moderation, Sessions sessions) {
    this.menu = menu;
    this.moderation = moderation;
    this.sessions = sessions;
  }

  Routed route(ChatRequest request, Account account, Region region, Faults.Luck luck) {
    return new Search(request, account, region, luck).routed();
  }

  /** The way of one request, from asked to served. */
  private final class Search {
    private final ChatRequest request;
    private final Account account;
    private final Region region;
    private final Faults.Luck luck;
    private final List<Try> tries = new ArrayList<>();

    private Search(ChatRequest request, Account account, Region region, Faults.Luck luck) {
      this.request = request;
      this.account = account;
      this.region = region;
      this.luck = luck;
    }

    private Routed routed() {
      if (request.provider().acrossModels() && request.provider().sort() != null) {
        return acrossModels();
      }
      Refusal last = null;
      for (String name : request.models()) {
        try {
          return served(name, orderedOffers(name));
        } catch (Refusal refusal) {
          last = refusal;
        }
      }
      // a refusal tells of every endpoint that was tried, whichever model it belonged to
      throw last.after(tries);
    }

    private Routed acrossModels() {
      List<Offer> offers = new ArrayList<>();
      Refusal last = null;
      for (String name : request.models()) {
        try {
          offers.addAll(orderedOffers(name));
        } catch (Refusal refusal) {
          last = refusal;
        }
      }
      if (offers.isEmpty()) {
        throw last;
      }
      try {
        return served(request.model(), routing(request.provider()).inOrder(offers, luck.dice()));
      } catch (Refusal refusal) {
        throw refusal.after(tries);
      }
    }

    private List<Offer> orderedOffers(String name) {
      boolean isAuto = name.equals(ModelName.AUTO);
      Model model = isAuto ? autoModel() : menu.named(name);
      for (Guardrail guardrail : account.guardrails()) {
        if (!guardrail.allowsModel(model.id())) {
          throw Refusals.modelNotAllowed(guardrail, model.id());
        }
      }
      Variant variant = model.id().equals(name) ? Variant.STANDARD : ModelName.of(name).variant();
      Routing routing = routing(wishes(variant));
      List<Offer> eligible = routing.eligible(model.id(), menu.offers(model, variant, request));
      return routing.inOrder(withOwnKeys(eligible), luck.dice());
    }

    private Routing routing(ProviderPreferences wishes) {
      return new Routing(
          request,
          wishes,
          region,
          account.guardrails(),
          offer -> menu.isKnownOut(offer.model(), offer.endpoint()),
          offer -> sessions.belongsTo(request.sessionId(), offer));
    }

    private ProviderPreferences wishes(Variant variant) {
      return switch (variant) {
        case NITRO -> request.provider().sortedBy(Sort.THROUGHPUT);
        case FLOOR -> request.provider().sortedBy(Sort.PRICE);
        case STANDARD, FREE, EXACTO -> request.provider();
      };
    }

    /** Any model the request allows: the choice cannot be foretold, but it can be repeated. */
    private Model autoModel() {
      List<Model> allowed =
          menu.models().stream().filter(model -> request.autoRouter().allows(model.id())).toList();
      if (allowed.isEmpty()) {
        throw Refusals.unknownModel(ModelName.AUTO);
      }
      return allowed.get(luck.dice().about("auto").between(0, allowed.size() - 1));
    }

    private List<Offer> withOwnKeys(List<Offer> eligible) {
      KeyCard card = account.card();
      List<Offer> offers = new ArrayList<>();
      for (Offer offer : eligible) {
        boolean own = card.ownKeys().stream().anyMatch(offer::isOf);
        if (own) {
          offers.add(offer.paidWithOwnKey());
        }
        if (!own || !card.onlyOwnKeys()) {
          offers.add(offer);
        }
      }
      return offers;
    }

    private Routed served(String name, List<Offer> offers) {
      Refusal last = null;
      for (Offer offer : offers) {
        if (moderation.isBy(offer)) {
          Guardrail.firstFound(moderation.flaggedWords(), request)
              .ifPresent(
                  word -> {
                    throw Refusals.moderated(offer, word, request);
                  });
        }
        Optional<Fault> fault = luck.atProvider(offer);
        if (fault.isEmpty()) {
          tries.add(new Try(offer, Routed.SERVED));
          sessions.remember(request.sessionId(), offer);
          return new Routed(strategy(name), offers, tries, offer);
        }
        last = Refusals.byProvider(fault.get(), offer);
        tries.add(new Try(offer, last.status()));
      }
      throw withPreviousErrors(last);
    }

    private String strategy(String name) {
      if (name.equals(ModelName.AUTO)) {
        return "auto";
      }
      return name.equals(request.model()) ? "direct" : "fallback";
    }

    private Refusal withPreviousErrors(Refusal refusal) {
      ArrayNode errors = Json.array();
      for (Try each : tries.subList(0, tries.size() - 1)) {
        errors.add(
            Json.object()
                .put("provider", each.offer().endpoint().provider())
                .put("code", each.status())
                .put("status", each.status()));
      }
      if (!errors.isEmpty()) {
        refusal.metadata().set("previous_errors", errors);
      }
      return refusal;
    }
  }
}

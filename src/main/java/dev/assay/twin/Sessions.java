package dev.assay.twin;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which endpoint a session was served by, so that its next turn finds its prompt cache warm. */
final class Sessions {
  /** Beyond these the ones that have been idle longest are forgotten. */
  private static final int REMEMBERED = 50_000;

  private record Seat(String endpointTag, Instant lastUsed) {}

  private final TwinClock clock;
  private final Duration idle;
  private final Map<String, Seat> seats =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seat> eldest) {
          return size() > REMEMBERED;
        }
      };

  Sessions(TwinClock clock, double stickySeconds) {
    this.clock = clock;
    this.idle = clock.realSpan(stickySeconds);
  }

  /** Whether a session belongs to an endpoint that served it not long ago. */
  synchronized boolean belongsTo(String session, Offer offer) {
    Seat seat = session == null ? null : seats.get(seatOf(session, offer));
    return seat != null
        && seat.endpointTag().equals(offer.endpoint().tag())
        && clock.now().isBefore(seat.lastUsed().plus(idle));
  }

  synchronized void remember(String session, Offer offer) {
    if (session != null && !idle.isZero()) {
      seats.put(seatOf(session, offer), new Seat(offer.endpoint().tag(), clock.now()));
    }
  }

  private static String seatOf(String session, Offer offer) {
    return session + "\n" + offer.model().id();
  }
}

package dev.assay.gateway;

import static dev.assay.gateway.FailureKind.MALFORMED;
import static dev.assay.gateway.FailureKind.MODERATION;
import static dev.assay.gateway.FailureKind.NETWORK;
import static dev.assay.gateway.FailureKind.PROVIDER_ERROR;
import static dev.assay.gateway.FailureKind.STREAM_INTERRUPTED;
import static dev.assay.gateway.FailureKind.WRONG_MODEL;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes an outcome of one response: bytes and their times come in, an answer or a typed failure
 * goes out, with all that is known by then. It does no input or output of its own.
 *
 * <p>An error or a broken chunk does not stop the reading: the usage may still come after it.
 */
final class ResponseReader {
  private static final String ERROR = "error";

  private final Asked asked;
  private final Scrubber scrubber;
  private final int maxBodyBytes;
  private final ReplyReader replies;
  private final SseReader events;
  private final Draft draft = new Draft();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final Instant askedAt;
  private final long askedNanos;

  private boolean started;
  private Instant startedAt;
  private long startedNanos;
  private ResponseHead head;
  private long bytesRead;
  private long lastProgressNanos;
  private Duration firstToken;
  private Duration firstReasoning;
  private boolean eventSeen;
  private boolean lastEventSeen;
  private boolean tooLarge;
  private String brokenChunk;

  ResponseReader(Asked asked, Scrubber scrubber, int maxBodyBytes, Instant now, long nanos) {
    this.asked = asked;
    this.scrubber = scrubber;
    this.maxBodyBytes = maxBodyBytes;
    this.replies = asked.dialect().replies();
    this.events = new SseReader(maxBodyBytes);
    this.askedAt = now;
    this.askedNanos = nanos;
    this.startedAt = now;
    this.startedNanos = nanos;
  }

  /** The request was handed to a connection; waiting in line before that is no latency. */
  void started(Instant now, long nanos) {
    started = true;
    startedAt = now;
    startedNanos = nanos;
    lastProgressNanos = nanos;
  }

  void head(ResponseHead response) {
    head = response;
    draft.generationId = response.header("x-generation-id");
    draft.cacheStatus = response.header("x-openrouter-cache-status");
  }

  void bytes(ByteBuffer bytes, long nanos) {
    bytesRead += bytes.remaining();
    tooLarge |= bytesRead > maxBodyBytes;
    if (tooLarge) {
      return;
    }
    if (!readsEvents()) {
      lastProgressNanos = nanos;
      keep(bytes);
      return;
    }
    if (!eventSeen) {
      // until the first event it may as well be an answer in one piece
      keep(bytes.duplicate());
    }
    events.read(bytes, event -> event(event, nanos));
  }

  private void keep(ByteBuffer bytes) {
    byte[] chunk = new byte[bytes.remaining()];
    bytes.get(chunk);
    body.writeBytes(chunk);
  }

  private boolean readsEvents() {
    return head != null && head.isSuccess() && head.mayBeEvents(asked.delivery());
  }

  private void event(SseReader.Event event, long nanos) {
    if (lastEventSeen) {
      return;
    }
    eventSeen = true;
    body.reset();
    lastProgressNanos = nanos;
    if (replies.isLast(event)) {
      lastEventSeen = true;
    }
    Optional<ObjectNode> data = Json.object(event.data());
    if (data.isEmpty()) {
      brokenChunk = lastEventSeen || brokenChunk != null ? brokenChunk : event.data();
      return;
    }
    replies.readEvent(event, data.get(), draft);
    Duration sinceStart = Duration.ofNanos(nanos - startedNanos);
    firstToken = firstToken == null && draft.hasContent() ? sinceStart : firstToken;
    firstReasoning = firstReasoning == null && draft.hasReasoning() ? sinceStart : firstReasoning;
  }

  /** How the gateway's own books name the attempt; null until the response has told it. */
  String generationId() {
    return draft.generationId;
  }

  /** Whether nothing that may still come can change the outcome. */
  boolean isComplete() {
    return lastEventSeen || tooLarge;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  /** Whether a part of the answer is there; comments and empty deltas are none. */
  boolean hasBegun() {
    return readsEvents() ? draft.hasContent() || draft.hasReasoning() : bytesRead > 0;
  }

  long startedNanos() {
    return startedNanos;
  }

  long lastProgressNanos() {
    return lastProgressNanos;
  }

  /** The connection ended as it should, or all that matters is there. */
  Outcome ended(long nanos) {
    if (head == null) {
      return brokenOff("the connection ended without a response", nanos);
    }
    if (tooLarge) {
      return failure(
          MALFORMED, phase(), "the body is larger than %d bytes".formatted(maxBodyBytes), nanos);
    }
    String encoding = head.header("content-encoding");
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      return failure(
          MALFORMED,
          FailurePhase.AFTER_RESPONSE,
          "the body is encoded as '%s', which was not asked for".formatted(encoding),
          nanos);
    }
    return readsEvents() ? streamEnded(nanos) : wholeEnded(nanos);
  }

  private Outcome streamEnded(long nanos) {
    // a stream may end without the blank line, but half an event is no broken one
    events
        .rest()
        .filter(rest -> replies.isLast(rest) || Json.object(rest.data()).isPresent())
        .ifPresent(rest -> event(rest, nanos));
    if (!eventSeen && isDocument(bodyText().stripLeading())) {
      return wholeEnded(nanos);
    }
    if (draft.error != null) {
      return refused(phase(), nanos);
    }
    if (brokenChunk != null) {
      return failure(
          MALFORMED,
          phase(),
          "a chunk of %d characters is not JSON".formatted(brokenChunk.length()),
          nanos);
    }
    if (!lastEventSeen && draft.finishReason() == null) {
      return brokenOff("the stream ended before the answer did", nanos);
    }
    return answered(phase(), nanos);
  }

  private Outcome wholeEnded(long nanos) {
    String text = bodyText();
    Optional<ObjectNode> json = Json.object(text);
    if (!head.isSuccess()) {
      draft.error = json.orElseGet(Json.MAPPER::createObjectNode);
      json.ifPresent(object -> replies.readWhole(object, draft));
      return refused(FailurePhase.BEFORE_FIRST_TOKEN, json.isPresent() ? "" : text, nanos);
    }
    if (json.filter(replies::isReply).isEmpty()) {
      return failure(
          MALFORMED, FailurePhase.AFTER_RESPONSE, whyNoReply(text, json.isPresent()), nanos);
    }
    replies.readWhole(json.get(), draft);
    return draft.error == null
        ? answered(FailurePhase.AFTER_RESPONSE, nanos)
        : refused(FailurePhase.AFTER_RESPONSE, nanos);
  }

  private static boolean isDocument(String text) {
    return text.startsWith("{") || text.startsWith("<");
  }

  private String bodyText() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /** Half an answer stays private; a page of a proxy is quoted, since it says what stands there. */
  private String whyNoReply(String text, boolean isJson) {
    if (isJson) {
      return "the body is JSON but no answer: " + text;
    }
    if (head.contentType().startsWith("application/json")) {
      return "the body is not whole JSON; it has %d bytes".formatted(bytesRead);
    }
    String type = head.contentType().isEmpty() ? "of no type" : head.contentType();
    return "the body (%s) is not JSON: %s".formatted(type, text);
  }

  private Outcome answered(FailurePhase phase, long nanos) {
    String finish = draft.finishReason();
    boolean empty = !draft.hasContent();
    if (ERROR.equals(finish)) {
      return failure(
          interruptedIf(phase, PROVIDER_ERROR), phase, "the answer ended in an error", nanos);
    }
    if (empty && finish == null && !draft.hasReasoning()) {
      return failure(PROVIDER_ERROR, phase, "the answer is empty and gives no reason", nanos);
    }
    if (empty && "content_filter".equals(finish)) {
      return failure(MODERATION, phase, "a content filter withheld the answer", nanos);
    }
    String model = asked.call().question().candidate().model();
    if (ServedModel.isForbidden(asked.call().question(), draft.model)) {
      return failure(
          WRONG_MODEL,
          FailurePhase.AFTER_RESPONSE,
          "asked '%s', but '%s' answered".formatted(model, draft.model),
          nanos);
    }
    return new Outcome.Answer(
        exchange(nanos),
        draft.text(),
        draft.reasoning(),
        draft.toolCalls(),
        draft.reasoningParts());
  }

  private Outcome refused(FailurePhase phase, long nanos) {
    return refused(phase, "", nanos);
  }

  /** The other side told an error. */
  private Outcome refused(FailurePhase phase, String prose, long nanos) {
    String told = ErrorText.words(draft.error);
    String location = head.header("location");
    String words =
        location == null
            ? told.isEmpty() ? prose : told
            : "redirected to %s, which is not followed".formatted(location);
    String raisedBy = Json.text(draft.error.path("error").path("metadata"), "provider_name");
    draft.provider = draft.provider == null ? raisedBy : draft.provider;
    FailureKind kind = Diagnosis.of(head.status(), draft.error, words);
    return new Outcome.Failure(
        exchange(nanos),
        interruptedIf(phase, kind),
        phase,
        scrubber.clean(
            "HTTP %d: %s".formatted(head.status(), words.isEmpty() ? "no reason given" : words)),
        ErrorText.retryAfter(head, draft.error, startedAt));
  }

  /** Once a part of the answer is there, asking again would pay for it twice. */
  private static FailureKind interruptedIf(FailurePhase phase, FailureKind kind) {
    return phase == FailurePhase.MID_STREAM && kind.retryable() ? STREAM_INTERRUPTED : kind;
  }

  /** The connection was lost. An answer that had come to its end is whole all the same. */
  Outcome brokenOff(String detail, long nanos) {
    if (readsEvents() && draft.finishReason() != null && draft.error == null) {
      return answered(phase(), nanos);
    }
    FailurePhase phase = phase();
    return failure(interruptedIf(phase, NETWORK), phase, detail, nanos);
  }

  Outcome failure(FailureKind kind, String detail, long nanos) {
    return failure(kind, phase(), detail, nanos);
  }

  private Outcome failure(FailureKind kind, FailurePhase phase, String detail, long nanos) {
    return new Outcome.Failure(exchange(nanos), kind, phase, scrubber.clean(detail), null);
  }

  private FailurePhase phase() {
    if (!started) {
      return FailurePhase.CONNECT;
    }
    return hasBegun() ? FailurePhase.MID_STREAM : FailurePhase.BEFORE_FIRST_TOKEN;
  }

  private Exchange exchange(long nanos) {
    Duration total = Duration.ofNanos(nanos - (started ? startedNanos : askedNanos));
    Timing timing =
        new Timing(
            started ? startedAt : askedAt,
            firstToken,
            firstReasoning,
            total,
            GatewayOverhead.of(head, total));
    return new Exchange(
        asked.call().id(),
        asked.attempt(),
        asked.traceId(),
        asked.dialect().transport(),
        asked.gatewayUrl().toString(),
        asked.isStreamed(),
        head == null ? null : head.status(),
        draft.served(),
        timing,
        draft.tokens,
        draft.charge());
  }
}

package dev.assay.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Knows where an API puts the parts of an answer. It passes over what it does not know. */
interface ReplyReader {
  /** Whether a body is a reply of this API at all, an error included. */
  boolean isReply(ObjectNode body);

  void readWhole(ObjectNode body, Draft draft);

  void readEvent(SseReader.Event event, ObjectNode data, Draft draft);

  /** Whether an event says that no other follows. */
  boolean isLast(SseReader.Event event);
}

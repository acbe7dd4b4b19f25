package dev.assay.suite;

import static java.util.Objects.requireNonNull;

import dev.assay.problem.Place;
import java.io.Serializable;
import java.util.List;

/**
 * One prompt of a suite with what is expected of its answer.
 *
 * @param id unique within the suite
 * @param clusterId what it shares a source with; its own id where it shares none
 * @param category the kind of work, for reports; null when not stated
 * @param reference an answer a careful person would give; null when not stated; never sent
 * @param contentHash of the messages alone: it says what is asked, so a new expectation does not
 *     change it
 */
public record PromptCase(
    String id,
    String clusterId,
    String category,
    List<String> tags,
    List<Message> messages,
    List<Expectation> expectations,
    String reference,
    String contentHash,
    Place place)
    implements Serializable {
  public PromptCase {
    requireNonNull(id, "id");
    requireNonNull(clusterId, "clusterId");
    tags = List.copyOf(tags);
    messages = List.copyOf(messages);
    expectations = List.copyOf(expectations);
    requireNonNull(contentHash, "contentHash");
    requireNonNull(place, "place");
  }
}

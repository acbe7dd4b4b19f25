package dev.assay.suite;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.problem.Place;
import java.util.List;
import java.util.Map;

/**
 * A case as its author wrote it, its prompt not filled in yet.
 *
 * @param variables what a prompt may use; texts as they were typed, lists and mappings of them, and
 *     true or false
 * @param expect null when not stated
 * @param expectPlaces by scorer, for a case that states one expectation a scorer
 * @param clusterId null when not stated, and so are category and reference
 */
record CaseDraft(
    String id,
    Place place,
    Map<String, Object> variables,
    JsonNode expect,
    Place expectPlace,
    Map<String, Place> expectPlaces,
    List<String> tags,
    String clusterId,
    String category,
    String reference) {}

package dev.assay.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A request as it is put on the wire, the key left out.
 *
 * @param path below the base URL
 */
record WireRequest(String path, Map<String, String> headers, ObjectNode body) {}

package dev.assay.gateway;

import java.io.Serializable;

/** A tool the model wants called, its arguments as the text it wrote. */
public record ToolCall(String id, String name, String arguments) implements Serializable {}

package dev.assay.gateway;

import java.io.Serializable;

/**
 * One provider the gateway tried for an attempt, as it told it. Null is not told.
 *
 * @param status the HTTP status it answered the gateway with
 */
public record Hop(String provider, String model, Integer status) implements Serializable {}

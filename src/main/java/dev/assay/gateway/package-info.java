/**
 * Asks one model one thing over the wire: a planned call comes in, an {@link
 * dev.assay.gateway.Outcome} goes out.
 */
package dev.assay.gateway;

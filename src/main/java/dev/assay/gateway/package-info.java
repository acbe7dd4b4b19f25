/**
 * Asks one model one thing over the wire: a planned call comes in, an {@link
 * dev.assay.gateway.Outcome} goes out. When told to, it also reads what a gateway lists.
 */
package dev.assay.gateway;

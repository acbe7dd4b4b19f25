/**
 * The only Beam room: a plan comes in, a committed run of usage events, scores and answers goes
 * out.
 *
 * <p>A run may take several sittings. Each reads the journal once and then asks only what has not
 * ended; the rows of what had ended are written from the journal, after the asking.
 */
package dev.assay.pipeline;

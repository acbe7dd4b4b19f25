/**
 * The only Beam room: a plan comes in, a committed run of usage events, scores and answers goes
 * out.
 */
package dev.assay.pipeline;

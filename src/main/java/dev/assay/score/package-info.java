/**
 * Scorers: a case's expectations and an answer come in, a score or the reason for none goes out.
 */
package dev.assay.score;

/**
 * Faults of what the user gave us: found one by one, told all at once, each with its place and its
 * mend.
 */
package dev.assay.problem;

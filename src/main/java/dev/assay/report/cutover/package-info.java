/**
 * Two arms of a run and declared limits come in, the three-way verdict with all its evidence goes
 * out.
 */
package dev.assay.report.cutover;

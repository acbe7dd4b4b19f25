/**
 * Typed tables come in, text that a terminal, a spreadsheet or a program can read goes out; the
 * only place that rounds.
 */
package dev.assay.render;

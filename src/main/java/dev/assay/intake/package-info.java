/**
 * Other people's files as runs of ours: outcomes and choices in their tools' formats come in, a
 * committed run in the usage schema goes out.
 *
 * <p>Every file becomes rows of text under our names, {@link dev.assay.intake.RawRows}; from there
 * DuckDB checks, types and writes them in bulk. Nothing is visible before the last step, which
 * moves the whole run into its place.
 */
package dev.assay.intake;

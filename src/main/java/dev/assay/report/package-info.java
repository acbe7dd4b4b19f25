/** A report file and a warehouse come in, a typed table that answers one question goes out. */
package dev.assay.report;

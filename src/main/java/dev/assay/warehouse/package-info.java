/** Committed runs on disk come in, DuckDB views over them and typed rows of a query go out. */
package dev.assay.warehouse;

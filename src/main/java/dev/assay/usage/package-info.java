/**
 * The rows we publish: outcomes and scores come in, usage events, scores and answers in the Parquet
 * schema of a run folder go out.
 */
package dev.assay.usage;

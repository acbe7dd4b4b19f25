/** A file of {@code pipelines/} comes in, a typed {@link dev.assay.job.Job} goes out. */
package dev.assay.job;

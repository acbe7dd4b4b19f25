/**
 * The rows we publish: outcomes and scores come in, usage events, scores and answers in the Parquet
 * schema of a run folder go out.
 *
 * <p>A committed run that had stopped before its end may be continued. Its files are then written
 * anew as a whole, by the next sitting and under names of their own, and become the run in the step
 * that replaces the manifest, which names the sitting. Whoever read the manifest before finds the
 * earlier files or, once they are removed, none; never a mixture. What the earlier sitting's rows
 * said stands unchanged in the new ones, but for calls that were not sent then and are now.
 */
package dev.assay.usage;

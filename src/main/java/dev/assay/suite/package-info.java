/**
 * Prompt suites: a folder of prompts and cases comes in, a {@link dev.assay.suite.Suite} goes out.
 */
package dev.assay.suite;

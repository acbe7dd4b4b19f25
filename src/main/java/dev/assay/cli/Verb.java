package dev.assay.cli;

/** Something a user can ask Assay to do. */
interface Verb {
  /** Does it; what the user got wrong is thrown as {@link dev.assay.problem.InvalidInput}. */
  ExitCode run() throws Exception;
}

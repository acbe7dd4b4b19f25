/** Verbs, flags and exit codes: a command line comes in, text and an exit code go out. */
package dev.assay.cli;

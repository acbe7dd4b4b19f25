/**
 * Configuration files: YAML comes in, typed values with their line numbers and a list of problems
 * go out.
 */
package dev.assay.settings;

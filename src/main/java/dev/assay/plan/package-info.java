/**
 * Suites, arms and repeats come in; planned calls by index, their validation and their price go
 * out.
 */
package dev.assay.plan;

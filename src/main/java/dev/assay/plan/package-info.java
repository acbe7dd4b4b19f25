/**
 * Suites, arms and repeats come in, with what is known of earlier runs; planned calls by index,
 * their validation, and what they cost and how long they take go out.
 */
package dev.assay.plan;

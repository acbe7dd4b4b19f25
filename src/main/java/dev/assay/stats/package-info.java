/**
 * Intervals, tests and resampling: samples come in, estimates with their interval and method go
 * out.
 */
package dev.assay.stats;

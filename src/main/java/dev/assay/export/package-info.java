/**
 * Answers of reports come in, what other systems take in their own form goes out: alerts to a file
 * or a webhook. The only place that calls another system besides the gateway.
 */
package dev.assay.export;

/**
 * What was asked and answered, durable before it is believed: attempts come in, records that
 * survive a crash go out.
 */
package dev.assay.journal;

/**
 * What was asked and answered, durable before it is believed: attempts come in, records that
 * survive a crash go out.
 *
 * <p>An attempt is noted before it is sent, under the name by which the gateway's books have it,
 * and its outcome before anyone else sees it. What is noted and has no outcome was in flight when
 * all stopped: the next sitting notes it as lost, asks the call again as another attempt, and
 * counts one possible double payment.
 */
package dev.assay.journal;

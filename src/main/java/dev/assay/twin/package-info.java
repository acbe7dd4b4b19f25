/**
 * The embedded gateway: requests in OpenRouter's form come in, answers and a billing ledger of its
 * own go out. It reads the wire contract for itself and shares no code with the client, so that
 * neither can hide the other's mistakes.
 */
package dev.assay.twin;

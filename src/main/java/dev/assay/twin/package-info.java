/**
 * The embedded gateway: requests in OpenRouter's form come in, answers and a billing ledger of its
 * own go out.
 */
package dev.assay.twin;

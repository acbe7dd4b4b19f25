/**
 * The embedded gateway: requests in OpenRouter's form come in, answers and a billing ledger of its
 * own go out. It reads the wire contract for itself and shares no code with the client, so that
 * neither can hide the other's mistakes.
 *
 * <p>Under {@code /api/v1} it knows {@code /chat/completions}, {@code /models}, {@code
 * /models/AUTHOR/SLUG/endpoints}, {@code /generation}, {@code /key}, {@code /credits}, {@code
 * /activity}, {@code /presets} and, in the place of the web page's export, {@code /logs.csv}. The
 * in-region host names of the real service are the base paths {@code /eu/api/v1} and {@code
 * /us/api/v1} here.
 *
 * <p>Everything follows from the seed and the call, never from the order in which calls come. A
 * call is known by the model asked, the prompt and the {@code session_id} (from the body, else the
 * header, else the prompt cache key); only requests without a session that ask the same are told
 * apart by their arrival. {@code X-Request-ID} and idempotency keys change with every attempt, so
 * nothing depends on them. Two things do follow the clock, as they must: schedules of faults, and
 * limits that start anew.
 */
package dev.assay.twin;

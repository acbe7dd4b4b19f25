package dev.assay.usage;

import com.jerolba.carpet.annotation.NotNull;

/**
 * One judge's choice between two models' answers to one prompt, in the order in which it saw them.
 * The key is (run_id, suite, item_id, judge, repeat, model_a, model_b): the same two models the
 * other way round are a row of their own, and the two together tell the judge's position bias.
 *
 * @param clusterId what the prompt shares a source with; its own item_id where it shares none
 * @param judge who chose: a model, a person or a panel; {@code unknown} where the source names none
 * @param repeat from 1; the same question put to the same judge again
 * @param modelA whose answer was shown first
 * @param modelB whose answer was shown second
 * @param preference how far the first answer won: 1 it won, 0 the second won, 0.5 a tie, between
 *     them a graded choice; null where the judge abstained
 * @param abstainReason why there is no choice; null where there is one
 * @param lengthA length of the first answer in characters; null is unknown
 * @param lengthB length of the second answer in characters; null is unknown
 */
public record PreferenceRow(
    @NotNull String runId,
    @NotNull String suite,
    @NotNull String itemId,
    @NotNull String clusterId,
    @NotNull String judge,
    int repeat,
    @NotNull String modelA,
    @NotNull String modelB,
    Double preference,
    String abstainReason,
    Long lengthA,
    Long lengthB) {}

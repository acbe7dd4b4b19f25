package dev.assay.intake;

import dev.assay.usage.RunManifest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What the rows of some files came to, now that they are written.
 *
 * @param filesUsd all the money that the files name; null where they name none
 * @param keptUsd the part of it in the rows that were kept
 * @param scoring the folder that holds the scores; null where there are none
 */
record Loaded(
    long read,
    long rejected,
    long duplicates,
    List<String> arms,
    Map<String, String> suiteHashes,
    String scoring,
    RunManifest.Parts parts,
    BigDecimal filesUsd,
    BigDecimal keptUsd,
    List<String> notes) {}

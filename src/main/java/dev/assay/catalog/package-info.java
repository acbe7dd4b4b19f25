/**
 * What can be asked and at what price: curated files, snapshots and listings come in, models, their
 * endpoints and dated prices go out, each value with its source.
 */
package dev.assay.catalog;

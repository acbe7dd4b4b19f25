/**
 * What can be asked and at what price: catalog files come in, models, their endpoints and dated
 * prices go out.
 */
package dev.assay.catalog;

/** Exact dollars: decimal text comes in, sums and products without a lost digit go out. */
package dev.assay.money;

/**
 * What an organisation's files say of money comes in, tables that reports on spending read go out.
 */
package dev.assay.report.finops;

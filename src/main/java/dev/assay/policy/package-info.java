/**
 * How a gateway may route: policy files and the catalog come in, effective policies and eligible
 * endpoints go out.
 */
package dev.assay.policy;

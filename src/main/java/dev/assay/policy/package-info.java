/**
 * How a gateway may route: policy files, an organisation's guardrails and the catalog come in,
 * effective policies, eligible endpoints and lint findings go out.
 */
package dev.assay.policy;

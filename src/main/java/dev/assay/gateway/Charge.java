package dev.assay.gateway;

import dev.assay.money.Usd;
import java.io.Serializable;

/**
 * What the gateway said an attempt cost. Null is unknown, never zero.
 *
 * @param billed all the money this attempt cost: the gateway's cost, and with a key of our own at
 *     the provider that plus the provider's
 * @param upstream what the provider charges for it; part of billed, never on top
 * @param byokFee the gateway's fee for a key of our own; part of billed
 * @param asSent the gateway's text, kept only where it has more digits than billed can hold
 */
public record Charge(Usd billed, Usd upstream, Usd byokFee, String asSent) implements Serializable {
  public static final Charge UNKNOWN = new Charge(null, null, null, null);
}

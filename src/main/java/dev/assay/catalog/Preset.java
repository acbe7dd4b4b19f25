package dev.assay.catalog;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Settings kept at the gateway, under a name.
 *
 * @param version which of its versions is meant; the wire has no word for it, so that it is the
 *     author's to change when the preset does; null where nobody says
 */
public record Preset(String name, String version) implements Serializable {
  public Preset {
    requireNonNull(name, "name");
  }
}

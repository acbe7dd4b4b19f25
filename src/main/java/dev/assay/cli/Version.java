package dev.assay.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this program, as its jar says. */
public final class Version implements IVersionProvider {
  /** Such as "0.1.0"; "unpackaged" when the classes run outside their jar, as in a test. */
  public static String current() {
    String packaged = Version.class.getPackage().getImplementationVersion();
    return packaged == null ? "unpackaged" : packaged;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"assay " + current()};
  }
}

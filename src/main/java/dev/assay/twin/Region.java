package dev.assay.twin;

import dev.assay.catalog.Endpoint;

/**
 * Where a request may be served, chosen by the base path: beside {@code /api/v1} there are {@code
 * /eu/api/v1} and {@code /us/api/v1}, which stand for the in-region host names of the real service.
 */
enum Region {
  GLOBAL("/api/v1", "global"),
  EU("/eu/api/v1", "europe"),
  US("/us/api/v1", "us");

  private final String basePath;
  private final String wireName;

  Region(String basePath, String wireName) {
    this.basePath = basePath;
    this.wireName = wireName;
  }

  String basePath() {
    return basePath;
  }

  String wireName() {
    return wireName;
  }

  boolean admits(Endpoint endpoint) {
    return switch (this) {
      case GLOBAL -> true;
      case EU -> endpoint.region().equals("eu");
      case US -> endpoint.region().equals("us");
    };
  }
}

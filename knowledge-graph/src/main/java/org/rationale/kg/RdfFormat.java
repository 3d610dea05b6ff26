package org.rationale.kg;

import java.util.Locale;
import java.util.Optional;

/** A concrete syntax of RDF 1.2 that facts are read from and written to. */
public enum RdfFormat {
  TURTLE("ttl"),
  NTRIPLES("nt"),
  NQUADS("nq"),
  TRIG("trig");

  private final String extension;

  RdfFormat(String extension) {
    this.extension = extension;
  }

  /** The usual ending of a file's name, without a dot. */
  public String extension() {
    return extension;
  }

  /** The format of a file name such as {@code facts.ttl} or {@code facts.nt.gz}. */
  public static Optional<RdfFormat> ofFileName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    for (RdfFormat format : values()) {
      if (plain.endsWith("." + format.extension)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}

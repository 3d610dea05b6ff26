package org.rationale.reasoner;

import java.util.List;

/**
 * Which pack decided, exactly.
 *
 * @param sha256 of the names and contents of all the pack's files that decide anything, hexadecimal
 * @param use what it is for
 * @param limits what it must not be used for, one sentence each
 */
public record PackIdentity(
    String name, String title, String version, String sha256, String use, List<String> limits) {
  public PackIdentity {
    limits = List.copyOf(limits);
  }
}

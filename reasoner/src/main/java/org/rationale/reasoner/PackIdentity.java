package org.rationale.reasoner;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which pack decided, exactly.
 *
 * @param sha256 of the names and hashes of all the pack's files that decide anything: for each file
 *     in the order of the names its name, a line feed, its hash and a line feed; hexadecimal
 * @param files the SHA-256 of each such file by its name, sorted
 * @param use what it is for
 * @param limits what it must not be used for, one sentence each
 */
public record PackIdentity(
    String name,
    String title,
    String version,
    String sha256,
    Map<String, String> files,
    String use,
    List<String> limits) {
  public PackIdentity {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    limits = List.copyOf(limits);
  }
}

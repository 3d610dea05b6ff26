package org.rationale.reasoner;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rationale.kg.Sha256;

/**
 * Which pack decided, exactly.
 *
 * @param sha256 of all the pack's files that decide anything, as {@link #sha256(Map)} takes it
 * @param files the SHA-256 of each such file by its name, sorted
 * @param parts what each of these files is there for, by its name
 * @param use what it is for
 * @param limits what it must not be used for, one sentence each
 */
public record PackIdentity(
    String name,
    String title,
    String version,
    String sha256,
    Map<String, String> files,
    Map<String, PackPart> parts,
    String use,
    List<String> limits) {
  public PackIdentity {
    files = Collections.unmodifiableMap(new TreeMap<>(files));
    parts = Collections.unmodifiableMap(new TreeMap<>(parts));
    limits = List.copyOf(limits);
    if (!files.keySet().equals(parts.keySet())) {
      throw new IllegalArgumentException(
          "The files (%s) and those with a part (%s) differ."
              .formatted(files.keySet(), parts.keySet()));
    }
  }

  /** The files of one part with their hashes. */
  public SortedMap<String, String> files(PackPart part) {
    SortedMap<String, String> own = new TreeMap<>(files);
    own.keySet().removeIf(name -> parts.get(name) != part);
    return own;
  }

  /** The SHA-256 of one part: that of its files, as {@link #sha256(Map)} takes it. */
  public String sha256(PackPart part) {
    return sha256(files(part));
  }

  /**
   * The SHA-256 of several files: of the text that has, for each file in the order of the names,
   * its name, a line feed, its hash and a line feed. In hexadecimal.
   *
   * @param files the SHA-256 of each file by its name
   */
  public static String sha256(Map<String, String> files) {
    StringBuilder manifest = new StringBuilder();
    new TreeMap<>(files)
        .forEach((file, hash) -> manifest.append(file).append('\n').append(hash).append('\n'));
    return Sha256.of(manifest.toString());
  }
}

package org.rationale.reasoner;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One case: inputs about one subject.
 *
 * @param id for people and file names
 * @param title one line for people; empty if none
 * @param subject IRI of what the case is about
 * @param inputs by name: a {@code String}, a {@code Number}, a {@code Boolean}, a {@code List} or a
 *     {@code Map} of these; the pack's perceptors say which
 * @param expect what a bundled example should decide: the answer's prefixed name by the question's
 *     id, several separated by spaces, {@code abstain} for an abstention; empty if nothing is
 *     expected
 * @param place the file it was read from, for messages
 * @param folder of the file it was read from, where files that its inputs name are looked for; a
 *     case from no file has none, and its inputs may name no files
 */
public record Case(
    String id,
    String title,
    String subject,
    Map<String, Object> inputs,
    Map<String, String> expect,
    String place,
    Optional<Path> folder) {
  public Case {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    expect = Collections.unmodifiableMap(new LinkedHashMap<>(expect));
  }

  /** A case that is from no file. */
  public Case(
      String id,
      String title,
      String subject,
      Map<String, Object> inputs,
      Map<String, String> expect,
      String place) {
    this(id, title, subject, inputs, expect, place, Optional.empty());
  }

  /** The same case with other inputs. */
  public Case with(Map<String, Object> otherInputs) {
    return new Case(id, title, subject, otherInputs, expect, place, folder);
  }
}

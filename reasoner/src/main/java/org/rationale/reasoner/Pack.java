package org.rationale.reasoner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a pack's {@code pack.yaml} says. File names are relative to the folder and stay inside it.
 *
 * @param perceptors the configuration of each, as parsed
 * @param questions with the SRL body of their candidates
 */
record Pack(
    Path folder,
    PackIdentity identity,
    Map<String, String> prefixes,
    List<String> knowledge,
    List<String> knowledgeShapes,
    List<String> perceptShapes,
    List<String> rules,
    List<String> drl,
    List<Map<String, Object>> perceptors,
    List<Candidates> questions,
    String cases) {

  /** A question and where its candidate answers come from. */
  record Candidates(Question question, String body, String place) {}

  List<Path> paths(List<String> names) {
    return names.stream().map(folder::resolve).toList();
  }
}

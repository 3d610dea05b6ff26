package org.rationale.perception;

import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/**
 * A phrase that names a concept.
 *
 * @param absent whether the phrase says that the concept is not there: {@code afebrile} of fever
 * @param forms the stems of its words without hyphens and apostrophes, in order
 * @param content those of them that carry meaning, without duplicates
 */
record ConceptPhrase(
    Node concept, String text, boolean absent, List<String> forms, List<String> content) {

  /** The concept of phrases that name none: {@code chest X-ray taken}. */
  static final Node NOTHING = NodeFactory.createURI("https://w3id.org/rationale#nothing");

  ConceptPhrase {
    forms = List.copyOf(forms);
    content = List.copyOf(content);
  }

  boolean isOfNothing() {
    return concept.equals(NOTHING);
  }

  static ConceptPhrase of(Node concept, String text, boolean absent, WordPieceTokenizer tokenizer) {
    List<Word> words =
        tokenizer.words(text).stream().filter(word -> !isJoint(word.form())).toList();
    List<String> content =
        words.stream()
            .filter(word -> !Stems.isFunctionWord(word.form()) && !word.isPunctuation())
            .map(word -> Stems.of(word.form()))
            .distinct()
            .toList();
    List<String> forms = words.stream().map(word -> Stems.of(word.form())).toList();
    return new ConceptPhrase(
        concept,
        text,
        absent,
        forms,
        content.isEmpty() ? forms.stream().distinct().toList() : content);
  }

  /** Marks inside a word, which one writer puts and the next leaves out. */
  static boolean isJoint(String form) {
    return form.equals("-") || form.equals("'") || form.equals("’") || form.equals("‐");
  }
}

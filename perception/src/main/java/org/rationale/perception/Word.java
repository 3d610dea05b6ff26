package org.rationale.perception;

/**
 * A word or a punctuation mark of a text.
 *
 * @param form normalised as the model was trained: lower case, without accents
 * @param start first character in the original text, in UTF-16 units
 * @param end one past the last character
 */
record Word(String form, int start, int end) {

  boolean isPunctuation() {
    return form.codePointCount(0, form.length()) == 1
        && WordPieceTokenizer.isPunctuation(form.codePointAt(0));
  }
}

package org.rationale.perception;

import java.util.Set;

/**
 * Brings inflected and differently spelt forms of a word together: {@code oedematous} stays apart
 * from {@code edema}, but {@code oedema} does not, nor {@code coughs} from {@code coughing}.
 *
 * <p>Source: the inflectional part (step 1) of Porter 1980, An algorithm for suffix stripping;
 * British and American spellings are made one before it.
 */
final class Stems {

  /** Words that say nothing about which finding is meant. */
  private static final Set<String> FUNCTION_WORDS =
      Set.of(
          "a",
          "an",
          "the",
          "of",
          "in",
          "on",
          "at",
          "to",
          "for",
          "from",
          "by",
          "with",
          "and",
          "or",
          "is",
          "was",
          "are",
          "were",
          "be",
          "been",
          "being",
          "has",
          "have",
          "had",
          "her",
          "his",
          "their",
          "my",
          "he",
          "she",
          "they",
          "it",
          "its",
          "i",
          "some",
          "any",
          "very",
          "quite",
          "also",
          "this",
          "that",
          "these",
          "those",
          "as",
          "there",
          "then",
          "now",
          "when",
          "while",
          "than",
          "s",
          "so",
          "but",
          "which",
          "who",
          "pt",
          "patient",
          "mild",
          "moderate",
          "severe");

  private Stems() {}

  static boolean isFunctionWord(String form) {
    return FUNCTION_WORDS.contains(form);
  }

  static String of(String form) {
    String word = form.replace("ae", "e").replace("oe", "e").replace("our", "or");
    if (word.length() <= 3) {
      return word;
    }
    if (word.endsWith("sses")) {
      word = cut(word, 2);
    } else if (word.endsWith("ies")) {
      word = cut(word, 3) + "y";
    } else if (word.endsWith("s")
        && !word.endsWith("ss")
        && !word.endsWith("us")
        && !word.endsWith("is")) {
      word = cut(word, 1);
    }
    if (word.endsWith("ness") && word.length() > 6) {
      word = cut(word, 4);
    }
    if (word.endsWith("ing") && hasVowel(cut(word, 3))) {
      word = restore(cut(word, 3));
    } else if (word.endsWith("eed")) {
      word = word.length() > 4 ? cut(word, 1) : word;
    } else if (word.endsWith("ed") && hasVowel(cut(word, 2))) {
      word = restore(cut(word, 2));
    }
    if (word.endsWith("e") && word.length() > 4) {
      word = cut(word, 1);
    }
    if (word.endsWith("y") && word.length() > 2 && !isVowel(word.charAt(word.length() - 2))) {
      word = cut(word, 1) + "i";
    }
    return word;
  }

  private static String restore(String stem) {
    if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
      return stem + "e";
    }
    int n = stem.length();
    if (n > 2
        && stem.charAt(n - 1) == stem.charAt(n - 2)
        && "lsz".indexOf(stem.charAt(n - 1)) < 0
        && !isVowel(stem.charAt(n - 1))) {
      return cut(stem, 1);
    }
    return stem;
  }

  private static String cut(String word, int count) {
    return word.substring(0, word.length() - count);
  }

  private static boolean hasVowel(String word) {
    return word.chars().anyMatch(c -> isVowel((char) c) || c == 'y');
  }

  private static boolean isVowel(char c) {
    return "aeiou".indexOf(c) >= 0;
  }
}

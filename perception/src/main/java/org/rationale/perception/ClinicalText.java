package org.rationale.perception;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A note taken apart: words, sentences of words, clauses of sentences. All of them know their place
 * in the original text.
 *
 * <p>Sentences are those of Unicode's UAX 29 (ICU), without the breaks that notes would make it
 * place wrongly: after a doctor's abbreviation, after the number of a list item, and at the end of
 * a line that goes on in the next one. A full stop before a small letter does end a sentence here:
 * many notes have no capitals.
 *
 * @param text the original
 * @param words in order
 * @param sentences in order; together they hold every word
 */
record ClinicalText(String text, List<Word> words, List<Sentence> sentences) {

  /**
   * Words {@code [from, to)}.
   *
   * @param clauses in order, without the separators between them
   * @param heading the index of the sentence that is the heading over this one, or -1
   */
  record Sentence(int from, int to, List<Range> clauses, int heading) {}

  /** Words {@code [from, to)}. */
  record Range(int from, int to) {

    boolean overlaps(Range other) {
      return from < other.to && other.from < to;
    }

    boolean contains(Range other) {
      return from <= other.from && other.to <= to;
    }

    int length() {
      return to - from;
    }
  }

  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "dr", "mr", "mrs", "ms", "prof", "st", "pt", "pts", "hx", "dx", "tx", "rx", "vs",
          "approx", "e.g", "i.e", "o.d", "b.d", "b.i.d", "t.d.s", "q.d.s", "p.r.n", "p.o", "i.v",
          "h.o", "c.o", "s.o.b", "temp", "resp", "wt", "ht", "min", "max", "no", "a.m", "p.m", "yr",
          "yrs", "wk", "wks", "hrs", "mins", "abx", "incl", "esp", "lt", "rt", "bilat", "prev",
          "poss", "prob");

  private static final Set<String> SEPARATORS =
      Set.of(
          ",",
          ";",
          ":",
          "(",
          ")",
          "[",
          "]",
          "–",
          "—",
          "/",
          ".",
          "!",
          "?",
          "•",
          "*",
          "and",
          "or",
          "but",
          "nor",
          "however",
          "although",
          "though",
          "then",
          "because",
          "plus",
          "with",
          "without",
          "except",
          "yet",
          "&",
          "+");

  private static final Set<String> BULLETS = Set.of("-", "*", "•", "–", "—", "·", ">", "#");

  /** Longer than any sentence that a person writes: text without punctuation is cut here. */
  private static final int LONGEST_SENTENCE = 120;

  /** Idle ones: making one takes longer than using it, and each is for one thread at a time. */
  private static final Queue<BreakIterator> BREAKS = new ConcurrentLinkedQueue<>();

  ClinicalText {
    words = List.copyOf(words);
    sentences = List.copyOf(sentences);
  }

  static ClinicalText of(String text, WordPieceTokenizer tokenizer) {
    List<Word> words = tokenizer.words(text);
    boolean[] starts = new boolean[words.size() + 1];
    markIcuBreaks(text, words, starts);
    for (int w = 1; w < words.size(); w++) {
      if (startsLine(text, words, w)) {
        starts[w] = !continuesLine(text, words, w);
      } else if (words.get(w - 1).end() == words.get(w).start()) {
        // "?PE" is one guess and not a question before an answer.
        starts[w] = false;
      } else if (starts[w] && isAnswer(words, w)) {
        starts[w] = false;
      } else if (starts[w] && isListNumber(text, words, w)) {
        starts[w] = false;
      } else if (endsAtStop(text, words, w)) {
        starts[w] = true;
      } else if (isAbbreviated(text, words, w)) {
        starts[w] = false;
      }
    }
    List<Sentence> sentences = new ArrayList<>();
    int heading = -1;
    for (int from = 0; from < words.size(); ) {
      int to = from + 1;
      while (to < words.size() && !starts[to] && to - from < LONGEST_SENTENCE) {
        to++;
      }
      if (heading >= 0 && (!startsLine(text, words, from) || blankLineBefore(text, words, from))) {
        heading = -1;
      }
      boolean isHeading = words.get(to - 1).form().equals(":");
      sentences.add(new Sentence(from, to, clauses(words, from, to), isHeading ? -1 : heading));
      if (isHeading) {
        heading = sentences.size() - 1;
      }
      from = to;
    }
    return new ClinicalText(text, words, sentences);
  }

  /** The original characters of a range. */
  String quote(Range range) {
    return range.length() == 0 ? "" : text.substring(start(range), end(range));
  }

  int start(Range range) {
    return words.get(range.from()).start();
  }

  int end(Range range) {
    return words.get(range.to() - 1).end();
  }

  private static BreakIterator breaks() {
    FilteredBreakIteratorBuilder builder = FilteredBreakIteratorBuilder.getEmptyInstance();
    for (String abbreviation : ABBREVIATIONS) {
      builder.suppressBreakAfter(abbreviation + ".");
      builder.suppressBreakAfter(
          abbreviation.substring(0, 1).toUpperCase(Locale.ROOT) + abbreviation.substring(1) + ".");
    }
    return builder.wrapIteratorWithFilter(BreakIterator.getSentenceInstance(Locale.UK));
  }

  private static void markIcuBreaks(String text, List<Word> words, boolean[] starts) {
    BreakIterator idle = BREAKS.poll();
    BreakIterator breaks = idle == null ? breaks() : idle;
    breaks.setText(text);
    int w = 0;
    for (int at = breaks.first(); at != BreakIterator.DONE; at = breaks.next()) {
      while (w < words.size() && words.get(w).start() < at) {
        w++;
      }
      starts[w] = true;
    }
    breaks.setText("");
    BREAKS.add(breaks);
  }

  private static String between(String text, List<Word> words, int w) {
    return text.substring(words.get(w - 1).end(), words.get(w).start());
  }

  private static boolean startsLine(String text, List<Word> words, int w) {
    return w == 0 || between(text, words, w).indexOf('\n') >= 0;
  }

  private static boolean blankLineBefore(String text, List<Word> words, int w) {
    return w > 0 && between(text, words, w).chars().filter(c -> c == '\n').count() > 1;
  }

  /** A line that was only wrapped: it goes on small, and what came before it is not at its end. */
  private static boolean continuesLine(String text, List<Word> words, int w) {
    Word word = words.get(w);
    Word before = words.get(w - 1);
    return !blankLineBefore(text, words, w)
        && Character.isLowerCase(text.codePointAt(word.start()))
        && !BULLETS.contains(word.form())
        && !Set.of(".", "!", "?", ":", ";").contains(before.form());
  }

  /** {@code 1.} or {@code 2)} at the start of a line, before its text. */
  private static boolean isListNumber(String text, List<Word> words, int w) {
    return w >= 2
        && Set.of(".", ")").contains(words.get(w - 1).form())
        && words.get(w - 2).form().chars().allMatch(Character::isDigit)
        && startsLine(text, words, w - 2);
  }

  /** {@code Fever? No.} is one statement. */
  private static boolean isAnswer(List<Word> words, int w) {
    return words.get(w - 1).form().equals("?")
        && Set.of("yes", "no", "nil", "none").contains(words.get(w).form())
        && (w + 1 == words.size() || words.get(w + 1).isPunctuation());
  }

  /** After a full stop and a space, unless it belongs to an abbreviation or to a list number. */
  private static boolean endsAtStop(String text, List<Word> words, int w) {
    return w >= 2
        && Set.of(".", "!", "?").contains(words.get(w - 1).form())
        && words.get(w - 1).end() < words.get(w).start()
        && !isAbbreviated(text, words, w)
        && !isListNumber(text, words, w);
  }

  private static boolean isAbbreviated(String text, List<Word> words, int w) {
    if (w < 2 || !words.get(w - 1).form().equals(".")) {
      return false;
    }
    int from = words.get(w - 2).start();
    while (from > 0 && !Character.isWhitespace(text.charAt(from - 1))) {
      from--;
    }
    String last = text.substring(from, words.get(w - 1).start()).toLowerCase(Locale.ROOT);
    // "No." before a number is an abbreviation; elsewhere it is an answer.
    boolean number = Character.isDigit(text.charAt(words.get(w).start()));
    return last.equals("no") ? number : ABBREVIATIONS.contains(last);
  }

  private static List<Range> clauses(List<Word> words, int from, int to) {
    List<Range> clauses = new ArrayList<>();
    int start = from;
    for (int w = from; w <= to; w++) {
      if (w == to || SEPARATORS.contains(words.get(w).form())) {
        if (w > start) {
          clauses.add(new Range(start, w));
        }
        start = w + 1;
      }
    }
    return List.copyOf(clauses);
  }
}

package org.rationale.perception;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what number stands behind a quantity's phrase, as it is written. */
final class WrittenNumbers {

  /**
   * What stands in one place: a number, or the two of a pair.
   *
   * @param unit as it is written; empty if none is
   */
  record Step(List<BigDecimal> numbers, String unit) {}

  /**
   * A phrase with what stands behind it.
   *
   * @param steps one after the other in time
   * @param trouble why no number can be taken from it; empty if one can
   */
  record Mention(int start, int end, List<Step> steps, String trouble) {}

  private static final int LONGEST_UNIT = 24;

  /** Words that may stand between a phrase and its number without changing what is said. */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "\\.?+(?:\\s*+(?:[:=~\u2248]|\\((?:sitting|seated|standing|lying|supine|oral|tympanic|axillary"
              + "|rectal|RA|(?:on )?(?:room )?air)\\)|\\b(?:is|was|were|are|of|at|today|now|currently"
              + "|still|only|just|recorded|measured|reading|around|about|approx\\.?|approximately"
              + "|raised|elevated|high|low|on (?:room )?air|on RA)(?![\\p{L}\\p{N}]))){0,4}+\\s*+\\(?+",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}+(?:\\.\\d{1,9}+)?+(?!\\d)");

  private static final Pattern LIMIT =
      Pattern.compile(
          "(?:[<>\u2264\u2265]\\s*+=?|\\b(?:above|below|over|under|less than|more than|greater than"
              + "|at least|at most|up to))\\s*+\\d",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern RANGE = Pattern.compile("\\s*+(?:[-\u2013\u2014]|\\bto\\b)\\s*+\\d");

  private static final Pattern PAIR = Pattern.compile("\\s*+(?:/|\\bover\\b)\\s*+(?=\\d)");

  /** Digits that belong to a date, a time, or a number with a comma. */
  private static final Pattern GOES_ON = Pattern.compile("[.,:]\\d");

  /** What is attached to a number and is not known; a word apart is one only with a solidus. */
  private static final Pattern UNKNOWN = Pattern.compile("[\\p{L}\u00b0%/][^\\s,;()]*+");

  private static final Pattern UNKNOWN_APART = Pattern.compile("\\p{L}++/\\p{L}[^\\s,;()]*+");

  /** What says that two numbers follow, the earlier one first. */
  private static final Pattern FROM =
      Pattern.compile(
          "\\s*+(?:is|was|has)?+\\s*+(?:up|down|rising|falling|rose|fell|risen|fallen|improved|improving"
              + "|increased|increasing|decreased|decreasing|dropped|dropping|climbed)\\s++from\\s++(?=\\d)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TO =
      Pattern.compile("\\s*+to\\s++(?=\\d)", Pattern.CASE_INSENSITIVE);

  /** What says that the next number is a later value of the same quantity. */
  private static final Pattern LATER =
      Pattern.compile(
          "\\s*+[,;.]?\\s*+(?:(?:and|but|is|has)\\s++){0,2}+(?:->|\u2192|\u21d2|(?:now|then|currently|later"
              + "|(?:down|up|falling|rising|fell|rose|fallen|risen|improved|improving|increased"
              + "|increasing|decreased|decreasing|settled|settling|dropped|dropping)\\s++to)"
              + "(?![\\p{L}\\p{N}]))\\s*+(?:(?:at|is|of)\\s++)?+(?=\\d)",
          Pattern.CASE_INSENSITIVE);

  private final Pattern phrases;

  /**
   * @param phrases of all quantities: a unit does not begin where one does
   */
  WrittenNumbers(Pattern phrases) {
    this.phrases = phrases;
  }

  /** Empty if no number stands behind the phrase. */
  Optional<Mention> behind(String text, int start, int phraseEnd, List<NoteQuantity> users) {
    int rising = end(FROM, text, phraseEnd);
    int from = rising >= 0 ? rising : end(BETWEEN, text, phraseEnd);
    if (end(LIMIT, text, from) >= 0) {
      return trouble(text, start, end(LIMIT, text, from), "it is a limit and no value");
    }
    List<Step> steps = new ArrayList<>();
    int end = from;
    for (int next = from; next >= 0; ) {
      end = end(NUMBER, text, next);
      if (end < 0) {
        return Optional.empty();
      }
      List<BigDecimal> numbers = new ArrayList<>();
      numbers.add(new BigDecimal(text.substring(next, end)));
      int second = end(PAIR, text, end);
      if (second >= 0 && end(NUMBER, text, second) >= 0) {
        end = end(NUMBER, text, second);
        numbers.add(new BigDecimal(text.substring(second, end)));
      }
      if (end(GOES_ON, text, end) >= 0) {
        return trouble(text, start, end(GOES_ON, text, end), "it is a date, a time or ambiguous");
      }
      boolean more = rising >= 0 && steps.isEmpty();
      if (!more && end(RANGE, text, end) >= 0) {
        return trouble(text, start, end(RANGE, text, end), "it is a range and no single value");
      }
      int unitEnd = unitEnd(text, end, users);
      steps.add(new Step(numbers, text.substring(end, unitEnd).strip()));
      end = unitEnd;
      next = end(more ? TO : LATER, text, end);
      if (more && next < 0) {
        return trouble(text, start, end, "it says from where and not to where");
      }
    }
    return Optional.of(new Mention(start, end, steps, ""));
  }

  private static Optional<Mention> trouble(String text, int start, int from, String why) {
    int end = from;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return Optional.of(new Mention(start, end, List.of(), why));
  }

  /** Where a match that begins here ends; -1 without one. */
  private static int end(Pattern pattern, String text, int from) {
    Matcher matcher = pattern.matcher(text).region(from, text.length()).useTransparentBounds(true);
    return matcher.lookingAt() ? matcher.end() : -1;
  }

  /** Where the unit behind a number ends: at the number itself if there is none. */
  private int unitEnd(String text, int numberEnd, List<NoteQuantity> users) {
    int from = numberEnd;
    while (from < text.length() && (text.charAt(from) == ' ' || text.charAt(from) == '\u00a0')) {
      from++;
    }
    boolean apart = from > numberEnd;
    if (apart && end(phrases, text, from) >= 0) {
      // "RR 32 HR 110": HR are no hours.
      return numberEnd;
    }
    for (int to = Math.min(text.length(), from + LONGEST_UNIT); to > from; to--) {
      String form = text.substring(from, to);
      if (endsUnit(text, to) && users.stream().anyMatch(user -> user.unit(form).isPresent())) {
        // "HR 110 a bit high" is no number of years.
        boolean letter = apart && form.length() == 1 && Character.isLetter(form.charAt(0));
        boolean fits =
            users.stream()
                .anyMatch(
                    user -> user.unit(form).filter(user.quantity()::convertsFrom).isPresent());
        return letter && !fits ? numberEnd : to;
      }
    }
    int unknown = end(apart ? UNKNOWN_APART : UNKNOWN, text, from);
    return unknown < 0 ? numberEnd : unknown;
  }

  private static boolean endsUnit(String text, int to) {
    return to == text.length()
        || !(Character.isLetterOrDigit(text.charAt(to))
            || "/^*\u00b7".indexOf(text.charAt(to)) >= 0);
  }
}

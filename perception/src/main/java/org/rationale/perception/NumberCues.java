package org.rationale.perception;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Words near a number in prose that make it something else than the value now: a goal, a usual
 * value, an earlier one, one on exertion. The table is the resource {@code number-cues.tsv}. They
 * are no triggers of {@link ContextReader}, for a cough of yesterday is a finding of this illness,
 * and a temperature of yesterday is not the temperature.
 */
final class NumberCues {

  /** What a cue says. */
  private enum Effect {
    GOAL("it is a goal and no measurement"),
    USUAL("it is the usual value"),
    EARLIER("it is an earlier value"),
    EXERTION("it was measured on exertion"),
    /** Looks like a cue and is none. */
    NONE(""),
    /** Ends what was said before it. */
    NOW("");

    private final String reason;

    Effect(String reason) {
      this.reason = reason;
    }
  }

  private static final String TABLE = "number-cues.tsv";

  private static final Map<String, String> PLACEHOLDERS =
      Map.of(
          "<n>",
          "(?:\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|some|several"
              + "|(?:a )?(?:few|couple of))",
          "<day>",
          "(?:mon|tues|wednes|thurs|fri|satur|sun)day",
          "<month>",
          "(?:january|february|march|april|may|june|july|august|september|october|november|december)");

  /** What ends the reach of a cue, but for an earlier time, which opens a list of values. */
  private static final Pattern CLAUSE_END = Pattern.compile("[,;()\\n]|[.](?=\\s|$)");

  private static final NumberCues BUNDLED = new NumberCues(table());

  private final Table before;
  private final Table after;

  private record Row(String cue, Effect effect, String place) {}

  /** One group for each cue, longest first, so that the group that matched tells which. */
  private record Table(Pattern pattern, List<Effect> effects) {

    static Table of(List<Row> rows, String place) {
      List<Row> sorted =
          rows.stream()
              .filter(row -> row.place().equals(place))
              .sorted(Comparator.comparingInt((Row row) -> -row.cue().length()))
              .toList();
      return new Table(
          Pattern.compile(
              sorted.stream()
                  .map(row -> "(" + pattern(row.cue()) + ")")
                  .collect(
                      Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?![\\p{L}\\p{N}])")),
              Pattern.CASE_INSENSITIVE),
          sorted.stream().map(Row::effect).toList());
    }

    private static String pattern(String cue) {
      return Stream.of(cue.split(" ", -1))
          .map(word -> PLACEHOLDERS.getOrDefault(word, Pattern.quote(word)))
          .collect(Collectors.joining("\\s+"));
    }

    Effect effect(Matcher matcher) {
      for (int group = 1; group <= effects.size(); group++) {
        if (matcher.start(group) >= 0) {
          return effects.get(group - 1);
        }
      }
      throw new IllegalStateException("A match without a group.");
    }
  }

  private NumberCues(List<Row> rows) {
    before = Table.of(rows, "before");
    after = Table.of(rows, "after");
  }

  static NumberCues bundled() {
    return BUNDLED;
  }

  private static List<Row> table() {
    try (InputStream in = NumberCues.class.getResourceAsStream(TABLE)) {
      if (in == null) {
        throw new IllegalStateException("The resource (%s) is missing.".formatted(TABLE));
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)))
          .map(
              cells ->
                  new Row(
                      cells.get(0),
                      Effect.valueOf(cells.get(1).toUpperCase(Locale.ROOT)),
                      cells.get(2)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("The resource (%s) cannot be read.".formatted(TABLE), e);
    }
  }

  /**
   * Why a number is not the value now.
   *
   * @param before the sentence up to the number's phrase
   * @param after the sentence behind the number, up to the next phrase of a quantity
   * @return empty if nothing says so
   */
  Optional<String> reason(String before, String after) {
    Effect effect = effectBefore(before);
    if (effect == Effect.NONE) {
      effect = effectAfter(after);
    }
    return Optional.of(effect.reason).filter(reason -> !reason.isEmpty());
  }

  private Effect effectBefore(String text) {
    Effect effect = Effect.NONE;
    int end = 0;
    Matcher matcher = before.pattern().matcher(text);
    while (matcher.find()) {
      Effect found = before.effect(matcher);
      if (found != Effect.NONE) {
        effect = found == Effect.NOW ? Effect.NONE : found;
        end = matcher.end();
      }
    }
    boolean reaches =
        (effect == Effect.EARLIER && opens(text, end))
            || !CLAUSE_END.matcher(text).region(end, text.length()).find();
    return reaches ? effect : Effect.NONE;
  }

  /** {@code Yesterday: temp 39, HR 110} and {@code Yesterday temp 39, HR 110}. */
  private static boolean opens(String text, int end) {
    String opening = text.substring(0, end);
    return !CLAUSE_END.matcher(opening).find()
        && opening.chars().noneMatch(Character::isDigit)
        && text.indexOf(';', end) < 0;
  }

  private Effect effectAfter(String text) {
    Matcher stop = CLAUSE_END.matcher(text);
    String clause = stop.find() ? text.substring(0, stop.start()) : text;
    Matcher matcher = after.pattern().matcher(clause);
    return matcher.find() ? after.effect(matcher) : Effect.NONE;
  }
}

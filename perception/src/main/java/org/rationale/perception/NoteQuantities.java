package org.rationale.perception;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rationale.kg.Region;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.ContextReader.Found;
import org.rationale.perception.NoteQuantity.Part;
import org.rationale.perception.Trigger.Effect;

/**
 * Reads numbers with units out of prose: {@code temp 38.9}, {@code RR 32/min}, {@code BP 120/80}. A
 * number counts only straight behind its phrase. Where it is not clear which number is meant, none
 * is claimed, with the reason.
 */
final class NoteQuantities {

  /** What a note says of a quantity. */
  sealed interface Said {

    /**
     * A number.
     *
     * @param note how it was read, in words
     */
    record Value(NoteQuantity of, Quantity.Reading reading, Region.TextSpan span, String note)
        implements Said {}

    /** A number that is not claimed. */
    record Nothing(NoteQuantity of, String reason) implements Said {}
  }

  /**
   * What stands in one place: a number, or the two of a pair.
   *
   * @param unit as it is written; empty if none is
   */
  private record Step(List<BigDecimal> numbers, String unit) {}

  /**
   * A phrase with what stands behind it.
   *
   * @param steps one after the other in time
   * @param trouble why no number can be taken from it; empty if one can
   */
  private record Mention(int start, int end, List<Step> steps, String trouble) {}

  private static final int LONGEST_UNIT = 24;

  /** Words that may stand between a phrase and its number without changing what is said. */
  private static final Pattern BETWEEN =
      Pattern.compile(
          "\\.?+(?:\\s*+(?:[:=~\u2248]|\\b(?:is|was|of|at|today|now|currently|still|recorded|measured"
              + "|reading|around|about|approx\\.?|approximately|raised|elevated|high|low"
              + "|on (?:room )?air|on RA)(?![\\p{L}\\p{N}]))){0,4}+\\s*+",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}+(?:\\.\\d{1,9}+)?+(?!\\d)");

  private static final Pattern LIMIT = Pattern.compile("[<>\u2264\u2265]\\s*+=?\\s*+\\d");

  private static final Pattern RANGE = Pattern.compile("\\s*+(?:[-\u2013\u2014]|\\bto\\b)\\s*+\\d");

  private static final Pattern PAIR = Pattern.compile("\\s*+/\\s*+(?=\\d)");

  /** Digits that belong to a date, a time, or a number with a comma. */
  private static final Pattern GOES_ON = Pattern.compile("[.,:]\\d");

  /** What is attached to a number and is not known; a word apart is one only with a solidus. */
  private static final Pattern UNKNOWN = Pattern.compile("[\\p{L}\u00b0%/][^\\s,;()]*+");

  private static final Pattern UNKNOWN_APART = Pattern.compile("\\p{L}++/\\p{L}[^\\s,;()]*+");

  /** What says that the next number is a later value of the same quantity. */
  private static final Pattern LATER =
      Pattern.compile(
          "\\s*+[,;.]?\\s*+(?:(?:and|but|is|has)\\s++){0,2}+(?:->|\u2192|\u21d2|(?:now|then|currently|later"
              + "|(?:down|up|falling|rising|fell|rose|fallen|risen|improved|improving|increased"
              + "|increasing|decreased|decreasing|settled|settling|dropped|dropping)\\s++to)"
              + "(?![\\p{L}\\p{N}]))\\s*+(?:(?:at|is|of)\\s++)?+(?=\\d)",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, NoteQuantity> quantities;
  private final Map<String, List<NoteQuantity>> byPhrase = new LinkedHashMap<>();
  private final Optional<Pattern> phrases;

  private NoteQuantities(Map<String, NoteQuantity> quantities) {
    this.quantities = quantities;
    for (NoteQuantity quantity : quantities.values()) {
      for (String phrase : quantity.phrases()) {
        byPhrase
            .computeIfAbsent(key(phrase.replaceAll("\\s+", " ")), key -> new ArrayList<>())
            .add(quantity);
      }
    }
    phrases =
        byPhrase.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Pattern.compile(
                    byPhrase.keySet().stream()
                        .sorted(Comparator.comparingInt((String p) -> -p.length()))
                        .map(NoteQuantities::pattern)
                        .collect(Collectors.joining("|", "(?<![\\p{L}\\p{N}_])(?:", ")(?!\\p{L})")),
                    Pattern.UNICODE_CASE));
  }

  static NoteQuantities configure(ConfigReader config) {
    Map<String, NoteQuantity> quantities = new LinkedHashMap<>();
    config
        .namedMappings("quantities")
        .forEach(
            (name, mapping) ->
                NoteQuantity.configure(name, mapping)
                    .ifPresent(quantity -> quantities.put(name, quantity)));
    NoteQuantities all = new NoteQuantities(quantities);
    all.reportClashes(config);
    return all;
  }

  /** One phrase may stand for the two parts of a pair, and for nothing else twice. */
  private void reportClashes(ConfigReader config) {
    byPhrase.forEach(
        (phrase, users) -> {
          List<Part> parts = users.stream().map(NoteQuantity::part).toList();
          if (users.size() > 1
              && (parts.contains(Part.WHOLE) || parts.stream().distinct().count() < users.size())) {
            config.report(
                "ambiguous-phrase",
                config.place("quantities"),
                "The phrase (%s) stands for %s."
                    .formatted(
                        phrase,
                        users.stream()
                            .map(user -> user.quantity().name())
                            .collect(Collectors.joining(" and "))),
                "Keep it at one of them, or mark them part: first and part: second of a pair.");
          }
        });
  }

  List<NoteQuantity> all() {
    return List.copyOf(quantities.values());
  }

  /** A single letter means what it means only as it is written: T, not t. */
  private static String key(String phrase) {
    return phrase.length() == 1 ? phrase : phrase.toLowerCase(Locale.ROOT);
  }

  private static String pattern(String key) {
    String words =
        Stream.of(key.split("\\s+", -1)).map(Pattern::quote).collect(Collectors.joining("\\s+"));
    String end = Character.isDigit(key.charAt(key.length() - 1)) ? "(?!\\p{N})" : "";
    return (key.length() == 1 ? words : "(?i:" + words + ")") + end;
  }

  /** What a note says, in the order of the quantities. */
  List<Said> read(ClinicalText note, ContextReader contexts) {
    if (phrases.isEmpty()) {
      return List.of();
    }
    Map<NoteQuantity, List<Said>> said = new LinkedHashMap<>();
    quantities.values().forEach(quantity -> said.put(quantity, new ArrayList<>()));
    Matcher matcher = phrases.get().matcher(note.text());
    for (int from = 0; matcher.find(from); ) {
      List<NoteQuantity> users =
          byPhrase.getOrDefault(key(matcher.group().replaceAll("\\s+", " ")), List.of());
      Optional<Mention> mention = mention(note.text(), matcher.start(), matcher.end(), users);
      if (mention.isPresent()) {
        for (NoteQuantity quantity : users) {
          said(quantity, mention.get(), note, contexts)
              .ifPresent(one -> said.computeIfAbsent(quantity, key -> new ArrayList<>()).add(one));
        }
      }
      from = mention.map(Mention::end).orElse(matcher.end());
    }
    return said.entrySet().stream()
        .flatMap(entry -> settled(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  /** Several numbers for one quantity: a note does not say which of them holds now. */
  private static List<Said> settled(NoteQuantity quantity, List<Said> all) {
    List<Said.Value> values =
        all.stream().filter(Said.Value.class::isInstance).map(Said.Value.class::cast).toList();
    boolean agree =
        values.stream()
                .map(value -> value.reading().value().stripTrailingZeros())
                .distinct()
                .count()
            <= 1;
    List<Said> settled = new ArrayList<>();
    if (agree) {
      values.stream().limit(1).forEach(settled::add);
    } else {
      settled.add(
          new Said.Nothing(
              quantity,
              "%s: the note has several values (%s) and does not say which is the latest."
                  .formatted(
                      quantity.quantity().name(),
                      values.stream()
                          .map(value -> "\"" + value.span().text() + "\"")
                          .distinct()
                          .collect(Collectors.joining(", ")))));
    }
    all.stream().filter(Said.Nothing.class::isInstance).distinct().forEach(settled::add);
    return settled;
  }

  // ---- what is written

  /** Empty if no number stands behind the phrase. */
  private Optional<Mention> mention(
      String text, int start, int phraseEnd, List<NoteQuantity> users) {
    int from = end(BETWEEN, text, phraseEnd);
    if (end(LIMIT, text, from) >= 0) {
      return trouble(start, end(LIMIT, text, from), "it is a limit and no value");
    }
    List<Step> steps = new ArrayList<>();
    int end = from;
    for (int next = from; next >= 0; next = end(LATER, text, end)) {
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
        return trouble(start, end(GOES_ON, text, end), "it is a date, a time or ambiguous");
      }
      if (end(RANGE, text, end) >= 0) {
        return trouble(start, end(RANGE, text, end), "it is a range and no single value");
      }
      int unitEnd = unitEnd(text, end, users);
      steps.add(new Step(numbers, text.substring(end, unitEnd).strip()));
      end = unitEnd;
    }
    return Optional.of(new Mention(start, end, steps, ""));
  }

  private static Optional<Mention> trouble(int start, int end, String why) {
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
    if (apart && phrases.isPresent() && end(phrases.get(), text, from) >= 0) {
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

  // ---- what it says

  /** Empty if it says nothing of the subject now. */
  private static Optional<Said> said(
      NoteQuantity of, Mention mention, ClinicalText note, ContextReader contexts) {
    String quote = note.text().substring(mention.start(), mention.end());
    Optional<String> trouble =
        switch (context(mention, note, contexts)) {
          case PRESENT ->
              mention.trouble().isEmpty() ? pairing(of, mention) : Optional.of(mention.trouble());
          case POSSIBLE -> Optional.of("the note says that it is not sure");
          case ABSENT, HISTORICAL, FAMILY, HYPOTHETICAL -> Optional.of("");
        };
    if (trouble.isPresent()) {
      return trouble
          .filter(why -> !why.isEmpty())
          .map(why -> new Said.Nothing(of, reason(of, quote, why)));
    }
    Step last = mention.steps().getLast();
    BigDecimal number =
        of.part() == Part.SECOND ? last.numbers().get(1) : last.numbers().getFirst();
    Quantity quantity = of.quantity();
    Optional<String> unit =
        last.unit().isEmpty() ? Optional.of(quantity.unit()) : of.unit(last.unit());
    Optional<BigDecimal> value = unit.flatMap(known -> quantity.converted(number, known));
    if (value.isEmpty()) {
      String why =
          unit.isEmpty()
              ? "the unit (%s) is not known".formatted(last.unit())
              : "the unit (%s) does not convert to %s".formatted(last.unit(), quantity.unit());
      return Optional.of(new Said.Nothing(of, reason(of, quote, why)));
    }
    String without = last.unit().isEmpty() ? ", taken as it has no unit," : "";
    if (!quantity.contains(value.get())) {
      String why =
          "%s%s%s is not in %s"
              .formatted(
                  value.get().toPlainString(), quantity.unitSuffix(), without, quantity.range());
      return Optional.of(new Said.Nothing(of, reason(of, quote, why)));
    }
    boolean converted = !unit.orElse("").equals(quantity.unit());
    Quantity.Reading reading =
        new Quantity.Reading(value.get(), !converted && number.scale() <= 0, "");
    StringBuilder words = new StringBuilder("read as ");
    words.append(quantity.name()).append(" = ");
    words.append(reading.literal().getLiteralLexicalForm()).append(quantity.unitSuffix());
    if (converted) {
      words.append("; converted from %s %s".formatted(number.toPlainString(), unit.orElse("")));
    } else if (last.unit().isEmpty() && !quantity.unit().isEmpty()) {
      words.append("; no unit is written");
    }
    if (mention.steps().size() > 1) {
      words.append("; the last of %d values in a row".formatted(mention.steps().size()));
    }
    words.append("; the probability is the pack's own judgement");
    return Optional.of(
        new Said.Value(
            of,
            reading,
            new Region.TextSpan(mention.start(), mention.end(), quote),
            words.toString()));
  }

  private static String reason(NoteQuantity of, String quote, String why) {
    return "%s: \"%s\" is not taken, because %s."
        .formatted(of.quantity().name(), quote.replaceAll("\\s+", " "), why);
  }

  private static Optional<String> pairing(NoteQuantity of, Mention mention) {
    boolean pair = mention.steps().getLast().numbers().size() == 2;
    return pair == (of.part() != Part.WHOLE)
        ? Optional.empty()
        : Optional.of(pair ? "it is a pair" : "it is no pair");
  }

  /**
   * In which sense a mention stands, as for findings, but that a denial or a doubt ends with its
   * clause: "no fever, temp 37.1" denies no number.
   */
  private static Context context(Mention mention, ClinicalText note, ContextReader contexts) {
    int number = 0;
    while (note.end(words(note.sentences().get(number))) <= mention.start()) {
      number++;
    }
    Sentence sentence = note.sentences().get(number);
    int from = sentence.from();
    while (note.words().get(from).end() <= mention.start()) {
      from++;
    }
    int to = from + 1;
    while (to < sentence.to() && note.words().get(to).start() < mention.end()) {
      to++;
    }
    int first = from;
    Range clause =
        sentence.clauses().stream()
            .filter(range -> range.from() <= first && first < range.to())
            .findFirst()
            .orElse(new Range(from, to));
    List<Found> own =
        contexts.triggers(note, sentence, List.of()).stream()
            .filter(
                found ->
                    (found.trigger().effect() != Effect.NEGATED
                            && found.trigger().effect() != Effect.POSSIBLE)
                        || found.at().overlaps(clause))
            .toList();
    List<Found> above =
        sentence.heading() < 0
            ? List.of()
            : contexts.triggers(note, note.sentences().get(sentence.heading()), List.of());
    return ContextReader.read(new Range(from, to), own, above, false).context();
  }

  private static Range words(Sentence sentence) {
    return new Range(sentence.from(), sentence.to());
  }
}

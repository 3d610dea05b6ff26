package org.rationale.perception;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
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
import org.apache.jena.graph.Node;
import org.rationale.kg.Region;
import org.rationale.perception.ClinicalText.Range;
import org.rationale.perception.ClinicalText.Sentence;
import org.rationale.perception.ContextReader.Found;
import org.rationale.perception.NoteQuantity.Part;
import org.rationale.perception.Trigger.Effect;
import org.rationale.perception.WrittenNumbers.Mention;
import org.rationale.perception.WrittenNumbers.Step;

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

  private final Map<String, NoteQuantity> quantities;
  private final Map<String, List<NoteQuantity>> byPhrase = new LinkedHashMap<>();
  private final Map<String, List<NoteQuantity>> byFollowing = new LinkedHashMap<>();
  private final Pattern phrases;
  private final Pattern following;
  private final WrittenNumbers written;

  private NoteQuantities(Map<String, NoteQuantity> quantities) {
    this.quantities = quantities;
    for (NoteQuantity quantity : quantities.values()) {
      quantity.phrases().forEach(phrase -> add(byPhrase, phrase, quantity));
      quantity.following().forEach(phrase -> add(byFollowing, phrase, quantity));
    }
    phrases = alternatives(byPhrase, "(?<![\\p{L}\\p{N}_])(?:", ")(?!\\p{L})");
    following =
        alternatives(
            byFollowing,
            "(?<![\\p{L}\\p{N}.,:/-])(\\d{1,9}(?:\\.\\d{1,9})?)[\\s-]?(",
            ")(?![\\p{L}\\p{N}])");
    written = new WrittenNumbers(phrases);
  }

  private static void add(
      Map<String, List<NoteQuantity>> users, String phrase, NoteQuantity quantity) {
    users.computeIfAbsent(key(spaced(phrase)), key -> new ArrayList<>()).add(quantity);
  }

  private static String spaced(String phrase) {
    return phrase.replaceAll("\\s+", " ");
  }

  /** A pattern of all phrases, the longest first; one that matches nothing if there are none. */
  private static Pattern alternatives(
      Map<String, List<NoteQuantity>> users, String before, String after) {
    return Pattern.compile(
        users.isEmpty()
            ? "(?!)"
            : users.keySet().stream()
                .sorted(Comparator.comparingInt((String p) -> -p.length()))
                .map(NoteQuantities::pattern)
                .collect(Collectors.joining("|", before, after)),
        Pattern.UNICODE_CASE);
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
    reportClashes(byPhrase, config);
    reportClashes(byFollowing, config);
  }

  private static void reportClashes(Map<String, List<NoteQuantity>> byPhrase, ConfigReader config) {
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

  /** The quantities under their names. */
  Map<String, Quantity> byName() {
    Map<String, Quantity> byName = new LinkedHashMap<>();
    quantities.forEach((name, quantity) -> byName.put(name, quantity.quantity()));
    return byName;
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
    if (quantities.isEmpty()) {
      return List.of();
    }
    // Two quantities may be one thing: urea, and urea nitrogen in other units.
    Map<Node, List<Said>> said = new LinkedHashMap<>();
    quantities.values().forEach(quantity -> said.put(quantity.predicate(), new ArrayList<>()));
    String text = note.text();
    BitSet read = new BitSet();
    Matcher matcher = phrases.matcher(text);
    for (int from = 0; matcher.find(from); ) {
      List<NoteQuantity> users = byPhrase.getOrDefault(key(spaced(matcher.group())), List.of());
      Optional<Mention> mention = written.behind(text, matcher.start(), matcher.end(), users);
      mention.ifPresent(found -> add(found, users, note, contexts, said));
      mention.ifPresent(found -> read.set(found.start(), found.end()));
      from = mention.map(Mention::end).orElse(matcher.end());
    }
    for (Matcher behind = following.matcher(text); behind.find(); ) {
      if (read.get(behind.start())) {
        continue;
      }
      List<NoteQuantity> users = byFollowing.getOrDefault(key(spaced(behind.group(2))), List.of());
      Step step = new Step(List.of(new BigDecimal(behind.group(1))), "");
      add(
          new Mention(behind.start(), behind.end(), List.of(step), ""),
          users,
          note,
          contexts,
          said);
    }
    return said.values().stream().flatMap(all -> settled(all).stream()).toList();
  }

  private void add(
      Mention mention,
      List<NoteQuantity> users,
      ClinicalText note,
      ContextReader contexts,
      Map<Node, List<Said>> said) {
    for (NoteQuantity quantity : users) {
      said(quantity, mention, note, contexts)
          .ifPresent(
              one -> said.computeIfAbsent(quantity.predicate(), key -> new ArrayList<>()).add(one));
    }
  }

  /** Several numbers for one quantity: a note does not say which of them holds now. */
  private static List<Said> settled(List<Said> all) {
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
              values.getFirst().of(),
              "%s: the note has several values (%s) and does not say which is the latest."
                  .formatted(
                      values.getFirst().of().quantity().name(),
                      values.stream()
                          .map(value -> "\"" + value.span().text() + "\"")
                          .distinct()
                          .collect(Collectors.joining(", ")))));
    }
    all.stream().filter(Said.Nothing.class::isInstance).distinct().forEach(settled::add);
    return settled;
  }

  // ---- what it says

  /** Empty if it says nothing of the subject now. */
  private Optional<Said> said(
      NoteQuantity of, Mention mention, ClinicalText note, ContextReader contexts) {
    String quote = note.text().substring(mention.start(), mention.end());
    Optional<String> trouble =
        switch (context(mention, note, contexts)) {
          case PRESENT ->
              mention.trouble().isEmpty()
                  ? pairing(of, mention).or(() -> cue(mention, note))
                  : Optional.of(mention.trouble());
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
    if (of.unitRequired() && last.unit().isEmpty()) {
      return Optional.of(new Said.Nothing(of, reason(of, quote, "it has no unit")));
    }
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

  /** Why it is not the value now, by what stands around it in its sentence. */
  private Optional<String> cue(Mention mention, ClinicalText note) {
    Sentence sentence = sentence(mention, note);
    String text = note.text();
    int end = note.end(words(sentence));
    Matcher next = phrases.matcher(text).region(mention.end(), Math.max(mention.end(), end));
    return NumberCues.bundled()
        .reason(
            text.substring(note.start(words(sentence)), mention.start()),
            text.substring(
                mention.end(), next.find() ? next.start() : Math.max(mention.end(), end)));
  }

  private static Sentence sentence(Mention mention, ClinicalText note) {
    int number = 0;
    while (note.end(words(note.sentences().get(number))) <= mention.start()) {
      number++;
    }
    return note.sentences().get(number);
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
    Sentence sentence = sentence(mention, note);
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
    BitSet used = new BitSet();
    used.set(from, to);
    return ContextReader.read(new Range(from, to), used, own, above, false).context();
  }

  private static Range words(Sentence sentence) {
    return new Range(sentence.from(), sentence.to());
  }
}

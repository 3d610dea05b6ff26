package org.rationale.perception;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.rationale.kg.Probability;

/**
 * A number that notes may say of the subject.
 *
 * @param quantity its unit and range, both of which it must have
 * @param phrases what stands before the number: {@code temp}, {@code T}
 * @param part which number it is, where two are written as a pair
 * @param probability that a number read so is meant so
 * @param written forms of units beyond those of {@link UnitForms}, with the unit that each means
 */
record NoteQuantity(
    Quantity quantity,
    Node predicate,
    List<String> phrases,
    Part part,
    Probability probability,
    Map<String, String> written) {

  /** A number's place in {@code 120/80}. */
  enum Part {
    /** It is no pair. */
    WHOLE,
    FIRST,
    SECOND
  }

  NoteQuantity {
    phrases = List.copyOf(phrases);
    written = Map.copyOf(written);
  }

  /** The unit that a written form means. */
  Optional<String> unit(String form) {
    return Optional.ofNullable(written.get(form)).or(() -> UnitForms.unit(form));
  }

  /** Empty if something was reported that leaves nothing to read. */
  static Optional<NoteQuantity> configure(String name, ConfigReader config) {
    config.allowOnly(
        List.of(Quantity.KEYS), "predicate", "phrases", "part", "probability", "written");
    // Without a range nothing would tell a temperature in Fahrenheit from one in Celsius.
    List.of("min", "max", "phrases", "probability").forEach(config::requirePresent);
    Optional<Node> predicate = config.iri("predicate");
    Quantity quantity = Quantity.configure(name, config);
    List<String> phrases = phrases(config);
    Part part =
        config.has("part")
            ? config.oneOf("part", new Part[] {Part.FIRST, Part.SECOND}).orElse(Part.WHOLE)
            : Part.WHOLE;
    Optional<Probability> probability = config.number("probability").flatMap(p -> of(p, config));
    Map<String, String> written = written(config, quantity);
    return predicate.flatMap(
        iri ->
            probability.map(
                stated -> new NoteQuantity(quantity, iri, phrases, part, stated, written)));
  }

  private static List<String> phrases(ConfigReader config) {
    List<String> phrases = config.strings("phrases").stream().map(String::strip).toList();
    if (phrases.stream().anyMatch(phrase -> phrase.chars().noneMatch(Character::isLetter))) {
      config.report(
          "empty-phrase",
          config.place("phrases"),
          "A phrase has no letter.",
          "Write what stands before the number: temp, RR.");
    }
    return phrases;
  }

  private static Optional<Probability> of(BigDecimal probability, ConfigReader config) {
    if (probability.signum() > 0 && probability.compareTo(BigDecimal.ONE) < 0) {
      return Optional.of(new Probability(probability.doubleValue()));
    }
    config.report(
        "out-of-range",
        config.place("probability"),
        "The probability (%s) is not between 0 and 1.".formatted(probability.toPlainString()),
        "No reading of prose is certain: write how often such numbers are meant so, such as 0.97.");
    return Optional.empty();
  }

  private static Map<String, String> written(ConfigReader config, Quantity quantity) {
    Map<String, String> written = new LinkedHashMap<>();
    config
        .mapping("written")
        .ifPresent(
            units ->
                units
                    .values()
                    .keySet()
                    .forEach(
                        unit -> {
                          if (quantity.convertsFrom(unit)) {
                            units.strings(unit).forEach(form -> written.put(form, unit));
                          } else {
                            units.report(
                                "wrong-unit",
                                units.place(),
                                "The unit (%s) does not convert to the declared one (%s)."
                                    .formatted(unit, quantity.unit()),
                                UnitForms.hint(unit));
                          }
                        }));
    return written;
  }
}

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
 * @param predicate of the percept where no other perceptor says the number
 * @param besides of the percept where another one does; the same if there is no other for it
 * @param phrases what stands before the number: {@code temp}, {@code T}
 * @param following what stands straight behind the number: {@code -year-old}
 * @param part which number it is, where two are written as a pair
 * @param probability that a number read so is meant so
 * @param unitRequired whether a number without a unit is not taken: where units differ by country
 * @param written forms of units beyond those of {@link UnitForms}, with the unit that each means
 */
record NoteQuantity(
    Quantity quantity,
    Node predicate,
    Node besides,
    List<String> phrases,
    List<String> following,
    Part part,
    Probability probability,
    boolean unitRequired,
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
    following = List.copyOf(following);
    written = Map.copyOf(written);
  }

  /** The unit that a written form means. */
  Optional<String> unit(String form) {
    return Optional.ofNullable(written.get(form)).or(() -> UnitForms.unit(form));
  }

  /** Empty if something was reported that leaves nothing to read. */
  static Optional<NoteQuantity> configure(String name, ConfigReader config) {
    config.allowOnly(
        List.of(Quantity.KEYS),
        "predicate",
        "besides",
        "phrases",
        "following",
        "part",
        "probability",
        "unitRequired",
        "written");
    // Without a range nothing would tell a temperature in Fahrenheit from one in Celsius.
    List.of("min", "max", "probability").forEach(config::requirePresent);
    if (!config.has("following")) {
      config.requirePresent("phrases");
    }
    Optional<Node> predicate = config.iri("predicate");
    Optional<Node> besides = config.has("besides") ? config.iri("besides") : predicate;
    Quantity quantity = Quantity.configure(name, config);
    List<String> phrases = forms(config, "phrases");
    List<String> following = forms(config, "following");
    boolean unitRequired = config.flag("unitRequired");
    Part part =
        config.has("part")
            ? config.oneOf("part", new Part[] {Part.FIRST, Part.SECOND}).orElse(Part.WHOLE)
            : Part.WHOLE;
    Optional<Probability> probability = config.number("probability").flatMap(p -> of(p, config));
    Map<String, String> written = written(config, quantity);
    return predicate.flatMap(
        iri ->
            probability.map(
                stated ->
                    new NoteQuantity(
                        quantity,
                        iri,
                        besides.orElse(iri),
                        phrases,
                        following,
                        part,
                        stated,
                        unitRequired,
                        written)));
  }

  private static List<String> forms(ConfigReader config, String key) {
    List<String> forms = config.strings(key).stream().map(String::strip).toList();
    if (forms.stream().anyMatch(phrase -> phrase.chars().noneMatch(Character::isLetter))) {
      config.report(
          "empty-phrase",
          config.place(key),
          "A phrase has no letter.",
          "Write what stands before the number, as temp, or behind it, as -year-old.");
    }
    return forms;
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

package org.rationale.perception;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.rationale.kg.Diagnostic;

/**
 * How a named number is read: its unit, the units that convert to it, and its range.
 *
 * @param name the field's or column's name
 * @param unit of UCUM; empty for a pure number
 * @param minimum in {@code unit}, inclusive
 * @param maximum in {@code unit}, inclusive
 * @param alternatives by unit: what converts in a way that units alone do not tell
 */
record Quantity(
    String name,
    String unit,
    Optional<BigDecimal> minimum,
    Optional<BigDecimal> maximum,
    Map<String, Conversion> alternatives) {

  static final String[] KEYS = {"unit", "min", "max", "alternatives"};

  /** {@code value in the declared unit = value * factor + offset}. */
  record Conversion(BigDecimal factor, BigDecimal offset) {}

  /**
   * A number as it was given, in the declared unit.
   *
   * @param value exact
   * @param whole whether it was given as an integer, in the declared unit
   * @param note empty, or how it was converted
   */
  record Reading(BigDecimal value, boolean whole, String note) {

    /**
     * An {@code xsd:integer} where an integer was given, else an {@code xsd:decimal} in canonical
     * form: no sign, no leading and no trailing zeros beyond one digit on each side of the point
     * (XML Schema 1.0 part 2, section 3.2.3.2).
     */
    Node literal() {
      if (whole) {
        return NodeFactory.createLiteralDT(
            value.toBigIntegerExact().toString(), XSDDatatype.XSDinteger);
      }
      BigDecimal stripped = value.stripTrailingZeros();
      return NodeFactory.createLiteralDT(
          (stripped.scale() < 1 ? stripped.setScale(1) : stripped).toPlainString(),
          XSDDatatype.XSDdecimal);
    }
  }

  static Quantity configure(String name, ConfigReader config) {
    Optional<BigDecimal> minimum = config.number("min");
    Optional<BigDecimal> maximum = config.number("max");
    if (minimum.isPresent() && maximum.isPresent() && minimum.get().compareTo(maximum.get()) > 0) {
      config.report(
          "empty-range",
          config.place(),
          "The minimum (%s) is above the maximum (%s)."
              .formatted(minimum.get().toPlainString(), maximum.get().toPlainString()),
          "Swap them.");
    }
    Map<String, Conversion> alternatives = new LinkedHashMap<>();
    config
        .namedMappings("alternatives")
        .forEach(
            (unit, conversion) -> {
              conversion.allowOnly("factor", "offset");
              conversion.requirePresent("factor");
              BigDecimal factor = conversion.number("factor").orElse(BigDecimal.ONE);
              if (factor.signum() == 0) {
                conversion.report(
                    "zero-factor",
                    conversion.place("factor"),
                    "The factor (0) loses the value.",
                    "Write how many of the declared unit are in one of this unit.");
              }
              alternatives.put(
                  unit,
                  new Conversion(factor, conversion.number("offset").orElse(BigDecimal.ZERO)));
            });
    String unit = config.string("unit").orElse("");
    if (!Ucum.isUnit(unit)) {
      config.report(
          "unknown-unit",
          config.place("unit"),
          "The unit (%s) is none of UCUM.".formatted(unit),
          UnitForms.hint(unit));
    }
    return new Quantity(name, unit, minimum, maximum, Map.copyOf(alternatives));
  }

  /**
   * Reads {@code 110} or {@code {"value": 110, "unit": "/min"}}.
   *
   * @return empty if something was reported
   */
  Optional<Reading> read(Object given, String place, List<Diagnostic> diagnostics) {
    Object number = given;
    String givenUnit = unit;
    if (given instanceof Map<?, ?> map) {
      Object unitValue = map.get("unit");
      Object value = map.get("value");
      if (value == null
          || (unitValue != null && !(unitValue instanceof String))
          || map.keySet().stream().anyMatch(key -> !"value".equals(key) && !"unit".equals(key))) {
        diagnostics.add(
            new Diagnostic(
                "not-a-quantity",
                place,
                "The value (%s) is not a number with a unit.".formatted(given),
                "Write {\"value\": 110, \"unit\": \"%s\"}.".formatted(unit)));
        return Optional.empty();
      }
      number = value;
      givenUnit = unitValue instanceof String text ? text : unit;
    }
    Optional<BigDecimal> exact = ConfigReader.decimal(number);
    if (exact.isEmpty()) {
      diagnostics.add(
          new Diagnostic(
              "not-a-number",
              place,
              "The value (%s) is not a finite number.".formatted(number),
              "Write a number, or leave it out if it was not measured."));
      return Optional.empty();
    }
    BigDecimal value = exact.get();
    // Far beyond any measurement; a text of its digits would fill the memory.
    if (Math.abs((long) value.scale()) > 400 || value.precision() > 400) {
      diagnostics.add(
          new Diagnostic(
              "out-of-range", place, "The value has more than 400 digits.", "Check the number."));
      return Optional.empty();
    }
    String note = "";
    boolean whole =
        number instanceof Integer
            || number instanceof Long
            || number instanceof BigInteger
            || number instanceof Short
            || number instanceof Byte;
    if (!givenUnit.equals(unit)) {
      Optional<BigDecimal> converted = converted(value, givenUnit);
      if (converted.isEmpty()) {
        diagnostics.add(wrongUnit(givenUnit, place));
        return Optional.empty();
      }
      value = converted.get();
      whole = false;
      note = "; converted from %s %s".formatted(exact.get().toPlainString(), givenUnit);
    }
    if (!contains(value)) {
      diagnostics.add(
          new Diagnostic(
              "out-of-range",
              place,
              "The value (%s%s) is not in %s."
                  .formatted(value.toPlainString(), unitSuffix(), range()),
              "Check the number and its unit."));
      return Optional.empty();
    }
    return Optional.of(new Reading(value, whole, note));
  }

  /**
   * A number of another unit in the declared one: as the pack says, or else as UCUM does.
   *
   * @return empty if it does not convert
   */
  Optional<BigDecimal> converted(BigDecimal value, String from) {
    Conversion conversion = alternatives.get(from);
    return conversion == null
        ? Ucum.convert(value, from, unit)
        : Optional.of(value.multiply(conversion.factor()).add(conversion.offset()));
  }

  boolean convertsFrom(String other) {
    return converted(BigDecimal.ONE, other).isPresent();
  }

  private Diagnostic wrongUnit(String given, String place) {
    if (!Ucum.isUnit(given)) {
      return new Diagnostic(
          "wrong-unit",
          place,
          "The unit (%s) is none of UCUM.".formatted(given),
          UnitForms.hint(given));
    }
    return new Diagnostic(
        "wrong-unit",
        place,
        "The unit (%s) does not convert to the declared one (%s).".formatted(given, unit),
        alternatives.isEmpty()
            ? "Convert the value, or have the pack say how, under alternatives."
            : "Beside its like, these convert: %s."
                .formatted(String.join(", ", alternatives.keySet().stream().sorted().toList())));
  }

  /** Whether a number in the declared unit is in the range. */
  boolean contains(BigDecimal value) {
    return (minimum.isEmpty() || value.compareTo(minimum.get()) >= 0)
        && (maximum.isEmpty() || value.compareTo(maximum.get()) <= 0);
  }

  /** A blank and the unit, or nothing for a pure number. */
  String unitSuffix() {
    return unit.isEmpty() ? "" : " " + unit;
  }

  String range() {
    return "[%s, %s]"
        .formatted(
            minimum.map(BigDecimal::toPlainString).orElse("-\u221e"),
            maximum.map(BigDecimal::toPlainString).orElse("\u221e"));
  }
}

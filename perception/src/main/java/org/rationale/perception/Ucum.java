package org.rationale.perception;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fhir.ucum.Component;
import org.fhir.ucum.DefinedUnit;
import org.fhir.ucum.ExpressionParser;
import org.fhir.ucum.Factor;
import org.fhir.ucum.Operator;
import org.fhir.ucum.Symbol;
import org.fhir.ucum.Term;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumModel;
import org.fhir.ucum.Unit;

/**
 * The units of UCUM and what a number in one is in another, exactly. The table of units and the
 * parser are HAPI FHIR's; the arithmetic is done here in fractions, because theirs refuses degrees
 * Celsius and Fahrenheit and rounds.
 *
 * <p>A unit of its own kind, such as an international unit, converts to no other; nor does a unit
 * on a curved scale, such as pH or the bel; nor a temperature with an offset in a product.
 *
 * <p>Source: Schadow and McDonald, <i>The Unified Code for Units of Measure</i>, version 2.2.
 */
final class Ucum {

  /** Beyond this, a unit is no unit but an attempt to compute for long. */
  private static final int LONGEST = 100;

  private static final int GREATEST_EXPONENT = 100;

  private static final String KELVIN = "K";

  /** Kelvin = (value + offset) · factor; UCUM 2.2, table 5 of special units. */
  private static final Map<String, Scale> TEMPERATURES =
      Map.of(
          "Cel", temperature("273.15", "1", "1"),
          "[degF]", temperature("459.67", "5", "9"),
          "[degRe]", temperature("218.52", "5", "4"));

  /**
   * What a unit measures in base units: base = (value + offset) · factor.
   *
   * @param dimension the exponent of each base unit, none of them 0
   */
  private record Scale(Rational factor, Rational offset, Map<String, Integer> dimension) {}

  /** The table takes longer to read than a pack to open, so that only those who need it wait. */
  private static final class Table {
    static final UcumModel MODEL = read();

    private static UcumModel read() {
      try (InputStream in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
        return new UcumEssenceService(in).getModel();
      } catch (UcumException | IOException e) {
        throw new IllegalStateException("The table of UCUM's units cannot be read.", e);
      }
    }
  }

  private Ucum() {}

  /** Whether this is a unit of UCUM in its case-sensitive form; empty stands for a pure number. */
  static boolean isUnit(String unit) {
    return unit.isEmpty() || UnitForms.common().contains(unit) || parse(unit).isPresent();
  }

  /**
   * A number of one unit in another.
   *
   * @param from empty for a pure number
   * @return exact where it has finitely many digits, else rounded as {@link Rational#decimal};
   *     empty if the units measure different things, or one of them is no unit of UCUM
   */
  static Optional<BigDecimal> convert(BigDecimal value, String from, String to) {
    if (from.equals(to)) {
      return Optional.of(value);
    }
    Optional<Scale> source = scale(from);
    Optional<Scale> target = scale(to);
    if (source.isEmpty()
        || target.isEmpty()
        || !source.get().dimension().equals(target.get().dimension())) {
      return Optional.empty();
    }
    return Optional.of(
        Rational.of(value)
            .plus(source.get().offset())
            .times(source.get().factor())
            .dividedBy(target.get().factor())
            .minus(target.get().offset())
            .decimal());
  }

  private static Optional<Term> parse(String unit) {
    if (unit.length() > LONGEST || !isBalanced(unit)) {
      return Optional.empty();
    }
    try {
      Term term = new ExpressionParser(Table.MODEL).parse(unit.isEmpty() ? "1" : unit);
      return isSensible(term) ? Optional.of(term) : Optional.empty();
    } catch (UcumException | RuntimeException notAUnit) {
      // What stands in its way does not help whoever wrote "mmHg".
      return Optional.empty();
    }
  }

  /** The library's parser stops at a bracket too many. */
  private static boolean isBalanced(String unit) {
    return unit.chars().filter(c -> c == '(').count() == unit.chars().filter(c -> c == ')').count();
  }

  private static boolean isSensible(Term term) {
    for (Term rest = term; rest != null; rest = rest.getTerm()) {
      // A unit that begins with a solidus has nothing before it.
      boolean sensible =
          !rest.hasComp()
              || switch (rest.getComp()) {
                case Term inner -> isSensible(inner);
                case Symbol symbol -> Math.abs(symbol.getExponent()) <= GREATEST_EXPONENT;
                case Factor factor -> factor.getValue() > 0;
                default -> true;
              };
      if (!sensible) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Scale> scale(String unit) {
    return parse(unit).flatMap(Ucum::scale);
  }

  private static Optional<Scale> scale(Term term) {
    Optional<Scale> temperature = temperature(term);
    if (temperature.isPresent()) {
      return temperature;
    }
    Rational factor = Rational.ONE;
    Map<String, Integer> dimension = new TreeMap<>();
    int sign = 1;
    for (Term rest = term; rest != null; rest = rest.getTerm()) {
      Optional<Scale> part =
          rest.hasComp() ? scale(rest.getComp()) : Optional.of(pure(Rational.ONE));
      if (part.isEmpty()) {
        return Optional.empty();
      }
      factor = factor.times(part.get().factor().power(sign));
      int times = sign;
      part.get()
          .dimension()
          .forEach((base, exponent) -> dimension.merge(base, exponent * times, Integer::sum));
      sign = rest.getOp() == Operator.DIVISION ? -1 : 1;
    }
    dimension.values().removeIf(exponent -> exponent == 0);
    return Optional.of(new Scale(factor, Rational.ZERO, dimension));
  }

  /** A temperature with an offset stands alone, perhaps with a prefix. */
  private static Optional<Scale> temperature(Term term) {
    if (term.hasTerm() || !(term.getComp() instanceof Symbol symbol) || symbol.getExponent() != 1) {
      return Optional.empty();
    }
    Rational prefix = prefix(symbol);
    return Optional.ofNullable(TEMPERATURES.get(symbol.getUnit().getCode()))
        .map(
            scale ->
                new Scale(
                    scale.factor().times(prefix),
                    scale.offset().dividedBy(prefix),
                    scale.dimension()));
  }

  private static Optional<Scale> scale(Component component) {
    return switch (component) {
      case Term inner -> scale(inner);
      case Factor factor -> Optional.of(pure(Rational.of(BigDecimal.valueOf(factor.getValue()))));
      case Symbol symbol ->
          scale(symbol.getUnit())
              .map(
                  scale -> {
                    Map<String, Integer> dimension = new TreeMap<>();
                    scale
                        .dimension()
                        .forEach(
                            (base, exponent) ->
                                dimension.put(base, exponent * symbol.getExponent()));
                    return new Scale(
                        scale.factor().times(prefix(symbol)).power(symbol.getExponent()),
                        Rational.ZERO,
                        dimension);
                  });
      default -> Optional.empty();
    };
  }

  private static Optional<Scale> scale(Unit unit) {
    if (!(unit instanceof DefinedUnit defined)) {
      return Optional.of(new Scale(Rational.ONE, Rational.ZERO, Map.of(unit.getCode(), 1)));
    }
    if (defined.isSpecial()) {
      return Optional.empty();
    }
    Rational value = Rational.of(new BigDecimal(defined.getValue().getValue().asDecimal()));
    String of = defined.getValue().getUnit();
    if (value.equals(Rational.ONE) && of.equals("1")) {
      return Optional.of(new Scale(Rational.ONE, Rational.ZERO, Map.of(unit.getCode(), 1)));
    }
    return scale(of)
        .map(scale -> new Scale(scale.factor().times(value), Rational.ZERO, scale.dimension()));
  }

  private static Rational prefix(Symbol symbol) {
    return symbol.hasPrefix()
        ? Rational.of(new BigDecimal(symbol.getPrefix().getValue().asDecimal()))
        : Rational.ONE;
  }

  private static Scale pure(Rational factor) {
    return new Scale(factor, Rational.ZERO, Map.of());
  }

  private static Scale temperature(String offset, String numerator, String denominator) {
    return new Scale(
        Rational.of(new BigDecimal(numerator)).dividedBy(Rational.of(new BigDecimal(denominator))),
        Rational.of(new BigDecimal(offset)),
        Map.of(KELVIN, 1));
  }
}

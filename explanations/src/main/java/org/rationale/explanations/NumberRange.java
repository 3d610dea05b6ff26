package org.rationale.explanations;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An interval of numbers, open where an end is not included or not there. */
record NumberRange(
    Optional<BigDecimal> lower,
    boolean lowerIncluded,
    Optional<BigDecimal> upper,
    boolean upperIncluded) {

  private static final BigDecimal TENTH = new BigDecimal("0.1");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  boolean contains(BigDecimal number) {
    return lower.filter(end -> !isAbove(number, end, lowerIncluded)).isEmpty()
        && upper.filter(end -> !isAbove(end, number, upperIncluded)).isEmpty();
  }

  private static boolean isAbove(BigDecimal number, BigDecimal other, boolean orEqual) {
    int order = number.compareTo(other);
    return order > 0 || (orEqual && order == 0);
  }

  /**
   * A number of it that reads well: an end that belongs to it, else the next whole number, tenth or
   * middle inside.
   *
   * @param minimum and {@code maximum}: limits of what can be read, included
   * @param whole whether it must be an integer
   */
  Optional<BigDecimal> example(
      Optional<BigDecimal> minimum, Optional<BigDecimal> maximum, boolean whole) {
    List<BigDecimal> options = new ArrayList<>();
    lower.ifPresent(
        end -> {
          options.add(end);
          options.add(end.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE));
          options.add(end.add(TENTH));
        });
    upper.ifPresent(
        end -> {
          options.add(end);
          options.add(end.setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE));
          options.add(end.subtract(TENTH));
        });
    Optional<BigDecimal> from = lower.or(() -> minimum);
    Optional<BigDecimal> to = upper.or(() -> maximum);
    if (from.isPresent() && to.isPresent()) {
      BigDecimal middle = from.get().add(to.get()).divide(TWO, MathContext.DECIMAL64);
      options.add(middle.setScale(0, RoundingMode.HALF_UP));
      options.add(middle);
    }
    options.add(BigDecimal.ONE);
    minimum.ifPresent(options::add);
    maximum.ifPresent(options::add);
    return options.stream()
        .filter(this::contains)
        .filter(number -> minimum.filter(least -> number.compareTo(least) < 0).isEmpty())
        .filter(number -> maximum.filter(largest -> number.compareTo(largest) > 0).isEmpty())
        .filter(number -> !whole || number.stripTrailingZeros().scale() <= 0)
        .findFirst()
        .map(number -> new BigDecimal(plain(number)));
  }

  /** Whether the other one begins where this one ends, with no number between them or in both. */
  boolean isJustBelow(NumberRange other) {
    return upper.isPresent()
        && other.lower.isPresent()
        && upper.get().compareTo(other.lower.get()) == 0
        && upperIncluded != other.lowerIncluded;
  }

  /** This one and one that begins where it ends. */
  NumberRange with(NumberRange next) {
    return new NumberRange(lower, lowerIncluded, next.upper, next.upperIncluded);
  }

  /** Without an end that no number can be beyond anyway. */
  NumberRange openBeyond(Optional<BigDecimal> minimum, Optional<BigDecimal> maximum) {
    boolean keepsLower =
        lower
            .filter(end -> minimum.isEmpty() || isAbove(end, minimum.get(), !lowerIncluded))
            .isPresent();
    boolean keepsUpper =
        upper
            .filter(end -> maximum.isEmpty() || isAbove(maximum.get(), end, !upperIncluded))
            .isPresent();
    return new NumberRange(
        keepsLower ? lower : Optional.empty(),
        keepsLower && lowerIncluded,
        keepsUpper ? upper : Optional.empty(),
        keepsUpper && upperIncluded);
  }

  /** What a number of it fulfils: {@code ≥ 22 and < 30}, {@code = 2}. */
  String text() {
    if (lower.isPresent() && upper.isPresent() && lower.get().compareTo(upper.get()) == 0) {
      return "= " + plain(lower.get());
    }
    List<String> parts = new ArrayList<>();
    lower.ifPresent(end -> parts.add((lowerIncluded ? "≥ " : "> ") + plain(end)));
    upper.ifPresent(end -> parts.add((upperIncluded ? "≤ " : "< ") + plain(end)));
    return parts.isEmpty() ? "any number" : String.join(" and ", parts);
  }

  /** The same of a variable, in SPARQL's signs. */
  List<String> conditions(String variable) {
    List<String> conditions = new ArrayList<>();
    if (lower.isPresent() && upper.isPresent() && lower.get().compareTo(upper.get()) == 0) {
      conditions.add("?" + variable + " = " + plain(lower.get()));
      return conditions;
    }
    lower.ifPresent(
        end -> conditions.add("?" + variable + (lowerIncluded ? " >= " : " > ") + plain(end)));
    upper.ifPresent(
        end -> conditions.add("?" + variable + (upperIncluded ? " <= " : " < ") + plain(end)));
    return conditions;
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}

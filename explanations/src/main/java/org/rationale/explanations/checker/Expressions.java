package org.rationale.explanations.checker;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expressions as SPARQL has them, for comparisons, logic and arithmetic. A value is a {@code
 * BigDecimal}, {@code Double}, {@code Boolean} or {@code String}, or the number of any other term;
 * null is a value that this class cannot find.
 */
final class Expressions {

  /** What SPARQL calls an error: it makes a filter false. */
  static final Object ERROR = new Object();

  private static final String XSD = "^^<http://www.w3.org/2001/XMLSchema#";

  private final List<String> terms;

  Expressions(List<String> terms) {
    this.terms = terms;
  }

  /** Whether all variables of an expression are bound. */
  static boolean isReady(Object expression, Map<String, Integer> binding) {
    return switch (expression) {
      case String variable -> binding.containsKey(variable);
      case List<?> call -> call.stream().skip(1).allMatch(part -> isReady(part, binding));
      default -> true;
    };
  }

  @Nullable Object value(Object expression, Map<String, Integer> binding) {
    return switch (expression) {
      case Integer term -> ofTerm(term);
      case String variable -> ofTerm(binding.get(variable));
      case List<?> call when call.size() == 3 ->
          call(call.getFirst(), value(call.get(1), binding), value(call.get(2), binding));
      case List<?> call when call.size() == 2 && call.getFirst().equals("!") ->
          truth(value(call.get(1), binding)) instanceof Boolean known ? !known : null;
      default -> null;
    };
  }

  Object ofTerm(int term) {
    String text = terms.get(term);
    int end = text.lastIndexOf('"');
    if (text.startsWith("\"") && text.indexOf('\\') < 0) {
      String lexical = text.substring(1, end);
      String type = text.substring(end + 1);
      try {
        switch (type) {
          case "":
            return lexical;
          case XSD + "boolean>":
            return lexical.equals("true") || lexical.equals("1");
          case XSD + "integer>", XSD + "decimal>":
            return new BigDecimal(lexical);
          case XSD + "double>":
            return Double.valueOf(lexical);
          default:
        }
      } catch (NumberFormatException illTyped) {
        return term;
      }
    }
    return term;
  }

  /** SPARQL's effective truth value. */
  static @Nullable Object truth(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case BigDecimal number -> number.signum() != 0;
      case String text -> !text.isEmpty();
      case Boolean known -> known;
      default -> value == ERROR ? ERROR : null;
    };
  }

  @Nullable Object call(Object function, @Nullable Object a, @Nullable Object b) {
    if (function.equals("&&") || function.equals("||")) {
      boolean decisive = function.equals("||");
      Object left = truth(a);
      Object right = truth(b);
      if (Boolean.valueOf(decisive).equals(left) || Boolean.valueOf(decisive).equals(right)) {
        return decisive;
      }
      return left == null || right == null
          ? null
          : left == ERROR || right == ERROR ? ERROR : !decisive;
    }
    if (a == null || b == null || a == ERROR || b == ERROR) {
      return a == null || b == null ? null : ERROR;
    }
    Integer sign = sign(a, b);
    return switch (function.toString()) {
      case "=" -> sign == null ? equal(a, b) : (Object) (sign == 0);
      case "!=" ->
          sign == null
              ? (equal(a, b) instanceof Boolean known ? !known : null)
              : (Object) (sign != 0);
      case "<" -> sign == null ? null : sign < 0;
      case ">" -> sign == null ? null : sign > 0;
      case "<=" -> sign == null ? null : sign <= 0;
      case ">=" -> sign == null ? null : sign >= 0;
      default ->
          a instanceof BigDecimal x && b instanceof BigDecimal y
              ? arithmetic(function, x, y)
              : null;
    };
  }

  private @Nullable Boolean equal(Object a, Object b) {
    return a.equals(b)
        ? Boolean.TRUE
        : isNode(a) || isNode(b) || (a instanceof Boolean && b instanceof Boolean)
            ? Boolean.FALSE
            : null;
  }

  private boolean isNode(Object value) {
    return value instanceof Integer term && !terms.get(term).startsWith("\"");
  }

  private static @Nullable Integer sign(Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      return Integer.signum(x.compareTo(y));
    }
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y);
    }
    boolean numbers =
        a instanceof Number
            && b instanceof Number
            && !(a instanceof Integer)
            && !(b instanceof Integer);
    double difference =
        numbers ? ((Number) a).doubleValue() - ((Number) b).doubleValue() : Double.NaN;
    return Double.isNaN(difference) ? null : (int) Math.signum(difference);
  }

  private static @Nullable Object arithmetic(Object operator, BigDecimal x, BigDecimal y) {
    return switch (operator.toString()) {
      case "+" -> x.add(y, MathContext.DECIMAL128);
      case "-" -> x.subtract(y, MathContext.DECIMAL128);
      case "*" -> x.multiply(y, MathContext.DECIMAL128);
      case "/" -> y.signum() == 0 ? ERROR : x.divide(y, MathContext.DECIMAL128);
      default -> null;
    };
  }
}

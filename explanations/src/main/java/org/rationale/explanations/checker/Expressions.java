package org.rationale.explanations.checker;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Filters as SPARQL has them, for comparisons, logic and arithmetic of integers and decimals. A
 * value is a {@code BigDecimal}, a {@code Boolean}, a {@code String} or the number of another term;
 * null is one that this class cannot find.
 */
final class Expressions {

  /** What SPARQL calls an error: it makes a filter false. */
  private static final Object ERROR = new Object();

  private static final int MOST_LETTERS = 10_000;
  private static final String XSD = "^^<http://www.w3.org/2001/XMLSchema#";
  private static final Map<String, Object> BOOLEANS =
      Map.of("true", true, "1", true, "false", false, "0", false);

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

  /** Whether a filter keeps a solution; null if that is not known. */
  @Nullable Boolean holds(Object filter, Map<String, Integer> binding) {
    Object truth = truth(value(filter, binding));
    return truth == ERROR ? Boolean.FALSE : (Boolean) truth;
  }

  private @Nullable Object value(Object expression, Map<String, Integer> binding) {
    return switch (expression) {
      case Integer term -> ofTerm(term);
      case String variable -> ofTerm(binding.getOrDefault(variable, Rules.NONE));
      case List<?> call when call.size() == 3 ->
          call(call.getFirst(), value(call.get(1), binding), value(call.get(2), binding));
      case List<?> call when call.size() == 2 && call.getFirst().equals("!") ->
          not(truth(value(call.get(1), binding)));
      default -> null;
    };
  }

  private Object ofTerm(Integer term) {
    String text = terms.get(term);
    if (!text.startsWith("\"") || text.indexOf('\\') >= 0 || text.length() > MOST_LETTERS) {
      return term;
    }
    String lexical = text.substring(1, text.lastIndexOf('"'));
    return switch (text.substring(text.lastIndexOf('"') + 1)) {
      case "" -> lexical;
      case XSD + "boolean>" -> BOOLEANS.getOrDefault(lexical, term);
      case XSD + "integer>" -> number(lexical, "[+-]?[0-9]+", term);
      case XSD + "decimal>" -> number(lexical, "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)", term);
      default -> term;
    };
  }

  /** What is no number of its type is a term like any other. */
  private static Object number(String lexical, String form, Integer term) {
    return lexical.matches(form) ? (Object) new BigDecimal(lexical) : term;
  }

  /** SPARQL's effective truth value. */
  private static @Nullable Object truth(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case BigDecimal number -> number.signum() != 0;
      case String text -> !text.isEmpty();
      case Integer term -> null;
      default -> value;
    };
  }

  private static @Nullable Object not(@Nullable Object truth) {
    return truth instanceof Boolean known ? (Object) !known : truth;
  }

  private @Nullable Object call(Object function, @Nullable Object a, @Nullable Object b) {
    if (function.equals("&&") || function.equals("||")) {
      Boolean decisive = function.equals("||");
      Object left = truth(a);
      Object right = truth(b);
      return decisive.equals(left) || decisive.equals(right)
          ? decisive
          : either(left, right, !decisive);
    }
    if (a == null || b == null || a.equals(ERROR) || b.equals(ERROR)) {
      return either(a, b, ERROR);
    }
    Object equal = equal(a, b);
    if (function.equals("=") || function.equals("!=")) {
      return function.equals("=") ? equal : not(equal);
    }
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return ofNumbers(function.toString(), x, y);
    }
    return a instanceof String x && b instanceof String y
        ? ordered(function.toString(), x.compareTo(y))
        : null;
  }

  private static @Nullable Object either(@Nullable Object a, @Nullable Object b, Object otherwise) {
    return a == null || b == null ? null : a == ERROR || b == ERROR ? ERROR : otherwise;
  }

  private @Nullable Object equal(Object a, Object b) {
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y) == 0;
    }
    boolean comparable = a.getClass() == b.getClass() && !(a instanceof Integer);
    return a.equals(b) || comparable || isNode(a) || isNode(b) ? (Object) a.equals(b) : null;
  }

  private boolean isNode(Object value) {
    return value instanceof Integer term && !terms.get(term).startsWith("\"");
  }

  private static @Nullable Object ordered(String operator, int sign) {
    return switch (operator) {
      case "<" -> sign < 0;
      case ">" -> sign > 0;
      case "<=" -> sign <= 0;
      case ">=" -> sign >= 0;
      default -> null;
    };
  }

  private static @Nullable Object ofNumbers(String operator, BigDecimal x, BigDecimal y) {
    return switch (operator) {
      case "+" -> x.add(y, MathContext.DECIMAL128);
      case "-" -> x.subtract(y, MathContext.DECIMAL128);
      case "*" -> x.multiply(y, MathContext.DECIMAL128);
      case "/" -> y.signum() == 0 ? ERROR : x.divide(y, MathContext.DECIMAL128);
      default -> ordered(operator, x.compareTo(y));
    };
  }
}

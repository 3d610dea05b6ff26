package org.rationale.explanations.checker;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rationale.explanations.checker.Certificate.Element;
import org.rationale.explanations.checker.Certificate.Filter;
import org.rationale.explanations.checker.Certificate.Let;

/**
 * Expressions of filters, as SPARQL has them, for the functions that are named here. A value is a
 * {@code BigDecimal}, {@code Double}, {@code Boolean} or {@code String}, or the number of any other
 * term.
 */
final class Expressions {

  /** What it is not known how to evaluate. */
  static final Object UNKNOWN = new Object();

  /** What has to wait until more variables are bound. */
  static final Object NOT_YET = new Object();

  private static final Object ERROR = new Object();
  private static final String XSD = "http://www.w3.org/2001/XMLSchema#";
  private static final Set<String> WHOLE = Set.of("integer", "int", "long", "short", "byte");

  private final Terms terms;
  private final Map<String, Integer> binding;

  Expressions(Terms terms, Map<String, Integer> binding) {
    this.terms = terms;
    this.binding = binding;
  }

  /**
   * Whether a filter or an assignment keeps a solution; an assignment binds its variable if it can.
   * {@link #NOT_YET} for what waits for variables, {@link #UNKNOWN} for what is beyond this class.
   */
  Object held(Element element) {
    Object value;
    switch (element) {
      case Filter filter
      when isReady(filter.expression()):
        value = truth(value(filter.expression()));
        break;
      case Let let
      when isReady(let.expression()):
        value = value(let.expression());
        Integer bound = binding.get(let.variable());
        if (bound != null) {
          value = value == ERROR ? ERROR : equal(ofTerm(bound), value);
        } else if (value instanceof Integer || value instanceof String) {
          binding.put(
              let.variable(), value instanceof Integer i ? i : terms.number("\"" + value + "\""));
          value = true;
        } else {
          value = value == ERROR ? ERROR : UNKNOWN;
        }
        break;
      default:
        return NOT_YET;
    }
    return value == ERROR ? Boolean.FALSE : value;
  }

  private boolean isReady(Object expression) {
    return switch (expression) {
      case String variable -> binding.containsKey(variable);
      case List<?> call ->
          call.subList(Math.min(1, call.size()), call.size()).stream().allMatch(this::isReady);
      default -> true;
    };
  }

  Object value(Object expression) {
    switch (expression) {
      case Integer term
      when terms.has(term):
        return ofTerm(term);
      case String variable:
        Integer bound = binding.get(variable);
        return bound == null ? ERROR : ofTerm(bound);
      case List<?> call
      when !call.isEmpty() && call.getFirst() instanceof String function:
        return call(function, call.subList(1, call.size()));
      case null, default:
        return UNKNOWN;
    }
  }

  private Object ofTerm(int term) {
    if (!(terms.get(term) instanceof String text) || !text.startsWith("\"")) {
      return term;
    }
    int end = text.lastIndexOf('"');
    String lexical = text.substring(1, end);
    String rest = text.substring(end + 1);
    if (rest.isEmpty()) {
      return lexical.indexOf('\\') < 0 ? lexical : (Object) term;
    }
    String type = rest.startsWith("^^<" + XSD) ? rest.substring(3 + XSD.length()) : "";
    type = type.replace(">", "");
    try {
      if (WHOLE.contains(type) || type.equals("decimal")) {
        return new BigDecimal(lexical.startsWith("+") ? lexical.substring(1) : lexical);
      } else if (type.equals("double") || type.equals("float")) {
        return lexical.equals("INF") || lexical.equals("-INF") ? term : Double.valueOf(lexical);
      }
    } catch (NumberFormatException e) {
      return term;
    }
    return type.equals("boolean") ? lexical.equals("true") || lexical.equals("1") : (Object) term;
  }

  private Object call(String function, List<?> arguments) {
    List<Object> values = new ArrayList<>();
    for (Object argument : arguments) {
      values.add(value(argument));
    }
    int n = values.size();
    Object a = n > 0 ? values.get(0) : UNKNOWN;
    Object b = n > 1 ? values.get(1) : UNKNOWN;
    switch (function) {
      case "&&", "||":
        return n == 2 ? logical(truth(a), truth(b), function.equals("||")) : UNKNOWN;
      case "!":
        return not(truth(a));
      case "in", "notin":
        Object found = false;
        for (Object member : values.subList(Math.min(1, n), n)) {
          found = logical(found, strict(a, member, equal(a, member)), true);
        }
        return function.equals("in") ? found : not(found);
      case "if":
        Object test = truth(a);
        return n == 3 && test instanceof Boolean yes ? (yes ? b : values.get(2)) : test;
      default:
    }
    if (values.contains(ERROR)) {
      return values.contains(UNKNOWN) ? UNKNOWN : ERROR;
    }
    return values.contains(UNKNOWN) || n == 0 ? UNKNOWN : plain(function, a, b, n);
  }

  private Object plain(String function, Object a, Object b, int n) {
    return switch (function + n) {
      case "=2" -> equal(a, b);
      case "!=2" -> not(equal(a, b));
      case "<2", ">2", "<=2", ">=2" -> ordered(function, a, b);
      case "+2", "-2", "*2", "/2" -> arithmetic(function, a, b);
      case "-1" -> arithmetic("-", BigDecimal.ZERO, a);
      case "abs1" ->
          a instanceof BigDecimal exact
              ? exact.abs()
              : a instanceof Double d ? (Object) Math.abs(d) : UNKNOWN;
      case "isnumeric1" -> a instanceof BigDecimal || a instanceof Double;
      case "isiri1", "isuri1" -> a instanceof Integer term && starts(term, "<");
      case "isblank1" -> a instanceof Integer term && starts(term, "_");
      case "isliteral1" -> !(a instanceof Integer term) || starts(term, "\"");
      case "str1" -> a instanceof String ? a : a instanceof Integer term ? iri(term) : UNKNOWN;
      case "contains2", "strstarts2", "strends2" ->
          a instanceof String text && b instanceof String part
              ? (Object) within(function, text, part)
              : UNKNOWN;
      default -> UNKNOWN;
    };
  }

  private static boolean within(String function, String text, String part) {
    return switch (function) {
      case "contains" -> text.contains(part);
      case "strstarts" -> text.startsWith(part);
      default -> text.endsWith(part);
    };
  }

  private boolean starts(int term, String start) {
    return terms.get(term) instanceof String text && text.startsWith(start);
  }

  private Object iri(int term) {
    String text = terms.text(term);
    return starts(term, "<") && text.indexOf('\\') < 0
        ? text.substring(1, text.length() - 1)
        : UNKNOWN;
  }

  private static Object truth(Object value) {
    return switch (value) {
      case BigDecimal number -> number.signum() != 0;
      case Double number -> number != 0 && !number.isNaN();
      case String text -> !text.isEmpty();
      case Integer term -> UNKNOWN;
      default -> value;
    };
  }

  private static Object not(Object value) {
    return value instanceof Boolean truth ? (Object) !truth : value;
  }

  /** SPARQL's tables for and and or: one side may decide whatever the other is. */
  private static Object logical(Object a, Object b, boolean or) {
    if (Boolean.valueOf(or).equals(a) || Boolean.valueOf(or).equals(b)) {
      return or;
    }
    return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : a == ERROR || b == ERROR ? ERROR : !or;
  }

  private static Object strict(Object a, Object b, Object result) {
    return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : a == ERROR || b == ERROR ? ERROR : result;
  }

  private Object equal(Object a, Object b) {
    if (a.equals(b)) {
      return true;
    }
    Object difference = difference(a, b);
    if (difference instanceof Integer sign) {
      return sign == 0;
    }
    return isNode(a) || isNode(b) || (a instanceof Boolean && b instanceof Boolean)
        ? (Object) false
        : UNKNOWN;
  }

  private boolean isNode(Object value) {
    return value instanceof Integer term && (starts(term, "<") || starts(term, "_"));
  }

  /** The sign of a difference, or {@link #UNKNOWN}. */
  private static Object difference(Object a, Object b) {
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y);
    }
    if (a instanceof Number x && b instanceof Number y && !(a instanceof Integer)) {
      double p = x.doubleValue();
      double q = y.doubleValue();
      return b instanceof Integer || Double.isNaN(p) || Double.isNaN(q)
          ? UNKNOWN
          : (Object) (p < q ? -1 : p > q ? 1 : 0);
    }
    return a instanceof String x && b instanceof String y
        ? (Object) Integer.signum(x.compareTo(y))
        : UNKNOWN;
  }

  private static Object ordered(String operator, Object a, Object b) {
    return difference(a, b) instanceof Integer sign
        ? switch (operator) {
          case "<" -> sign < 0;
          case ">" -> sign > 0;
          case "<=" -> sign <= 0;
          default -> sign >= 0;
        }
        : UNKNOWN;
  }

  private static Object arithmetic(String operator, Object a, Object b) {
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return switch (operator) {
        case "+" -> x.add(y, MathContext.DECIMAL128);
        case "-" -> x.subtract(y, MathContext.DECIMAL128);
        case "*" -> x.multiply(y, MathContext.DECIMAL128);
        default -> y.signum() == 0 ? ERROR : x.divide(y, MathContext.DECIMAL128);
      };
    }
    if (a instanceof Number x
        && b instanceof Number y
        && !(a instanceof Integer || b instanceof Integer)) {
      double p = x.doubleValue();
      double q = y.doubleValue();
      return switch (operator) {
        case "+" -> p + q;
        case "-" -> p - q;
        case "*" -> p * q;
        default -> p / q;
      };
    }
    return UNKNOWN;
  }
}

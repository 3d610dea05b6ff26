package org.rationale.rules.drl;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.datatypes.xsd.XSDDatatype;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;

/**
 * What a pattern over statements demands. Where nothing is {@code unread}, it matches exactly the
 * facts that fit the triple, term by term as DRL compares them, and all {@code bounds}; otherwise
 * it matches some of them.
 *
 * @param triple constants, and variables named as in the file without {@code $}; a variable whose
 *     name starts with {@link #ANONYMOUS} is written nowhere
 * @param uses the variables that earlier patterns bind
 * @param bounds on the object as a number
 * @param unread constraints that only Drools can check, as written
 */
public record DrlPattern(Triple triple, Set<String> uses, List<Bound> bounds, List<String> unread) {

  /** How the names of variables start that a file leaves out. */
  public static final String ANONYMOUS = "any_";

  public DrlPattern {
    uses = Set.copyOf(uses);
    bounds = List.copyOf(bounds);
    unread = List.copyOf(unread);
  }

  /** How a number is compared. */
  public enum Comparison {
    BELOW("<"),
    AT_MOST("<="),
    EQUAL("=="),
    AT_LEAST(">="),
    ABOVE(">");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    /** As DRL writes it. */
    public String sign() {
      return sign;
    }

    boolean holds(double number, double limit) {
      return switch (this) {
        case BELOW -> number < limit;
        case AT_MOST -> number <= limit;
        case EQUAL -> number == limit;
        case AT_LEAST -> number >= limit;
        case ABOVE -> number > limit;
      };
    }
  }

  /** A demand on {@link Statement#number}. */
  public record Bound(Comparison comparison, BigDecimal limit) {

    /** Whether a fact's object fulfils it; one that is no number fulfils none. */
    public boolean admits(Node object) {
      return number(object)
          .filter(number -> comparison.holds(number.doubleValue(), limit.doubleValue()))
          .isPresent();
    }

    /** As DRL writes it, without the word {@code number}. */
    public String text() {
      return comparison.sign() + " " + limit.toPlainString();
    }
  }

  /**
   * Whether DRL takes two terms for the same: equal ones, numbers of one value, and truth values.
   */
  public static boolean isSame(Node left, Node right) {
    if (left.equals(right)) {
      return true;
    }
    Optional<BigDecimal> number = number(left);
    if (number.isPresent()) {
      return number.equals(number(right));
    }
    return isTruth(left)
        && isTruth(right)
        && left.getLiteralValue().equals(right.getLiteralValue());
  }

  /** The finite number that DRL sees in a term, if it is one. */
  public static Optional<BigDecimal> number(Node node) {
    return Terms.number(node);
  }

  private static boolean isTruth(Node node) {
    return node.isLiteral()
        && XSDDatatype.XSDboolean.equals(node.getLiteralDatatype())
        && node.getLiteral().isWellFormed();
  }
}

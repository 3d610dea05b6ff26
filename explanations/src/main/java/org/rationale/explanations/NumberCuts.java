package org.rationale.explanations;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.drl.DrlCondition;
import org.rationale.rules.drl.DrlPattern;
import org.rationale.rules.drl.DrlRule;

/**
 * Where rules tell numbers apart, by the predicates that state them. Between two cuts all numbers
 * do the same, as far as the rules' texts say: what Java code makes of a number is not there.
 */
final class NumberCuts {

  private static final int MOST_MATCHES = 2_000;

  /** A comparison with a number that another pattern binds. */
  private static final Pattern WITH_OTHER =
      Pattern.compile(
          "\\s*(?:\\$?\\w+\\s*:\\s*)?number\\s*(?:<=|>=|==|<|>)\\s*\\$?[A-Za-z_]\\w*\\s*");

  private static final Pattern TAKES_NUMBER =
      Pattern.compile("\\w\\s*:\\s*(?:number|decimal|object)\\b");

  /**
   * A border between numbers.
   *
   * @param isAfter whether the number itself is below the border
   */
  private record Cut(BigDecimal number, boolean isAfter) implements Comparable<Cut> {
    @Override
    public int compareTo(Cut other) {
      int order = number.compareTo(other.number);
      return order == 0 ? Boolean.compare(isAfter, other.isAfter) : order;
    }
  }

  private final FactIndex facts;
  private final Map<Node, NavigableSet<Cut>> cuts = new HashMap<>();
  private final Set<Node> measured = new LinkedHashSet<>();
  private final Set<Node> unread = new LinkedHashSet<>();

  private NumberCuts(FactIndex facts) {
    this.facts = facts;
  }

  /**
   * @param measured predicates whose objects are numbers, whether rules compare them or not
   */
  static NumberCuts of(Cone cone, FactIndex facts, Set<Node> measured) {
    NumberCuts found = new NumberCuts(facts);
    found.measured.addAll(measured);
    cone.rules().forEach(found::read);
    cone.drlRules().forEach(found::read);
    cone.drlRules().forEach(found::findUnread);
    return found;
  }

  /** Whether the objects of a predicate are told apart as numbers. */
  boolean isMeasured(Node predicate) {
    return measured.contains(predicate) || cuts.containsKey(predicate);
  }

  /** The predicates of which code may tell more numbers apart than the rules' texts say. */
  Set<Node> unread() {
    return unread;
  }

  /** All numbers, cut where rules tell them apart, in ascending order. */
  List<NumberRange> ranges(Node predicate) {
    List<NumberRange> ranges = new ArrayList<>();
    Optional<Cut> before = Optional.empty();
    for (Cut cut : cuts.getOrDefault(predicate, new TreeSet<>())) {
      ranges.add(range(before, Optional.of(cut)));
      before = Optional.of(cut);
    }
    ranges.add(range(before, Optional.empty()));
    return ranges;
  }

  private static NumberRange range(Optional<Cut> from, Optional<Cut> to) {
    return new NumberRange(
        from.map(Cut::number),
        from.filter(cut -> !cut.isAfter()).isPresent(),
        to.map(Cut::number),
        to.filter(Cut::isAfter).isPresent());
  }

  private void cut(Node predicate, BigDecimal number, boolean isAfter) {
    cuts.computeIfAbsent(predicate, p -> new TreeSet<>()).add(new Cut(number, isAfter));
  }

  private void cutAround(Node predicate, BigDecimal number) {
    cut(predicate, number, false);
    cut(predicate, number, true);
  }

  private void read(Rule rule) {
    read(rule.body(), filters(rule.body()));
  }

  private static List<Expr> filters(List<BodyElement> body) {
    List<Expr> filters = new ArrayList<>();
    for (BodyElement element : body) {
      switch (element) {
        case BodyElement.Filter(Expr expression) -> filters.add(expression);
        case BodyElement.Negation negation -> filters.addAll(filters(negation.body()));
        case BodyElement.Pattern pattern -> {}
        case BodyElement.Assignment assignment -> {}
      }
    }
    return filters;
  }

  private void read(List<BodyElement> body, List<Expr> filters) {
    for (BodyElement element : body) {
      switch (element) {
        case BodyElement.Pattern(Triple triple) -> {
          if (triple.getPredicate().isURI() && triple.getObject() instanceof Var variable) {
            for (Expr filter : filters) {
              if (filter.getVarsMentioned().contains(variable)
                  && !compare(filter, variable, triple.getPredicate())) {
                unread.add(triple.getPredicate());
              }
            }
            if (isAssignedFrom(body, variable)) {
              unread.add(triple.getPredicate());
            }
          }
        }
        case BodyElement.Negation negation -> read(negation.body(), filters);
        case BodyElement.Filter filter -> {}
        case BodyElement.Assignment assignment -> {}
      }
    }
  }

  private static boolean isAssignedFrom(List<BodyElement> body, Var variable) {
    return body.stream()
        .anyMatch(
            element ->
                element instanceof BodyElement.Assignment(Var assigned, Expr expression)
                    && expression.getVarsMentioned().contains(variable));
  }

  /** Returns whether all that the filter does with the variable is compare it with numbers. */
  private boolean compare(Expr filter, Var variable, Node predicate) {
    if (!filter.getVarsMentioned().contains(variable)) {
      return true;
    }
    if (!(filter instanceof ExprFunction2 function)) {
      return false;
    }
    Expr one = function.getArg1();
    Expr other = function.getArg2();
    boolean isFirst = one.isVariable() && one.asVar().equals(variable);
    boolean isSecond = other.isVariable() && other.asVar().equals(variable);
    if (!isFirst && !isSecond) {
      // Both, for each has its own borders.
      boolean isFirstCompared = compare(one, variable, predicate);
      boolean isSecondCompared = compare(other, variable, predicate);
      return isFirstCompared && isSecondCompared;
    }
    Expr limit = isFirst ? other : one;
    if (!limit.isConstant() || !limit.getConstant().isDecimal()) {
      return false;
    }
    BigDecimal number = limit.getConstant().getDecimal();
    switch (function.getOpName()) {
      case "<" -> cut(predicate, number, !isFirst);
      case "<=" -> cut(predicate, number, isFirst);
      case ">" -> cut(predicate, number, isFirst);
      case ">=" -> cut(predicate, number, !isFirst);
      case null, default -> cutAround(predicate, number);
    }
    return true;
  }

  private void read(DrlRule rule) {
    List<DrlPattern> patterns = Changeable.patterns(rule);
    for (DrlPattern pattern : patterns) {
      Node predicate = pattern.triple().getPredicate();
      if (predicate.isURI()) {
        for (DrlPattern.Bound bound : pattern.bounds()) {
          switch (bound.comparison()) {
            case BELOW, AT_LEAST -> cut(predicate, bound.limit(), false);
            case AT_MOST, ABOVE -> cut(predicate, bound.limit(), true);
            case EQUAL -> cutAround(predicate, bound.limit());
          }
        }
      }
    }
    boolean comparesTwo =
        patterns.stream()
            .flatMap(pattern -> pattern.unread().stream())
            .anyMatch(text -> WITH_OTHER.matcher(text).matches());
    if (comparesTwo) {
      List<Node> changing =
          patterns.stream()
              .map(pattern -> pattern.triple().getPredicate())
              .filter(measured::contains)
              .toList();
      if (changing.size() > 1) {
        unread.addAll(changing); // Two numbers that may both be changed: no border is known.
      }
      for (DrlPattern pattern : patterns) {
        Node predicate = pattern.triple().getPredicate();
        if (predicate.isURI() && measured.contains(predicate)) {
          cutAtOthers(
              predicate, patterns.stream().filter(other -> !other.equals(pattern)).toList());
        }
      }
    }
  }

  /** Cuts at the numbers of facts that the rest of a rule finds. */
  private void cutAtOthers(Node predicate, List<DrlPattern> others) {
    int[] left = {MOST_MATCHES};
    match(predicate, others, 0, Substitution.EMPTY, left);
    if (left[0] <= 0) {
      unread.add(predicate);
    }
  }

  private void match(
      Node predicate, List<DrlPattern> patterns, int at, Substitution substitution, int[] left) {
    if (at == patterns.size() || left[0]-- <= 0) {
      return;
    }
    DrlPattern pattern = patterns.get(at);
    Triple wanted = substitution.of(Substitution.copy(pattern.triple(), 0));
    boolean isFound = false;
    for (Triple fact : facts.candidates(wanted)) {
      Optional<Substitution> bound = substitution.unify(wanted, fact);
      if (bound.isPresent()) {
        isFound = true;
        DrlPattern.number(fact.getObject()).ifPresent(number -> cutAround(predicate, number));
        match(predicate, patterns, at + 1, bound.get(), left);
      }
    }
    if (!isFound) {
      match(predicate, patterns, at + 1, substitution, left);
    }
  }

  /** What code takes as a number may be told apart anywhere. */
  private void findUnread(DrlRule rule) {
    boolean concludesWhatCodeMakes =
        rule.reading().conclusions().stream()
            .anyMatch(
                conclusion ->
                    conclusion.getObject().isVariable() && !isBound(rule, conclusion.getObject()));
    for (DrlCondition condition : rule.reading().conditions()) {
      List<DrlPattern> patterns =
          switch (condition) {
            case DrlCondition.Present present -> List.of(present.pattern());
            case DrlCondition.Absent absent -> List.of(absent.pattern());
            case DrlCondition.Unread inner -> inner.patterns();
          };
      boolean isTaken = TAKES_NUMBER.matcher(condition.text()).find();
      for (DrlPattern pattern : patterns) {
        boolean isCompared =
            pattern.unread().stream().allMatch(text -> WITH_OTHER.matcher(text).matches());
        if (pattern.triple().getPredicate().isURI()
            && isMeasured(pattern.triple().getPredicate())
            && (!isCompared
                || (isTaken
                    && (concludesWhatCodeMakes || condition instanceof DrlCondition.Unread)))) {
          unread.add(pattern.triple().getPredicate());
        }
      }
    }
  }

  private static boolean isBound(DrlRule rule, Node variable) {
    return rule.reading().conditions().stream()
        .anyMatch(
            condition ->
                condition instanceof DrlCondition.Present(DrlPattern pattern, String text)
                    && (pattern.triple().getObject().equals(variable)
                        || pattern.triple().getSubject().equals(variable)));
  }
}
